"""Apply online: the draft resumes, the submission is the receipt, silence is deemed acceptance."""

from datetime import timedelta

import pytest
from django.db import connection

from approvals import actions
from approvals.refusals import FormIncomplete, ItemNotAccepting
from approvals.terms import running
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.workdays.zone import local_date
from tests.cast import MONDAY, Cast, local

FORM = {"premises": "人民路 18 号", "area": "120"}


def draft(cast: Cast, **values: str) -> Case:
    return actions.save_draft(by=cast.citizen, version=cast.item, applicant=cast.applicant, values=values)


def test_a_draft_resumes_where_it_was_left_and_is_no_matter_yet(cast: Cast) -> None:
    first = draft(cast, premises="人民路")
    second = draft(cast, **FORM)
    assert first.pk == second.pk and second.phase == "draft"
    assert not Entry.objects.filter(subject_kind="case").exists()


def test_another_persons_applicant_looks_absent(cast: Cast) -> None:
    with pytest.raises(NotFound):
        actions.save_draft(by=cast.stranger, version=cast.item, applicant=cast.applicant, values=FORM)
    case = draft(cast, **FORM)
    with pytest.raises(NotFound):
        actions.submit(number=case.number, by=cast.stranger)


def test_an_item_handled_elsewhere_is_refused(cast: Cast) -> None:
    cast.item.handling = "external"
    cast.item.save()
    with pytest.raises(ItemNotAccepting):
        draft(cast, **FORM)


def test_an_incomplete_form_is_not_received(cast: Cast) -> None:
    case = draft(cast, premises="人民路")
    with pytest.raises(FormIncomplete):
        actions.submit(number=case.number, by=cast.citizen)
    case.refresh_from_db()
    assert case.state == "draft"


def test_submission_on_a_saturday_night_is_received_that_day(cast: Cast) -> None:
    case = draft(cast, **FORM)
    saturday = local(2026, 9, 5, 21, 40)
    case = actions.submit(number=case.number, by=cast.citizen, materials=("m1", "m2"), at=saturday)
    assert case.received_at == saturday and case.number[6:14] == "20260905"
    intake = running(case, "intake")
    assert intake is not None and local_date(intake.due_at).isoformat() == "2026-09-11"
    turn = current_turn(case)
    assert turn is not None and turn.post.user == cast.clerk


def test_an_application_that_nobody_opened_is_deemed_accepted_from_its_receipt(cast: Cast) -> None:
    case = actions.submit(number=draft(cast, **FORM).number, by=cast.citizen, at=MONDAY)
    last_lawful = local(2026, 9, 14, 23, 59)
    assert actions.deem_accepted(at=last_lawful) == []
    assert actions.deem_accepted(at=last_lawful + timedelta(minutes=2)) == [case.number]
    case.refresh_from_db()
    assert case.state == "accepted" and case.accepted_at == MONDAY
    assert case.application.accept_mode == "deemed"
    statutory = running(case, "statutory")
    assert statutory is not None and statutory.started_at == MONDAY
    assert actions.deem_accepted(at=last_lawful + timedelta(minutes=3)) == []
    turn = current_turn(case)
    assert turn is not None and turn.post.user == cast.reviewer


def test_an_answered_application_is_not_deemed(cast: Cast) -> None:
    case = actions.submit(number=draft(cast, **FORM).number, by=cast.citizen, materials=("m1", "m2"), at=MONDAY)
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY + timedelta(days=1))
    assert actions.deem_accepted(at=MONDAY + timedelta(days=30)) == []


def test_a_regime_where_silence_means_nothing_deems_nothing(cast: Cast) -> None:
    cast.item.regime.silence = "nothing"
    cast.item.regime.save()
    actions.submit(number=draft(cast, **FORM).number, by=cast.citizen, at=MONDAY)
    assert actions.deem_accepted(at=MONDAY + timedelta(days=30)) == []


def test_the_database_refuses_a_second_supplement_notice(cast: Cast) -> None:
    case = actions.submit(number=draft(cast, **FORM).number, by=cast.citizen, at=MONDAY)
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m1": "", "m2": ""}, at=MONDAY)
    with connection.cursor() as cursor, pytest.raises(Exception, match="duplicate key"):
        cursor.execute(
            "INSERT INTO approvals_supplementnotice (case_id, told_by_id, told_at, term_until)"
            " VALUES (%s, %s, now(), current_date)",
            [case.pk, cast.clerk.pk],
        )
