"""视为准予延续: applied for in time, nothing decided while the licence held; who applied late waits for a decision."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from approvals import actions, events
from approvals.application_form import clean
from approvals.letters import BUILDERS
from approvals.models import Decision, PushedDecision
from approvals.refusals import FormIncomplete
from approvals.refusals_of_terms import RenewedAlready
from approvals.renewal import apply_by, standing
from approvals.terms import running
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.workdays.zone import day_end
from tests.approvals.renewals import LAST, receive_renewal, renews
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, local

ENDS = day_end(LAST)
JUST_AFTER = ENDS + timedelta(minutes=1)
# the beat was dead: nobody looked for three days
DAYS_LATER = ENDS + timedelta(days=3)
HOUR = timedelta(hours=1)


@pytest.fixture
def renewing(cast: Cast) -> Cast:
    return renews(cast)


@pytest.fixture
def accepted(renewing: Cast) -> Case:
    case = receive_renewal(renewing)
    return actions.accept(number=case.number, by=renewing.clerk, at=MONDAY + HOUR)


def clocks(case: Case) -> list[Clock]:
    return list(Clock.objects.of(case.ledger_subject))


def types(case: Case) -> list[str]:
    return [entry.type.removeprefix("approvals.") for entry in Entry.objects.of(case.ledger_subject)]


@given(last=st.dates(date(2000, 1, 1), date(2099, 12, 31)), days=st.integers(0, 400))
def test_who_applies_by_the_day_leaves_the_organ_all_of_its_days(last: date, days: int) -> None:
    """Natural days: no holiday helps the applicant, and none takes a day from the organ."""
    assert last - apply_by(last, days) == timedelta(days=days)
    assert apply_by(last + timedelta(days=1), days) > apply_by(last, days)


@pytest.mark.parametrize(
    ("received", "in_time"), [(local(2026, 9, 20, 23, 59), True), (local(2026, 9, 21, 0, 0), False)]
)
def test_the_thirtieth_day_before_the_last_is_in_time(renewing: Cast, received: datetime, in_time: bool) -> None:
    case = receive_renewal(renewing, at=received)
    clock = running(case, "expiry")
    assert (clock is not None) == in_time
    if clock is not None:
        assert (clock.due_at, clock.unit, clock.basis) == (ENDS, "instant", "行政许可法第五十条")
    told = standing(case, clocks(case))
    assert told is not None and told.last == (LAST if in_time else None)


def test_an_item_that_renews_nothing_has_no_such_clock(cast: Cast) -> None:
    case = receive(cast)
    assert running(case, "expiry") is None and standing(case, clocks(case)) is None


def test_under_a_regime_without_a_law_for_it_silence_renews_nothing(renewing: Cast) -> None:
    regime = renewing.item.regime
    regime.renewal_days, regime.renewal_basis = None, ""
    regime.save()
    assert running(receive_renewal(renewing), "expiry") is None


def test_silence_beyond_the_last_day_renews(accepted: Case, cast: Cast) -> None:
    assert actions.deem_renewed(at=ENDS) == []
    assert actions.deem_renewed(at=JUST_AFTER) == [accepted.number]
    accepted.refresh_from_db()
    decision = accepted.decision
    assert (accepted.state, accepted.decided_at) == ("granted", ENDS)
    assert (decision.outcome, decision.decided_by, decision.valid_until) == ("grant", None, None)
    assert decision.deemed and decision.decided_at == ENDS and decision.content == accepted.item_version.name
    step = accepted.step_records.get()
    assert (step.outcome, step.ended_by, step.ended_at) == ("stopped", None, ENDS)
    turn = current_turn(accepted)
    assert turn is not None and turn.step == "delivery" and turn.post.user == cast.clerk
    assert PushedDecision.objects.get(case=accepted).organization == cast.other_bureau
    assert types(accepted)[-1] == "deemed_renewed"
    told = standing(accepted, clocks(accepted))
    assert told is not None and told.renewed and told.last == LAST


def test_its_terms_end_with_the_licence_and_delivery_begins(accepted: Case) -> None:
    actions.deem_renewed(at=DAYS_LATER)
    ended = {clock.kind: (clock.ended_at, clock.outcome) for clock in clocks(accepted) if clock.ended_at is not None}
    assert ended.pop("intake") == (MONDAY + HOUR, "accepted")
    # its own term was not kept
    assert ended.pop("expiry") == (DAYS_LATER, "deemed_renewed")
    assert ended == dict.fromkeys(("statutory", "promised", "step"), (ENDS, "deemed_renewed"))
    delivery = running(accepted, "delivery")
    assert delivery is not None and delivery.started_at == ENDS


def test_a_dead_watch_changes_no_day_and_a_second_look_changes_nothing(accepted: Case) -> None:
    assert actions.deem_renewed(at=DAYS_LATER) == [accepted.number]
    assert actions.deem_renewed(at=DAYS_LATER + HOUR) == []
    entry = Entry.objects.of(accepted.ledger_subject).get(type=events.DEEMED_RENEWED.code)
    assert entry.at == DAYS_LATER and entry.facts()["expired_on"] == LAST
    assert Decision.objects.get(case=accepted).decided_at == ENDS


def test_who_applied_late_waits_for_a_decision(renewing: Cast) -> None:
    case = receive_renewal(renewing, at=local(2026, 9, 21, 9))
    actions.accept(number=case.number, by=renewing.clerk, at=local(2026, 9, 21, 10))
    assert actions.deem_renewed(at=DAYS_LATER) == []
    case.refresh_from_db()
    assert case.state == "accepted"


def decide(cast: Cast, case: Case, *, at: datetime) -> Case:
    if at > MONDAY + timedelta(days=11):
        actions.explain_delay(number=case.number, by=cast.reviewer, cause="many", ready_by=LAST, at=at)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=at)
    return actions.grant(number=case.number, by=cast.approver, valid_until=date(2031, 10, 20), at=at)


@pytest.mark.parametrize("at", [MONDAY + 2 * HOUR, ENDS - HOUR])
def test_a_decision_while_the_licence_holds_is_the_officers(accepted: Case, cast: Cast, at: datetime) -> None:
    decide(cast, accepted, at=at)
    assert running(accepted, "expiry") is None and actions.deem_renewed(at=DAYS_LATER) == []
    decision = Decision.objects.get(case=accepted)
    assert decision.decided_by == cast.approver and not decision.deemed


@pytest.mark.parametrize(
    ("verb", "by", "facts"),
    [
        ("complete_step", "reviewer", {"opinion": ""}),
        ("terminate", "reviewer", {"reason": "申请人不办了"}),
        ("withdraw", "citizen", {}),
    ],
)
def test_after_the_last_day_no_act_makes_it_otherwise(
    accepted: Case, cast: Cast, verb: str, by: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(RenewedAlready) as refusal:
        getattr(actions, verb)(number=accepted.number, by=getattr(cast, by), at=DAYS_LATER, **facts)
    assert "2026年10月20日" in str(refusal.value)
    assert actions.deem_renewed(at=DAYS_LATER) == [accepted.number]


@pytest.mark.parametrize("verb", ["grant", "deny"])
def test_nor_does_a_late_decision(accepted: Case, cast: Cast, verb: str) -> None:
    actions.complete_step(number=accepted.number, by=cast.reviewer, opinion="", at=MONDAY + 2 * HOUR)
    said = {"reason": "不符合条件"} if verb == "deny" else {}
    with pytest.raises(RenewedAlready):
        getattr(actions, verb)(number=accepted.number, by=cast.approver, at=JUST_AFTER, **said)


def test_while_papers_are_waited_for_nothing_is_deemed(renewing: Cast) -> None:
    case = receive_renewal(renewing, materials=("m1",))
    actions.notify_supplement(number=case.number, by=renewing.clerk, lines={"m2": "", "m3": ""}, at=MONDAY + HOUR)
    assert running(case, "expiry") is None
    case.refresh_from_db()
    told = standing(case, clocks(case))
    assert told is not None and told.waits and told.last is None
    assert actions.deem_renewed(at=DAYS_LATER) == [] and actions.deem_accepted(at=DAYS_LATER) == []


@pytest.mark.parametrize(("came", "renews_by_silence"), [(ENDS - timedelta(days=1), True), (ENDS + HOUR, False)])
def test_papers_that_came_count_from_the_first_receipt_while_there_is_a_licence(
    renewing: Cast, came: datetime, renews_by_silence: bool
) -> None:
    case = receive_renewal(renewing, materials=("m1",))
    number = case.number
    actions.notify_supplement(number=number, by=renewing.clerk, lines={"m2": "", "m3": ""}, at=MONDAY + HOUR)
    actions.supplement(number=number, by=renewing.clerk, materials=("m2", "m3"), at=came)
    assert (running(case, "expiry") is not None) == renews_by_silence
    accepted_at = came + 2 * HOUR
    actions.accept(number=number, by=renewing.clerk, at=accepted_at)
    assert actions.deem_renewed(at=DAYS_LATER) == ([number] if renews_by_silence else [])


def test_what_was_accepted_after_the_last_day_was_renewed_on_it_all_the_same(renewing: Cast) -> None:
    """Papers came on the last day, and the organ still had its days to answer: a renewed licence has no gap."""
    case = receive_renewal(renewing, materials=("m1",))
    number = case.number
    actions.notify_supplement(number=number, by=renewing.clerk, lines={"m2": "", "m3": ""}, at=MONDAY + HOUR)
    actions.supplement(number=number, by=renewing.clerk, materials=("m2", "m3"), at=ENDS - HOUR)
    assert actions.deem_renewed(at=JUST_AFTER) == []
    actions.accept(number=number, by=renewing.clerk, at=ENDS + HOUR)
    assert actions.deem_renewed(at=DAYS_LATER) == [number]
    case.refresh_from_db()
    assert (case.decided_at, case.accepted_at) == (ENDS, ENDS + HOUR)
    assert {clock.ended_at for clock in clocks(case) if clock.kind == "promised"} == {ENDS + HOUR}


def test_silence_on_receipt_and_beyond_the_last_day_renews_in_one_look(renewing: Cast) -> None:
    case = receive_renewal(renewing)
    assert actions.deem_accepted(at=DAYS_LATER) == actions.deem_renewed(at=DAYS_LATER) == [case.number]
    case.refresh_from_db()
    assert case.accepted_at == MONDAY and case.decided_at == ENDS
    assert types(case) == ["received", "deemed_accepted", "deemed_renewed"]


def test_the_window_delivers_the_renewed_licence_and_no_letter_names_who_decided(accepted: Case, cast: Cast) -> None:
    actions.deem_renewed(at=JUST_AFTER)
    assert events.DEEMED_RENEWED.code not in BUILDERS
    signed = {"method": "window", "receiver": "陈宏", "receiver_is": "applicant"}
    actions.deliver(number=accepted.number, by=cast.clerk, at=JUST_AFTER + HOUR, **signed)
    assert actions.close(number=accepted.number, by=cast.clerk, at=JUST_AFTER + 2 * HOUR).phase == "closed"


@pytest.mark.parametrize(
    "facts",
    [
        {"outcome": "deny", "content": "", "reason": "不符合条件", "basis": "行政许可法"},
        {"valid_until": date(2031, 10, 20)},
        {"conditions": "每年年检"},
    ],
)
def test_the_database_lets_nobody_decide_anything_else(accepted: Case, facts: dict[str, Any]) -> None:
    whole = {"case": accepted, "outcome": "grant", "content": "许可", "decided_by": None, "decided_at": ENDS} | facts
    with pytest.raises(IntegrityError, match="decided_by_nobody_only_where_deemed_renewed"), transaction.atomic():
        Decision.objects.create(**whole)


@pytest.mark.parametrize(
    ("last", "problem"),
    [
        ("", "请填写原许可证有效期到"),
        ("明年三月", "年-月-日"),
        ("2026-02-30", "年-月-日"),
        ("2026-09-06", "已经过期"),
        ("2226-09-06", "核对年份"),
        ("2026-09-07", ""),
        ("２０２６-１０-２０", ""),
    ],
)
def test_a_day_that_is_none_or_over_is_refused_at_the_form(renewing: Cast, last: str, problem: str) -> None:
    values = {"premises": "人民路 18 号", "area": "120", "last": last}
    if not problem:
        assert clean(renewing.item, values, today=MONDAY.date())["last"] in ("2026-09-07", "2026-10-20")
        return
    with pytest.raises(FormIncomplete) as refusal:
        receive(renewing, values=values)
    assert problem in refusal.value.facts["errors"]["last"]
    assert clean(renewing.item, values, today=None)["last"] == last
