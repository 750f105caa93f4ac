"""登记件: register, finish, take back; success and refusal side by side."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from approvals import actions
from approvals.models import Registration
from approvals.refusals import ReasonMissing
from approvals.registered.naming import named
from approvals.registered.refusals import (
    ApplicantUnsaid,
    DocumentWrong,
    ForeignNumberMalformed,
    ForeignNumberTaken,
    NotExternal,
    RegisteredOnAnotherDay,
)
from approvals.terms import running
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.ledger.locking import ActOutOfTime, database_now
from kernel.ledger.models import Entry
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
NUMBER = "BDC-2026-000117"


def external(cast: Cast, **changes: Any) -> Cast:
    """The item of the cast is handled in the department's own system."""
    cast.item.handling = "external"
    for name, value in changes.items():
        setattr(cast.item, name, value)
    cast.item.save()
    return cast


def register(cast: Cast, **changes: Any) -> Case:
    facts: dict[str, Any] = {
        "by": cast.clerk,
        "window": cast.window,
        "version": cast.item,
        "foreign_number": NUMBER,
        "who": named("周小宁"),
        "at": MONDAY,
    } | changes
    return actions.register_external(**facts)


def entries(case: Case) -> list[str]:
    return [entry.type for entry in Entry.objects.of(case.ledger_subject)]


def test_registering_makes_the_case_with_its_clocks_its_turn_and_its_entry(cast: Cast) -> None:
    case = register(external(cast))
    assert (case.kind, case.state, case.phase, case.channel) == ("registered", "registered", "open", "window")
    assert case.number.startswith("990101" + "20260907" + "2")
    assert case.applicant_id is None and case.applicant_shown == "周*宁"
    promised, statutory = running(case, "promised"), running(case, "statutory")
    assert promised is not None and local_date(promised.due_at).isoformat() == "2026-09-17"
    assert statutory is not None and local_date(statutory.due_at).isoformat() == "2026-10-10"
    assert running(case, "intake") is None
    turn = current_turn(case)
    assert turn is not None and turn.organization == cast.bureau and turn.post.user == cast.clerk
    entry = Entry.objects.of(case.ledger_subject).get()
    assert entry.type == "approvals.registered" and NUMBER in str(entry.sentence())
    assert Registration.objects.get(case=case).registered_by == cast.clerk


def test_a_term_that_counts_from_receipt_starts_on_the_registered_receipt(cast: Cast) -> None:
    case = register(external(cast, start_event="received", statutory_unit="natural_day", statutory_length=7))
    statutory = running(case, "statutory")
    assert statutory is not None and statutory.start_event == "received"
    assert local_date(statutory.due_at).isoformat() == "2026-09-14"
    promised = running(case, "promised")
    assert promised is not None and promised.due_at == statutory.due_at, "no promise outlasts the law"


def test_a_person_of_whom_a_document_is_known_is_the_applicant_and_another_is_masked(cast: Cast) -> None:
    known = register(external(cast), who=named("９９０１０１１９８３０９２７００１５"))
    assert known.applicant == cast.applicant and known.applicant_words == ""
    unknown = register(cast, foreign_number="2", who=named("990101199302020026"))
    assert unknown.applicant_id is None and unknown.applicant_shown == "99*************026"


def test_a_document_that_can_be_none_and_an_empty_field_are_refused(cast: Cast) -> None:
    with pytest.raises(DocumentWrong):
        named("990101198309270016")
    with pytest.raises(ApplicantUnsaid):
        named("   ")
    assert named("示范县赵记恒信餐饮店").words == "示********店"


def test_an_item_that_is_handled_here_is_not_registered(cast: Cast) -> None:
    with pytest.raises(NotExternal):
        register(cast)
    external(cast, state="retired")
    with pytest.raises(NotExternal):
        register(cast)
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["other_clerk", "reviewer", "supervisor", "administrator", "citizen"])
def test_who_has_no_counter_of_the_unit_or_the_item_registers_nothing(cast: Cast, who: str) -> None:
    external(cast)
    with pytest.raises(NotYourPost):
        register(cast, by=getattr(cast, who))
    with pytest.raises(NotYourPost):
        register(cast, by=cast.other_clerk, window=cast.other_window)
    cast.item.receiving_windows.add(cast.other_window)
    case = register(cast, by=cast.other_clerk, window=cast.other_window)
    turn = current_turn(case)
    assert turn is not None and turn.organization == cast.bureau and turn.post is None, "whose item it is answers"


