"""What boards, lists and the card page read."""

from datetime import timedelta

import pytest

from ethics_monitor import actions
from ethics_monitor.models import Card
from ethics_monitor.queries import board, card_detail, cards_of, feed, heartbeat, lights_for, matrix
from ethics_monitor.sweep import sweep
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import scope_of
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters

MORNING = local(2026, 9, 18, 9)


@pytest.fixture
def several(matters: Matters) -> Matters:
    """A yellow with its warning, a red to be verified, a warning, and a promise kept."""
    matters.due()
    matters.due("statutory", length=8)
    matters.due(length=9)
    kept = matters.due(length=7)
    clocks.stop(clock=kept, at=local(2026, 9, 8), outcome="decided")
    sweep(at=PROMISED_DAY_AFTER)
    return matters


def test_the_lights_of_a_list_are_one_query(several: Matters, django_assert_num_queries) -> None:
    cases = {card.rule_code: card.about_id for card in Card.objects.order_by("severity")}
    with django_assert_num_queries(1):
        lights = lights_for([*cases.values(), 0])
    assert {lights[cases[code]].colour for code in ("T02", "T03")} == {"yellow", "red"}
    assert lights[cases["T03"]].to_verify and not lights[cases["T02"]].to_verify
    assert set(lights) == set(cases.values())


def test_a_warning_goes_out_with_its_clock(matters: Matters) -> None:
    clock = matters.due(length=2)
    sweep(at=local(2026, 9, 9, 15))
    assert lights_for([clock.subject_id])[clock.subject_id].colour == "warning"
    clocks.stop(clock=clock, at=local(2026, 9, 9, 16), outcome="decided")
    assert lights_for([clock.subject_id]) == {}


def test_the_board_counts_what_stands(several: Matters, cast: Cast) -> None:
    scope = scope_of(cast.supervisor, MORNING)
    red, yellow, warning = board(scope, at=MORNING).lamps
    assert (red.standing, red.today, yellow.standing, warning.standing) == (1, 1, 1, 1)
    figures = board(scope, at=local(2026, 9, 30))
    assert (figures.to_verify, figures.late, figures.lamps[0].older) == (1, 1, 1)
    assert board(scope_of(cast.stranger, MORNING), at=MORNING).lamps[0].standing == 0


def test_the_feed_lists_the_highest_alone_and_no_warning_that_has_gone_out(several: Matters, cast: Cast) -> None:
    scope = scope_of(cast.supervisor, MORNING)
    assert [(card.rule_code, card.superseded_by) for card in feed(scope)].count(("T01", None)) == 1
    assert sorted(card.rule_code for card in feed(scope)) == ["T01", "T02", "T03"]
    standing = Card.objects.get(rule_code="T01", superseded_by=None)
    clocks.stop(clock=Clock.objects.get(pk=standing.subject_id), at=local(2026, 9, 18, 8), outcome="decided")
    assert sorted(card.rule_code for card in feed(scope)) == ["T02", "T03"]


def test_the_matrix_sets_cards_beside_promises_kept(several: Matters, cast: Cast) -> None:
    found = matrix(scope_of(cast.supervisor, MORNING), at=MORNING, days=30)
    [row] = found.rows
    assert found.rules == ("T01", "T02", "T03")
    assert (row.organization, row.by_rule["T02"], row.by_rule["T03"]) == ("县行政审批服务局", 1, 1)
    assert (row.on_time, row.finished, row.on_time_rate) == (1, 1, 1.0)
    assert found.totals["T03"] == 1
    assert matrix(scope_of(cast.supervisor, MORNING), at=MORNING + timedelta(days=60), days=30).rows == ()


def test_another_unit_sees_none_of_it(several: Matters, cast: Cast) -> None:
    own, foreign = scope_of(cast.department_head, MORNING), scope_of(cast.other_clerk, MORNING)
    number = Card.objects.get(rule_code="T03").number
    assert len(feed(own)) == Card.objects.highest().count() and feed(foreign) == []
    assert card_detail(number, own, at=MORNING).card.number == number
    for scope in (foreign, scope_of(cast.administrator, MORNING), scope_of(cast.citizen, MORNING)):
        with pytest.raises(NotFound):
            card_detail(number, scope, at=MORNING)
    with pytest.raises(NotFound):
        card_detail("JC00000000", own, at=MORNING)
    assert len(feed(scope_of(cast.inspector, MORNING))) == Card.objects.highest().count()


def test_the_card_page_has_its_life_and_its_evidence(several: Matters, cast: Cast) -> None:
    scope = scope_of(cast.supervisor, MORNING)
    red = Card.objects.get(rule_code="T03")
    actions.confirm(number=red.number, by=cast.supervisor, at=MORNING)
    actions.acknowledge(number=red.number, by=cast.reviewer, at=MORNING)
    detail = card_detail(red.number, scope, at=local(2026, 9, 30))
    assert [str(step.label) for step in detail.steps] == ["发出", "核实", "签收", "整改", "核验", "销号"]
    assert [step.current for step in detail.steps] == [False, False, False, True, False, False]
    assert detail.steps[3].late
    assert [entry.type for entry in detail.evidence] == ["monitor_test.handled"]
    assert detail.evidence[-1].hash.hex() == red.inputs["chain"]["hash"]
    assert len(detail.timeline) == 3 and detail.clock is not None and not detail.answered_late
    assert cards_of(red.about, scope) == [red]


def test_the_heartbeat_is_newest_first(matters: Matters) -> None:
    for minute in range(3):
        sweep(at=local(2026, 9, 18, 0, minute))
    assert [run.at for run in heartbeat(2)] == [local(2026, 9, 18, 0, 2), local(2026, 9, 18, 0, 1)]
