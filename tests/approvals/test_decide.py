"""Along the chain: complete, return, grant, deny; the right post, the right person, the right order."""

from datetime import timedelta

import pytest

from approvals import actions
from approvals.refusals import NoEarlierStep, NotTheLastStep, ReasonMissing, SamePersonTwice, TheLastStepDecides
from approvals.terms import running
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.cases.refusals import MoveNotAllowed, NotYourTurn
from kernel.ledger.models import Entry
from kernel.organizations.models import Absence, Deputy
from kernel.organizations.refusals import NotYourPost
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast


@pytest.fixture
def accepted(cast: Cast) -> Case:
    return actions.accept(number=receive(cast).number, by=cast.clerk, at=MONDAY)


def test_the_story_of_a_grant(cast: Cast, accepted: Case) -> None:
    number = accepted.number
    actions.complete_step(number=number, by=cast.reviewer, opinion="材料属实", at=MONDAY + timedelta(days=1))
    turn = current_turn(accepted)
    assert turn is not None and turn.post.user == cast.approver
    case = actions.grant(number=number, by=cast.approver, at=MONDAY + timedelta(days=2))
    assert case.state == "granted" and case.decided_at == MONDAY + timedelta(days=2)
    assert running(case, "promised") is None
    assert running(case, "delivery") is not None
    signed = {"method": "window", "receiver": "陈宏", "receiver_is": "applicant"}
    case = actions.deliver(number=number, by=cast.clerk, at=MONDAY + timedelta(days=3), **signed)
    assert case.state == "delivered" and case.ended_at is not None
    assert running(case, "delivery") is None
    case = actions.close(number=number, by=cast.clerk, at=MONDAY + timedelta(days=3))
    assert case.state == "closed"
    assert [entry.type for entry in Entry.objects.of(case.ledger_subject)] == [
        "approvals.received",
        "approvals.accepted",
        "approvals.step_completed",
        "approvals.granted",
        "approvals.delivered",
        "approvals.closed",
    ]


def test_a_step_is_refused_to_everyone_whose_turn_it_is_not(cast: Cast, accepted: Case) -> None:
    for who in (cast.approver, cast.deputy, cast.clerk, cast.supervisor, cast.inspector, cast.citizen):
        with pytest.raises(NotYourTurn):
            actions.complete_step(number=accepted.number, by=who, opinion="同意", at=MONDAY)


def test_a_decision_before_the_chain_is_complete_is_refused(cast: Cast, accepted: Case) -> None:
    with pytest.raises(NotTheLastStep):
        actions.grant(number=accepted.number, by=cast.reviewer, at=MONDAY)


def test_the_last_step_does_not_pass_on(cast: Cast, accepted: Case) -> None:
    actions.complete_step(number=accepted.number, by=cast.reviewer, opinion="", at=MONDAY)
    with pytest.raises(TheLastStepDecides):
        actions.complete_step(number=accepted.number, by=cast.approver, opinion="", at=MONDAY)


def test_the_deputy_decides_only_while_the_holder_is_away(cast: Cast, accepted: Case) -> None:
    number = accepted.number
    actions.complete_step(number=number, by=cast.reviewer, opinion="", at=MONDAY)
    with pytest.raises(NotYourTurn):
        actions.grant(number=number, by=cast.deputy, at=MONDAY + timedelta(hours=1))
    Absence.objects.create(user=cast.approver, from_at=MONDAY, until_at=MONDAY + timedelta(days=1), reason="training")
    assert actions.grant(number=number, by=cast.deputy, at=MONDAY + timedelta(hours=2)).state == "granted"


def test_one_person_does_not_act_in_two_adjacent_steps(cast: Cast, accepted: Case) -> None:
    actions.complete_step(number=accepted.number, by=cast.reviewer, opinion="", at=MONDAY)
    post = cast.approver.posts.get()
    Deputy.objects.create(post=post, user=cast.reviewer, rank=2, from_date=post.from_date)
    for user in (cast.approver, cast.deputy):
        Absence.objects.create(user=user, from_at=MONDAY, reason="training")
    with pytest.raises(SamePersonTwice):
        actions.grant(number=accepted.number, by=cast.reviewer, at=MONDAY + timedelta(hours=1))


def test_a_denial_needs_its_reasons(cast: Cast, accepted: Case) -> None:
    actions.complete_step(number=accepted.number, by=cast.reviewer, opinion="", at=MONDAY)
    with pytest.raises(ReasonMissing):
        actions.deny(number=accepted.number, by=cast.approver, reason="", at=MONDAY)
    case = actions.deny(number=accepted.number, by=cast.approver, reason="经营场所不符合要求", at=MONDAY)
    assert case.state == "denied" and case.decision.reason == "经营场所不符合要求"


