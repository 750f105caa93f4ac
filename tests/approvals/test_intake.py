"""Receive, accept, refuse, notify once: success and refusal side by side."""

from datetime import timedelta

import pytest

from approvals import actions
from approvals.refusals import (
    FormIncomplete,
    MaterialsMissing,
    NothingMissing,
    NoticeAlreadyIssued,
    NoticeNotWhole,
    NotReceivedHere,
    ReasonMissing,
    SupplementIncomplete,
    WhatIsWrongMissing,
)
from approvals.terms import running
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.cases.refusals import MoveNotAllowed
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.regimes import install
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date
from tests.cast import MONDAY, Cast

FORM = {"premises": "人民路 18 号", "area": "120"}
ALL = ("m1", "m2", "m3")


def receive(cast: Cast, materials: tuple[str, ...] = ALL, **changes: object) -> Case:
    facts = {
        "by": cast.clerk,
        "window": cast.window,
        "version": cast.item,
        "applicant": cast.applicant,
        "values": FORM,
        "materials": materials,
        "at": MONDAY,
    } | changes
    return actions.receive_at_window(**facts)


def entries(case: Case) -> list[str]:
    return [entry.type for entry in Entry.objects.of(case.ledger_subject)]


def test_receipt_makes_the_case_its_number_its_clock_and_its_turn(cast: Cast) -> None:
    case = receive(cast)
    assert case.state == "received"
    assert case.number.startswith("990101" + "20260907" + "1")
    assert len(case.query_code) == 6 and case.query_code.isdigit()
    intake = running(case, "intake")
    assert intake is not None and local_date(intake.due_at).isoformat() == "2026-09-14"
    turn = current_turn(case)
    assert turn is not None and turn.post.user == cast.clerk
    assert entries(case) == ["approvals.received"]


def test_receipt_is_refused_to_another_windows_clerk(cast: Cast) -> None:
    with pytest.raises(NotYourPost):
        receive(cast, by=cast.other_clerk)
    with pytest.raises(NotReceivedHere) as refusal:
        receive(cast, by=cast.other_clerk, window=cast.other_window)
    assert "C01" in str(refusal.value)
    assert not Case.objects.exists()


def test_receipt_is_refused_with_a_letter_o_in_a_number(cast: Cast) -> None:
    with pytest.raises(FormIncomplete) as refusal:
        receive(cast, values={"premises": "人民路", "area": "1,2O0"})
    assert refusal.value.facts["errors"]["area"] == "含有字母“O”，请改为数字 0"


def test_acceptance_starts_promised_and_statutory_clocks_and_the_chain(cast: Cast) -> None:
    case = receive(cast)
    case = actions.accept(number=case.number, by=cast.clerk, at=MONDAY + timedelta(hours=1))
    assert case.state == "accepted"
    promised = running(case, "promised")
    statutory = running(case, "statutory")
    # 20 September and 10 October are make-up workdays, 25 September to 7 October has two holidays
    assert promised is not None and local_date(promised.due_at).isoformat() == "2026-09-17"
    assert statutory is not None and local_date(statutory.due_at).isoformat() == "2026-10-10"
    assert running(case, "intake") is None
    turn = current_turn(case)
    assert turn is not None and turn.step == "review" and turn.post.user == cast.reviewer


def test_acceptance_is_refused_when_an_untolerable_paper_is_lacking(cast: Cast) -> None:
    case = receive(cast, materials=("m1",))
    with pytest.raises(MaterialsMissing) as refusal:
        actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
    assert "经营场所证明" in str(refusal.value) and "质量管理制度" not in str(refusal.value)
    case.refresh_from_db()
    assert case.state == "received"


def test_acceptance_without_a_tolerable_paper_is_lawful(cast: Cast) -> None:
    case = receive(cast, materials=("m1", "m2"))
    assert actions.accept(number=case.number, by=cast.clerk, at=MONDAY).state == "accepted"


