"""Each list of cards is read by the index that was made for it: nothing reads every card there ever was."""

import pytest
from django.db import connection

from ethics_monitor.models import Card
from ethics_monitor.models.cards import CardQuerySet
from ethics_monitor.pages import lists
from ethics_monitor.pages.access import Viewer
from ethics_monitor.pages.frame import WAITING
from kernel.accounts.models import User
from kernel.organizations.queries import scope_of
from tests.cast import Cast
from tests.ethics_pages.conftest import MORNING


def viewer(user: User) -> Viewer:
    return Viewer(user, MORNING, scope_of(user, MORNING))


def listed(cast: Cast) -> dict[str, CardQuerySet]:
    """The index that should read it, and the list."""
    office, discipline = viewer(cast.supervisor), lists.discipline(viewer(cast.inspector))
    waiting = lists.to_verify(office)
    return {
        "card_standing": lists.county(office, {}),
        "card_newest": lists.county(office, {"state": "all"}),
        "card_newest_of_unit": lists.county(office, {"state": "all", "organization": "BM01"}),
        "card_standing_grave": lists.county(office, {"colour": "red"}),
        "card_about_number": Card.objects.filter(about_number__startswith="9901"),
        "card_to_be_counted": waiting["verify"],
        "card_waiting": waiting["reported"],
        "card_waiting ": Card.objects.visible_to(office.scope).highest().filter(WAITING),
        "card_taken_over": discipline["taken"],
        "card_newest_ended": discipline["closed"],
    }


@pytest.mark.parametrize("place", range(10))
def test_a_list_is_read_by_its_index(cast: Cast, place: int) -> None:
    """Without a look at every row, as on a large table."""
    index, cards = list(listed(cast).items())[place]
    sql, params = cards[:50].query.sql_with_params()
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"{index.strip()} " in plan, plan