def test_an_opposing_opinion_goes_on_to_whoever_decides(cast: Cast, accepted: Case) -> None:
    facts = {"number": accepted.number, "by": cast.reviewer, "stance": "oppose", "at": MONDAY}
    with pytest.raises(ReasonMissing):
        actions.complete_step(opinion=" ", **facts)
    actions.complete_step(opinion="场地面积不足", **facts)
    step = accepted.step_records.get(code="review")
    assert (step.outcome, step.opinion) == ("opposed", "场地面积不足")
    said = Entry.objects.of(accepted.ledger_subject).last()
    assert said is not None and said.type == "approvals.step_opposed" and said.payload["opinion"] == "场地面积不足"
    turn = current_turn(accepted)
    assert turn is not None and turn.post.user == cast.approver
    assert actions.grant(number=accepted.number, by=cast.approver, at=MONDAY).state == "granted"


def test_who_opposed_does_not_decide_in_the_next_step(cast: Cast, accepted: Case) -> None:
    actions.complete_step(number=accepted.number, by=cast.reviewer, opinion="不足", stance="oppose", at=MONDAY)
    post = cast.approver.posts.get()
    Deputy.objects.create(post=post, user=cast.reviewer, rank=2, from_date=post.from_date)
    for user in (cast.approver, cast.deputy):
        Absence.objects.create(user=user, from_at=MONDAY, reason="training")
    with pytest.raises(SamePersonTwice):
        actions.deny(number=accepted.number, by=cast.reviewer, reason="不足", at=MONDAY + timedelta(hours=1))


def test_a_returned_step_begins_a_new_round_with_its_own_clock(cast: Cast, accepted: Case) -> None:
    number = accepted.number
    with pytest.raises(NoEarlierStep):
        actions.return_step(number=number, by=cast.reviewer, reason="x", at=MONDAY)
    actions.complete_step(number=number, by=cast.reviewer, opinion="", at=MONDAY)
    actions.return_step(number=number, by=cast.approver, reason="请补勘验意见", at=MONDAY + timedelta(days=1))
    case = Case.objects.get(number=number)
    assert [(step.code, step.round) for step in case.step_records.all()] == [
        ("review", 1),
        ("approve", 1),
        ("review", 2),
    ]
    step_clock = running(case, "step")
    assert step_clock is not None and step_clock.started_at == MONDAY + timedelta(days=1)


def test_withdrawal_stops_every_clock_and_is_refused_after_the_decision(cast: Cast, accepted: Case) -> None:
    number = accepted.number
    with pytest.raises(ReasonMissing):
        actions.withdraw(number=number, by=cast.clerk, reason="", at=MONDAY)
    case = actions.withdraw(number=number, by=cast.citizen, at=MONDAY)
    said = Entry.objects.of(case.ledger_subject).last()
    assert said is not None and said.payload == {"reason": "未说明理由"} and case.ending.reason == ""
    assert case.state == "withdrawn"
    for kind in ("intake", "step", "promised", "statutory"):
        assert running(case, kind) is None
    with pytest.raises(MoveNotAllowed):
        actions.withdraw(number=number, by=cast.citizen, reason="再撤", at=MONDAY)


def test_once_accepted_nobody_but_whose_turn_it_is_terminates(cast: Cast, accepted: Case) -> None:
    for who in (cast.clerk, cast.approver, cast.department_head, cast.supervisor, cast.citizen):
        with pytest.raises(NotYourTurn):
            actions.terminate(number=accepted.number, by=who, reason="申请人企业已注销", at=MONDAY)
    received = receive(cast, applicant=cast.other_applicant)
    with pytest.raises(NotYourPost):
        actions.terminate(number=received.number, by=cast.reviewer, reason="申请人企业已注销", at=MONDAY)
    case = actions.terminate(number=received.number, by=cast.clerk, reason="申请人企业已注销", at=MONDAY)
    assert case.state == "terminated"


def test_termination_gives_its_reason_and_closes_the_open_step(cast: Cast, accepted: Case) -> None:
    case = actions.terminate(number=accepted.number, by=cast.reviewer, reason="申请人企业已注销", at=MONDAY)
    assert case.state == "terminated"
    [step] = case.step_records.all()
    assert (step.outcome, step.ended_by, step.opinion) == ("stopped", cast.reviewer, "申请人企业已注销")
