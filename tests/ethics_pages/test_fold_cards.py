"""Many cards of one unit and one cause are one line; the one beside them keeps its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ethics_monitor.models import Card
from ethics_monitor.queries.folding import FOLD_FROM
from ethics_monitor.sweep import sweep
from tests.cast import Cast
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.ethics_pages.conftest import Open

pytestmark = pytest.mark.django_db
BOARD, CARDS = "ethics_monitor:board", "ethics_monitor:cards"


def late(matters: Matters, many: int) -> None:
    """So many yellows of one unit, and a red beside them."""
    for _each in range(many):
        matters.due()
    matters.due("statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)


@pytest.mark.parametrize("route", [BOARD, CARDS])
def test_many_of_one_cause_are_one_line(matters: Matters, cast: Cast, open_as: Open, route: str) -> None:
    late(matters, FOLD_FROM)
    page = open_as(cast.inspector, route)
    [fold] = page.context["folds"]
    assert (fold.fold.rule, fold.fold.count, len(fold.rows)) == ("T02", FOLD_FROM, FOLD_FROM)
    rows = page.context["feed" if route == BOARD else "rows"]
    assert [row.card.rule_code for row in rows] == ["T03"]
    assert all(card.number in page.content.decode() for card in Card.objects.filter(rule_code="T02"))


@pytest.mark.parametrize("route", [BOARD, CARDS])
def test_fewer_keep_a_line_each(matters: Matters, cast: Cast, open_as: Open, route: str) -> None:
    late(matters, FOLD_FROM - 1)
    page = open_as(cast.inspector, route)
    assert not page.context["folds"]
    assert len(page.context["feed" if route == BOARD else "rows"]) == FOLD_FROM


def test_the_line_leads_to_all_of_them(matters: Matters, cast: Cast, open_as: Open) -> None:
    late(matters, FOLD_FROM + 2)
    [fold] = open_as(cast.inspector, CARDS).context["folds"]
    page = open_as(cast.inspector, CARDS, colour="yellow", organization=fold.fold.code, rule="T02")
    assert f"organization={fold.fold.code}" in fold.url and not page.context["folds"]
    assert len(page.context["rows"]) == FOLD_FROM + 2


def test_two_groups_cost_no_more_queries_than_one(matters: Matters, cast: Cast, open_as: Open) -> None:
    late(matters, FOLD_FROM)
    open_as(cast.inspector, CARDS)
    with CaptureQueriesContext(connection) as one:
        open_as(cast.inspector, CARDS)
    for _each in range(FOLD_FROM):
        matters.due("statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    with CaptureQueriesContext(connection) as two:
        assert len(open_as(cast.inspector, CARDS).context["folds"]) == 2
    assert len(two) <= len(one)