def test_a_number_is_registered_once_an_item(cast: Cast) -> None:
    first = register(external(cast))
    with pytest.raises(ForeignNumberTaken) as refusal:
        register(cast, foreign_number=f" {NUMBER} ")
    assert first.number in refusal.value.sentence
    with pytest.raises(IntegrityError), transaction.atomic():
        other = register(cast, foreign_number="2")
        Registration.objects.filter(case=other).update(foreign_number=NUMBER)


@pytest.mark.parametrize("number", ["", "   ", "9" * 65, "990101198309270015"])
def test_what_can_be_no_number_is_refused(cast: Cast, number: str) -> None:
    with pytest.raises(ForeignNumberMalformed):
        register(external(cast), foreign_number=number)


def test_nothing_is_received_later_than_now(cast: Cast) -> None:
    with pytest.raises(ActOutOfTime):
        register(external(cast), at=database_now() + timedelta(minutes=1))
    # that the guide changed since tells nothing of the matter
    assert register(cast, at=MONDAY).received_at == MONDAY


def test_finishing_stops_the_clocks_and_says_what_came_of_it(cast: Cast) -> None:
    case = register(external(cast))
    done = actions.finish_external(
        number=case.number, by=cast.second_clerk, result="denied", at=MONDAY + timedelta(days=2)
    )
    assert (done.state, done.phase) == ("finished", "ended")
    assert done.ended_at == done.decided_at == MONDAY + timedelta(days=2)
    assert not Clock.objects.of(case.ledger_subject).running().exists() and current_turn(case) is None
    assert {clock.ended_at for clock in Clock.objects.of(case.ledger_subject)} == {done.ended_at}
    assert entries(case) == ["approvals.registered", "approvals.registered_finished"]
    registration = Registration.objects.get(case=case)
    assert (registration.result, registration.finished_by) == ("denied", cast.second_clerk)


def test_finishing_is_refused_twice_before_receipt_to_others_and_without_a_result(cast: Cast) -> None:
    case = register(external(cast))
    facts: dict[str, Any] = {"number": case.number, "by": cast.clerk, "result": "granted"}
    with pytest.raises(NotYourPost):
        actions.finish_external(**facts | {"by": cast.other_clerk})
    with pytest.raises(ActOutOfTime):
        actions.finish_external(**facts, at=MONDAY - timedelta(hours=1))
    with pytest.raises(ValueError, match="perhaps"):
        actions.finish_external(**facts | {"result": "perhaps"})
    actions.finish_external(**facts)
    with pytest.raises(MoveNotAllowed):
        actions.finish_external(**facts)


def test_received_and_finished_in_one_act(cast: Cast) -> None:
    case = register(external(cast, promised_length=0), result="granted")
    assert case.state == "finished" and case.ended_at == MONDAY
    assert entries(case) == ["approvals.registered", "approvals.registered_finished"]


def test_a_slip_of_the_hand_is_taken_back_on_its_day_and_frees_the_number(cast: Cast) -> None:
    case = register(external(cast))
    with pytest.raises(ReasonMissing):
        actions.cancel_registration(number=case.number, by=cast.clerk, reason=" ")
    with pytest.raises(NotYourPost):
        actions.cancel_registration(number=case.number, by=cast.other_clerk, reason="扫错了条码")
    gone = actions.cancel_registration(number=case.number, by=cast.clerk, reason="扫错了条码")
    assert gone.state == "cancelled"
    clocks = Clock.objects.of(case.ledger_subject)
    assert {clock.ended_at for clock in clocks} == {MONDAY}, "what was no matter was never late"
    assert register(cast).number != case.number


def test_what_stood_for_a_day_is_not_taken_back(cast: Cast) -> None:
    case = register(external(cast))
    Case.objects.filter(pk=case.pk).update(created_at=database_now() - timedelta(days=1))
    with pytest.raises(RegisteredOnAnotherDay):
        actions.cancel_registration(number=case.number, by=cast.clerk, reason="扫错了条码")
    case.refresh_from_db()
    assert case.state == "registered"
