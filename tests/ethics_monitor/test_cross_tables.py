"""Cross-tables: their figures, their filters, and the matters behind each figure."""

from datetime import timedelta

import pytest

from ethics_monitor.patterns.table import Line, behind, cross_table
from ethics_monitor.patterns.wanted import Wanted
from kernel.accounts.models import User
from kernel.clocks import actions as clocks
from kernel.ledger.actors import Actor
from kernel.organizations.queries import Scope, scope_of
from tests.cast import COUNTY, Cast, local
from tests.ethics_monitor.conftest import Matters
from tests.ethics_monitor.lives import CLERK, DECIDER, MORNING, Lives

pytestmark = pytest.mark.django_db
NOW = local(2026, 9, 30, 12)


@pytest.fixture
def lives(matters: Matters) -> Lives:
    return Lives(matters)


def scope(user: User) -> Scope:
    return scope_of(user, NOW)


def table(cast: Cast, **asked: str) -> list[Line]:
    return cross_table(Wanted.of(asked, now=NOW), scope(cast.inspector))


def test_a_cell_says_how_many_and_how_long(lives: Lives, cast: Cast) -> None:
    for hours in (1, 2, 3):
        lives.of(decided=MORNING + timedelta(minutes=10, hours=hours))
    [line] = table(cast)
    assert (line.person, line.item, line.count) == (DECIDER.person, "农药经营许可", 3)
    assert line.median == 130 and (line.late, line.burst, line.quick) == (0, 0, 0)


def test_late_is_what_the_clock_says_now(lives: Lives, cast: Cast) -> None:
    kept, broken = lives.of(), lives.of()
    for case, day in ((kept, 9), (broken, 25)):
        clock = lives.matters.clock(case)
        clocks.stop(clock=clock, at=local(2026, 9, day, 9), outcome="decided")
    [line] = table(cast)
    assert (line.count, line.late) == (2, 1)
    [row] = behind(Wanted.of({"figure": "late"}, now=NOW), scope(cast.inspector))
    assert row.number == broken.number


def test_four_closings_within_a_minute_count_and_three_do_not(lives: Lives, cast: Cast) -> None:
    lives.closed_together(4)
    lives.of(closed=local(2026, 9, 8, 16))
    assert table(cast, stage="closed")[0].burst == 4
    assert len(behind(Wanted.of({"figure": "burst"}, now=NOW), scope(cast.inspector))) == 4


def test_three_closings_within_a_minute_are_none(lives: Lives, cast: Cast) -> None:
    lives.closed_together(3)
    assert table(cast, stage="closed")[0].burst == 0


def test_a_grant_within_the_hour_counts_unless_it_was_promised_on_the_spot(lives: Lives, cast: Cast) -> None:
    soon = MORNING + timedelta(minutes=40)
    lives.of(decided=soon)
    lives.of(decided=soon, promised_days=0)
    lives.of()
    [line] = table(cast)
    assert (line.count, line.timed, line.quick) == (3, 2, 1)


def test_it_goes_by_hand_by_unit_and_by_agent(lives: Lives, cast: Cast) -> None:
    lives.of(agent=3)
    lives.of(agent=3)
    lives.of()
    assert [line.person for line in table(cast, stage="accepted")] == [CLERK.person]
    assert [(line.unit, line.person) for line in table(cast, axis="organization")] == [("BM12", "")]
    [agent] = table(cast, axis="agent")
    assert agent.count == 2 and agent.agent


def test_filters_narrow_it(lives: Lives, cast: Cast) -> None:
    lives.of()
    assert not table(cast, organization="BM01") and table(cast, organization="BM12")
    assert not table(cast, region="990101101") and table(cast, region="9901010")
    assert not table(cast, since="2026-09-08") and not table(cast, until="2026-09-06")


def test_the_order_is_the_one_asked_for(lives: Lives, cast: Cast) -> None:
    for _each in range(2):
        lives.of()
    lives.of(item="兽药经营许可", decided=MORNING + timedelta(minutes=30))
    assert table(cast, sort="count")[0].item == "农药经营许可"
    assert table(cast, sort="median")[0].item == "兽药经营许可"
    assert table(cast, sort="quick")[0].item == "兽药经营许可"


def test_another_county_is_nobodys_here(lives: Lives, cast: Cast) -> None:
    far = Actor("马*云", "决定", "L-BM01", "990102000000")
    lives.of(clerk=far, decider=far)
    assert not table(cast)
    assert COUNTY.startswith(next(iter(scope(cast.inspector).counties)))
    assert not cross_table(Wanted.of({}, now=NOW), scope(cast.reviewer))