def test_a_second_acceptance_is_refused(cast: Cast) -> None:
    case = receive(cast)
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
    with pytest.raises(MoveNotAllowed):
        actions.accept(number=case.number, by=cast.second_clerk, at=MONDAY)


@pytest.mark.parametrize("who", ["other_clerk", "reviewer", "supervisor", "inspector", "administrator", "citizen"])
def test_nobody_but_a_receiving_clerk_accepts(cast: Cast, who: str) -> None:
    case = receive(cast)
    with pytest.raises(NotYourPost):
        actions.accept(number=case.number, by=getattr(cast, who), at=MONDAY)


def test_refusal_of_acceptance_needs_its_reason(cast: Cast) -> None:
    case = receive(cast)
    with pytest.raises(ReasonMissing):
        actions.refuse(number=case.number, by=cast.clerk, reason="  ", at=MONDAY)
    case = actions.refuse(number=case.number, by=cast.clerk, reason="不属于本机关职权范围", at=MONDAY)
    assert case.state == "refused" and case.ended_at is not None
    assert running(case, "intake") is None
    assert current_turn(case) is None


def test_the_supplement_notice_is_issued_once_and_lists_everything(cast: Cast) -> None:
    case = receive(cast, materials=("m1",))
    notice = actions.notify_supplement(
        number=case.number, by=cast.clerk, lines={"m2": "缺房产证明", "m3": "缺"}, at=MONDAY
    )
    assert notice.term_until.isoformat() == "2026-09-28"
    assert running(case, "intake") is None
    turn = current_turn(case)
    assert turn is not None and turn.organization is None
    actions.supplement(number=case.number, by=cast.clerk, materials=("m2", "m3"), at=MONDAY + timedelta(days=2))
    with pytest.raises(NoticeAlreadyIssued):
        actions.notify_supplement(
            number=case.number, by=cast.clerk, lines={"m1": "要新的"}, at=MONDAY + timedelta(days=2)
        )


def test_a_supplement_notice_that_names_nothing_is_refused(cast: Cast) -> None:
    case = receive(cast)
    with pytest.raises(NothingMissing):
        actions.notify_supplement(number=case.number, by=cast.clerk, lines={}, at=MONDAY)


def test_a_supplement_notice_that_leaves_out_a_paper_not_in_hand_is_refused(cast: Cast) -> None:
    case = receive(cast, materials=("m3",))
    with pytest.raises(NoticeNotWhole, match="经营场所证明"):
        actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m1": "缺"}, at=MONDAY)
    assert Case.objects.get(pk=case.pk).state == "received" and entries(case) == ["approvals.received"]
    notice = actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m1": "缺", "m2": "缺"}, at=MONDAY)
    assert notice.lines.count() == 2


def test_a_supplement_that_is_not_whole_is_refused_and_nothing_is_half_done(cast: Cast) -> None:
    case = receive(cast, materials=("m1",))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "", "m3": ""}, at=MONDAY)
    with pytest.raises(SupplementIncomplete):
        actions.supplement(number=case.number, by=cast.clerk, materials=("m2",), at=MONDAY + timedelta(days=1))
    case.refresh_from_db()
    assert case.state == "supplement"
    assert entries(case)[-1] == "approvals.supplement_notified"


def test_each_line_of_the_notice_says_what_is_wrong(cast: Cast) -> None:
    case = receive(cast, materials=("m1", "m3"))
    facts = {"number": case.number, "by": cast.clerk, "at": MONDAY}
    with pytest.raises(WhatIsWrongMissing) as refusal:
        actions.notify_supplement(lines={"m1": " ", "m2": ""}, **facts)
    assert "申请表" in refusal.value.sentence and "经营场所证明" not in refusal.value.sentence
    notice = actions.notify_supplement(lines={"m1": "未签字，请签字后再交", "m2": ""}, **facts)
    said = {line.material.code: line.what for line in notice.lines.all()}
    assert said == {"m1": "未签字，请签字后再交", "m2": "未提交，请交复印件 1 份"}


