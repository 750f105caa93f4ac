"""Each list of cards is read by the index that was made for it: nothing reads every card there ever was."""

import pytest
from django.db import connection

from ethics_monitor import actions
from ethics_monitor.models import Card
from ethics_monitor.models.cards import CardQuerySet
from ethics_monitor.pages import lists
from ethics_monitor.pages.access import Viewer
from ethics_monitor.pages.frame import WAITING
from kernel.accounts.models import User
from kernel.organizations.queries import scope_of
from tests.cast import Cast
from tests.ethics_monitor.conftest import Matters
from tests.ethics_pages.conftest import MORNING, late_matter


def viewer(user: User) -> Viewer:
    return Viewer(user, MORNING, scope_of(user, MORNING))


def listed(cast: Cast) -> dict[str, CardQuerySet]:
    """The index that should read it, and the list."""
    office, discipline = viewer(cast.supervisor), lists.discipline(viewer(cast.inspector))
    waiting = lists.to_verify(office)
    return {
        "card_standing": lists.county(office, {}),
        "card_newest": lists.county(office, {"state": "all"}),
        "card_newest_of_unit": lists.county(office, {"state": "all", "organization": "BM12"}),
        "card_standing_grave": lists.county(office, {"colour": "red"}),
        "card_about_number": Card.objects.filter(about_number__startswith="9901"),
        "card_to_be_counted": waiting["verify"],
        "card_waiting": waiting["reported"],
        "card_waiting ": Card.objects.visible_to(office.scope).highest().filter(WAITING),
        "card_taken_over": discipline["taken"],
        "card_newest_ended": discipline["closed"],
    }


def copy(card: Card, many: int) -> None:
    """The row over and over, each with a number and a period of its own."""
    own = {"number": "'X' || %(first)s + g", "period_key": "'p' || %(first)s + g"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER' AND column_name <> 'id' ORDER BY ordinal_position",
            [Card._meta.db_table],
        )
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            f"INSERT INTO {Card._meta.db_table} ({', '.join(names)}) SELECT {', '.join(own.get(n, n) for n in names)}"
            f" FROM {Card._meta.db_table}, generate_series(1, %(many)s) AS g WHERE id = %(id)s",
            {"first": Card.objects.count() * 10_000, "many": many, "id": card.pk},
        )


@pytest.fixture
def grown(matters: Matters, cast: Cast) -> Cast:
    """Thousands of closed cards, hundreds that stand and a few that wait, as after some years."""
    yellow, red = late_matter(matters)
    copy(yellow, 200)
    copy(red, 5)
    actions.acknowledge(number=yellow.number, by=cast.reviewer, at=MORNING)
    actions.report_rectification(
        number=yellow.number, by=cast.reviewer, text="已于当日补作决定并送达申请人", at=MORNING
    )
    copy(Card.objects.get(pk=yellow.pk), 20)
    closed = actions.verify_and_close(number=yellow.number, by=cast.supervisor, at=MORNING)
    copy(Card.objects.get(pk=closed.pk), 8_000)
    actions.take_over(number=red.number, by=cast.inspector, reason="重点项目", at=MORNING)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Card._meta.db_table}")
    return cast


def plan_of(cards: CardQuerySet) -> str:
    """How the first page is read; the tables beside the cards are small and have no say in it."""
    sql, params = cards.select_related(None)[:50].query.sql_with_params()
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.long
def test_every_list_is_read_by_its_index(grown: Cast) -> None:
    wrong = {
        index: plan for index, cards in listed(grown).items() if f"{index.strip()} " not in (plan := plan_of(cards))
    }
    assert not wrong, "\n\n".join(f"{index}: {plan}" for index, plan in wrong.items())
