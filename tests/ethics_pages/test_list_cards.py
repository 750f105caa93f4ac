"""Lists of cards: all with their filters, what waits for the office, one's own, the discipline organ's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ethics_monitor import actions
from ethics_monitor.models import Card
from ethics_monitor.pages import cards as lists
from ethics_monitor.pages.rows import left_words
from ethics_monitor.sweep import sweep
from kernel.organizations.models import Post
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.ethics_pages.conftest import MORNING, Open, answer, client_of, late_matter

LIST, VERIFY, MINE, DISCIPLINE = (f"ethics_monitor:{name}" for name in ("cards", "to_verify", "my_cards", "discipline"))


def numbers(page) -> list[str]:
    return [row.card.number for row in page.context["rows"]]


@pytest.mark.parametrize("route", [LIST, VERIFY])
def test_lists_of_the_county_are_for_supervisors(red: Card, cast: Cast, open_as: Open, route: str) -> None:
    for who in (cast.supervisor, cast.inspector):
        page = open_as(who, route)
        assert page.status_code == 200 and red.number in page.content.decode()
    for who in (cast.clerk, cast.department_head, cast.administrator, cast.citizen):
        page = open_as(who, route)
        assert page.status_code == 403 and red.number not in page.content.decode()


def test_the_discipline_view_is_for_the_discipline_organ(red: Card, cast: Cast, open_as: Open) -> None:
    assert red.number in open_as(cast.inspector, DISCIPLINE).content.decode()
    for who in (cast.supervisor, cast.department_head, cast.administrator, cast.citizen):
        assert open_as(who, DISCIPLINE).status_code == 403


def test_each_filter_narrows(matters: Matters, cast: Cast, open_as: Open) -> None:
    yellow, red = late_matter(matters)
    asked = {
        "everything": {},
        "red": {"colour": "red"},
        "by rule": {"rule": "T02", "state": "all"},
        "by state": {"state": "to_verify"},
        "by unit": {"organization": cast.bureau.code},
        "of another unit": {"organization": cast.other_bureau.code},
        "by number": {"q": yellow.number[:17], "state": "all"},
        "by case": {"q": red.about_number, "colour": "red"},
        "nothing": {"q": "JC19"},
        "not a word": {"colour": "blue", "state": "odd", "days": "-3", "age": "old", "before": "x"},
    }
    found = {name: set(numbers(open_as(cast.supervisor, LIST, **query))) for name, query in asked.items()}
    assert found["red"] == found["by state"] == found["by case"] == {red.number}
    assert found["by rule"] == found["by number"] == {yellow.number}
    assert found["of another unit"] == found["nothing"] == set()
    assert found["everything"] == found["by unit"] == found["not a word"] >= {yellow.number, red.number}


def test_struck_out_cards_are_only_listed_by_their_state(red: Card, cast: Cast, open_as: Open) -> None:
    actions.dismiss(number=red.number, by=cast.supervisor, reason="在期限内")
    assert numbers(open_as(cast.supervisor, LIST, state="all")) == []
    assert numbers(open_as(cast.supervisor, LIST, state="dismissed")) == [red.number]


def test_a_long_list_goes_on(matters: Matters, cast: Cast, open_as: Open, monkeypatch) -> None:
    for _each in range(3):
        matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    every = numbers(open_as(cast.supervisor, LIST, colour="yellow"))
    assert len(every) == 3
    monkeypatch.setattr(lists, "PAGE", 2)
    client = client_of(cast.supervisor)
    first = client.get(reverse(LIST), {"colour": "yellow"})
    second = client.get(first.context["older"])
    assert numbers(first) + numbers(second) == every
    assert (first.context["total"], second.context["total"], second.context["older"]) == (3, 3, "")


def queries_of(user, route: str) -> int:
    client = client_of(user)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse(route)).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("who", "route", "most"),
    [("supervisor", LIST, 20), ("supervisor", VERIFY, 18), ("reviewer", MINE, 24), ("inspector", DISCIPLINE, 20)],
)
@pytest.mark.long
def test_more_rows_cost_no_more_queries(matters: Matters, cast: Cast, who: str, route: str, most: int) -> None:
    user = getattr(cast, who)
    late_matter(matters)
    few = queries_of(user, route)
    for _each in range(5):
        late_matter(matters)
    assert queries_of(user, route) == few <= most


def test_what_counts_first_stands_first(matters: Matters, cast: Cast, open_as: Open) -> None:
    _yellow, first = late_matter(matters)
    _yellow, second = late_matter(matters)
    Card.objects.filter(pk=first.pk).update(counts_at=local(2026, 9, 25))
    [waiting, reported, proposed] = open_as(cast.supervisor, VERIFY).context["groups"]
    assert [row.card.number for row in waiting["rows"]] == [second.number, first.number]
    assert (reported["rows"], proposed["rows"]) == ([], [])


def test_reports_and_proposals_wait_there_too(matters: Matters, cast: Cast, open_as: Open) -> None:
    yellow, red = late_matter(matters)
    _yellow, proposed = late_matter(matters)
    answer(yellow, cast)
    actions.confirm(number=proposed.number, by=cast.supervisor)
    answer(proposed, cast)
    actions.propose_revocation(number=proposed.number, by=cast.supervisor, reason="系统故障")
    page = open_as(cast.supervisor, VERIFY)
    assert [[row.card.number for row in group["rows"]] for group in page.context["groups"]] == [
        [red.number], [yellow.number, proposed.number], [proposed.number],
    ]  # fmt: skip
    assert page.context["waiting_to_verify"] == 3, "the tab counts each card of its lists once"


@pytest.mark.parametrize("who", ["reviewer", "department_head"])
def test_the_post_and_its_leaders_find_it_among_theirs(yellow: Card, cast: Cast, open_as: Open, who: str) -> None:
    page = open_as(getattr(cast, who), MINE)
    assert numbers(page) == [yellow.number]
    assert page.context["rows"][0].left.startswith("超")


@pytest.mark.parametrize("who", ["clerk", "approver", "other_clerk", "supervisor", "administrator"])
def test_it_is_not_among_the_cards_of_others(yellow: Card, cast: Cast, open_as: Open, who: str) -> None:
    page = open_as(getattr(cast, who), MINE)
    assert page.status_code == 200 and yellow.number not in page.content.decode()


def test_a_citizen_has_no_cards(cast: Cast, open_as: Open) -> None:
    assert open_as(cast.citizen, MINE).status_code == 403


def test_answered_it_moves_on(yellow: Card, cast: Cast, open_as: Open) -> None:
    answer(yellow, cast)
    assert numbers(open_as(cast.reviewer, MINE)) == []
    assert numbers(open_as(cast.reviewer, MINE, which="sent")) == [yellow.number]
    assert yellow.number in numbers(open_as(cast.reviewer, MINE, which="all"))
    assert numbers(open_as(cast.reviewer, MINE, which="odd")) == []


def test_who_leaves_the_post_leaves_its_cards(yellow: Card, cast: Cast, open_as: Open) -> None:
    Post.objects.filter(user=cast.reviewer).update(until_date=local(2026, 9, 19).date())
    assert numbers(open_as(cast.reviewer, MINE)) == []


def test_taken_over_stands_first(matters: Matters, cast: Cast, open_as: Open) -> None:
    yellow, red = late_matter(matters)
    actions.take_over(number=yellow.number, by=cast.inspector, reason="反复超期")
    page = open_as(cast.inspector, DISCIPLINE)
    assert numbers(page) == [yellow.number, red.number]
    body = page.content.decode()
    assert f'id="d-{red.number}"' in body and f'id="d-{yellow.number}"' not in body
    assert numbers(open_as(cast.inspector, DISCIPLINE, which="taken")) == [yellow.number]


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, ("–", "")),
        (local(2026, 9, 18, 23), ("今天", "near")),
        (local(2026, 9, 19), ("1 日", "near")),
        (local(2026, 9, 25), ("7 日", "")),
        (local(2026, 9, 16), ("超 2 日", "late")),
        (local(2026, 9, 18, 8), ("超 1 日", "late")),
    ],
)
def test_what_is_left_is_said_in_words(until, said) -> None:
    assert left_words(until, MORNING) == said