def test_the_time_to_answer_runs_anew_once_the_papers_are_there(cast: Cast) -> None:
    case = receive(cast, materials=("m1",))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": ""}, at=MONDAY)
    actions.supplement(number=case.number, by=cast.clerk, materials=("m2",), at=MONDAY + timedelta(days=3))
    intake = running(case, "intake")
    assert intake is not None and local_date(intake.due_at).isoformat() == "2026-09-17"


def test_an_item_that_counts_from_receipt_starts_its_statutory_clock_on_that_day(cast: Cast) -> None:
    cast.item.start_event = "received"
    cast.item.statutory_unit = "natural_day"
    cast.item.statutory_length = 7
    cast.item.save()
    case = receive(cast)
    statutory = running(case, "statutory")
    assert statutory is not None and local_date(statutory.due_at).isoformat() == "2026-09-14"


def test_told_on_the_spot_makes_no_case_and_is_linked_to_the_next_visit(cast: Cast) -> None:
    facts = {"by": cast.clerk, "window": cast.window, "version": cast.item, "applicant": cast.applicant, "at": MONDAY}
    with pytest.raises(NothingMissing):
        actions.tell_on_the_spot(missing=(), **facts)
    notice = actions.tell_on_the_spot(missing=("m2",), **facts)
    assert not Case.objects.exists()
    case = receive(cast, at=MONDAY + timedelta(days=1))
    notice.refresh_from_db()
    assert notice.next_case == case


def test_nobody_supplements_for_another(cast: Cast) -> None:
    case = receive(cast, materials=("m1",))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": ""}, at=MONDAY)
    with pytest.raises(NotFound):
        actions.supplement(number=case.number, by=cast.other_citizen, materials=("m2",), at=MONDAY)
    with pytest.raises(NotYourPost):
        actions.supplement(number=case.number, by=cast.other_clerk, materials=("m2",), at=MONDAY)


def test_a_notice_names_only_papers_of_the_item(cast: Cast) -> None:
    case = receive(cast, materials=("m1",))
    with pytest.raises(NotFound):
        actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "", "m9": ""}, at=MONDAY)
    case.refresh_from_db()
    assert case.state == "received"
    facts = {"by": cast.clerk, "window": cast.window, "version": cast.item, "applicant": cast.applicant, "at": MONDAY}
    with pytest.raises(NotFound):
        actions.tell_on_the_spot(missing=("m2", "m9"), **facts)


def test_a_paper_is_ticked_and_an_unknown_one_refused(cast: Cast) -> None:
    case = receive(cast, materials=("m1",))
    tick = actions.tick_material(number=case.number, by=cast.clerk, code="m2", received=True)
    assert tick.received_by == cast.clerk
    actions.tick_material(number=case.number, by=cast.clerk, code="m2", received=True)
    actions.tick_material(number=case.number, by=cast.clerk, code="m2", received=False)
    assert entries(case) == ["approvals.received", "approvals.material_came", "approvals.material_struck"]
    with pytest.raises(NotFound):
        actions.tick_material(number=case.number, by=cast.clerk, code="m9", received=True)
    with pytest.raises(NotYourPost):
        actions.tick_material(number=case.number, by=cast.approver, code="m3", received=True)


@pytest.mark.parametrize(
    ("regime", "basis"),
    [
        ("licence", "行政许可法第三十二条第一款第四项"),
        ("information_disclosure", "政府信息公开条例第三十条"),
        ("benefit", "各给付事项的法律法规和办理规程"),
    ],
)
def test_the_time_to_answer_rests_on_the_law_of_the_regime(cast: Cast, regime: str, basis: str) -> None:
    ItemVersion.objects.filter(pk=cast.item.pk).update(regime=install()[regime])
    cast.item.refresh_from_db()
    intake = running(receive(cast), "intake")
    assert intake is not None and intake.basis == basis
