"""Start, stop, pause, resume and extend a clock; each beside what it refuses."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from kernel.clocks import refusals
from kernel.clocks.actions import extend, pause, resume, start, stop, stop_all
from kernel.clocks.models import Clock, ClockChanged, Pause
from kernel.clocks.queries import pauses_past_plan
from kernel.ledger.subjects import Subject
from kernel.workdays.actions import derive
from kernel.workdays.queries import load
from kernel.workdays.zone import day_end
from tests.clocks.facts import at

CASE = Subject("case", "990101202609241000017", 17)
ACCEPTED = at(2026, 9, 24, 9, 5)
pytestmark = pytest.mark.django_db


def started(kind: str = "statutory", length: int = 20, unit: str = "working_day", **more: Any) -> Clock:
    facts: dict[str, Any] = {
        "subject": CASE,
        "kind": kind,
        "unit": unit,
        "length": length,
        "start_event": "accepted",
        "at": ACCEPTED,
        "organization_code": "BM13",
        "region_code": "990101000000",
        "basis": "行政许可法第四十二条",
    }
    return start(**facts | more)


def paused(clock: Clock, when: datetime, **more: Any) -> Pause:
    facts: dict[str, Any] = {
        "clock": clock,
        "kind": "inspection",
        "name": "检验",
        "legal_basis": "行政许可法第四十五条",
        "notice_number": "示卫检告〔2026〕7号",
        "approver": "张*明",
        "at": when,
    }
    return pause(**facts | more)


def test_start_stores_facts_and_the_last_lawful_instant():
    clock = started()
    clock.refresh_from_db()
    assert clock.due_at == day_end(date(2026, 10, 29))
    assert (clock.provisional, clock.calendar_version) == (False, load("CN").version)
    assert clock.subject == CASE and "法定" in clock.label


def test_second_running_clock_of_a_kind_is_refused_and_another_name_is_not():
    started("step", 2, name="审查")
    started("step", 2, name="决定")
    with pytest.raises(refusals.ClockRunsAlready, match="审查"):
        started("step", 2, name="审查")
    assert Clock.objects.count() == 2


def test_the_database_refuses_a_second_running_clock_too():
    clock = started()
    clock.pk = None
    with pytest.raises(IntegrityError, match="clock_runs_once"):
        clock.save(force_insert=True)


def test_promise_is_capped_by_the_statute():
    statute = started(length=7, unit="natural_day")
    promise = started("promised", 10, capped_by=statute)
    assert statute.due_at == promise.due_at == day_end(date(2026, 10, 8))
    with pytest.raises(ValueError, match="cap"):
        started("step", 3, capped_by=promise)


def test_stop_ends_with_an_outcome_and_only_once():
    clock = stop(clock=started(), at=at(2026, 10, 9, 10), outcome="granted")
    assert (clock.ended_at, clock.outcome) == (at(2026, 10, 9, 10), "granted")
    with pytest.raises(refusals.ClockEnded):
        stop(clock=clock, at=at(2026, 10, 10, 10), outcome="denied")
    with pytest.raises(refusals.ClockEnded):
        paused(clock, at(2026, 10, 10, 10))
    assert not Clock.objects.running().exists()


def test_stop_before_the_start_is_refused():
    with pytest.raises(refusals.BeforeStart):
        stop(clock=started(), at=ACCEPTED - timedelta(seconds=1), outcome="granted")


def test_stop_late_is_run_over_and_in_time_is_not():
    clock = started()
    assert clock.due_at is not None
    assert list(Clock.objects.run_over(clock.due_at)) == []
    assert list(Clock.objects.run_over(clock.due_at + timedelta(microseconds=1))) == [clock]
    stop(clock=clock, at=clock.due_at, outcome="granted")
    assert list(Clock.objects.run_over(clock.due_at + timedelta(days=9))) == []


def test_stop_closes_an_open_pause():
    clock = started()
    made = paused(clock, at(2026, 9, 28, 9))
    ended = stop(clock=clock, at=at(2026, 9, 30, 9), outcome="withdrawn")
    made.refresh_from_db()
    assert made.to_at == at(2026, 9, 30, 9) and ended.due_at == day_end(date(2026, 11, 2))


def test_stop_all_ends_what_runs():
    statute = started()
    started("promised", 10, capped_by=statute)
    assert len(stop_all(subject=CASE, at=at(2026, 10, 9, 10), outcome="granted")) == 2
    assert stop_all(subject=CASE, at=at(2026, 10, 9, 10), outcome="granted") == []


def test_pause_takes_the_date_away_and_resume_gives_a_later_one():
    statute = started(length=20)
    promise = started("promised", 10, capped_by=statute)
    paused(promise, at(2026, 9, 28, 9), planned_until=at(2026, 9, 30, 18))
    promise.refresh_from_db()
    assert promise.due_at is None
    assert resume(clock=promise, at=at(2026, 9, 30, 16)).due_at == day_end(date(2026, 10, 19))


def test_pause_of_the_statute_moves_the_promise_that_it_capped():
    statute = started(length=7, unit="natural_day")
    promise = started("promised", 10, capped_by=statute)
    paused(statute, at(2026, 9, 28, 9))
    promise.refresh_from_db()
    assert promise.due_at == day_end(date(2026, 10, 15))
    resume(clock=statute, at=at(2026, 9, 29, 9))
    promise.refresh_from_db()
    assert promise.due_at == day_end(date(2026, 10, 8))


def test_pause_twice_or_late_or_overlapping_or_early_is_refused():
    clock = started()
    with pytest.raises(refusals.BeforeStart):
        paused(clock, ACCEPTED - timedelta(minutes=1))
    with pytest.raises(refusals.PauseAfterDue):
        paused(clock, at(2026, 10, 30, 0))
    paused(clock, at(2026, 9, 28, 9))
    with pytest.raises(refusals.PausedAlready):
        paused(clock, at(2026, 9, 29, 9))
    resume(clock=clock, at=at(2026, 9, 30, 9))
    with pytest.raises(refusals.PauseOverlaps):
        paused(clock, at(2026, 9, 29, 9))
    assert clock.pauses.count() == 1


@pytest.mark.parametrize("missing", ["legal_basis", "notice_number", "approver"])
def test_pause_without_article_notice_or_approver_is_refused(missing: str):
    clock = started()
    with pytest.raises(refusals.PauseWithoutNotice):
        paused(clock, at(2026, 9, 28, 9), **{missing: ""})
    with pytest.raises(IntegrityError, match="pause_names"):
        Pause.objects.create(
            clock=clock, kind="x", name="x", legal_basis="", notice_number="1", approver="x", from_at=ACCEPTED
        )


def test_resume_without_a_pause_or_before_it_is_refused():
    clock = started()
    with pytest.raises(refusals.NotPaused):
        resume(clock=clock, at=at(2026, 9, 28, 9))
    paused(clock, at(2026, 9, 28, 9))
    with pytest.raises(refusals.ResumeBeforePause):
        resume(clock=clock, at=at(2026, 9, 28, 9))


def test_the_database_refuses_overlapping_pauses():
    clock = started()
    paused(clock, at(2026, 9, 28, 9))
    with pytest.raises(IntegrityError, match="pauses_do_not_overlap"):
        Pause.objects.create(
            clock=clock,
            kind="x",
            name="x",
            legal_basis="x",
            notice_number="1",
            approver="x",
            from_at=at(2026, 9, 29, 9),
            to_at=at(2026, 9, 30, 9),
        )


def test_extend_once_before_the_due_date():
    clock = extend(clock=started(), length=10, approver="县长", basis="第四十二条", at=at(2026, 10, 29, 23, 59))
    assert clock.due_at == day_end(date(2026, 11, 12))
    with pytest.raises(refusals.ExtendedAlready):
        extend(clock=clock, length=10, approver="县长", basis="第四十二条", at=at(2026, 11, 1, 9))


@pytest.mark.parametrize(
    ("facts", "when", "refusal"),
    [
        ({"length": 10, "approver": "县长"}, at(2026, 10, 30, 0), refusals.ExtensionAfterDue),
        ({"length": 0, "approver": "县长"}, at(2026, 10, 9, 0), refusals.NotExtendable),
        ({"length": 10, "approver": " "}, at(2026, 10, 9, 0), refusals.ExtensionWithoutBasis),
        ({"length": 10, "approver": "县长", "basis": ""}, at(2026, 10, 9, 0), refusals.ExtensionWithoutBasis),
        ({"length": 10, "approver": "县长", "basis": " "}, at(2026, 10, 9, 0), refusals.ExtensionWithoutBasis),
    ],
)
def test_extension_late_or_empty_is_refused(facts: dict[str, Any], when: datetime, refusal: type[Exception]):
    clock = started()
    with pytest.raises(refusal):
        extend(**{"clock": clock, "basis": "第四十二条", "at": when} | facts)
    clock.refresh_from_db()
    assert clock.extension_length == 0


def test_the_database_refuses_an_extension_without_its_article():
    clock = extend(clock=started(), length=10, approver="县长", basis="第四十二条", at=at(2026, 10, 9, 9))
    with pytest.raises(IntegrityError, match="clock_extension_who_when_how_long_and_why"):
        Clock.objects.filter(pk=clock.pk).update(extension_basis="")


def test_a_pause_past_its_plan_is_found_and_no_other():
    clock, other = started(), started("promised", 10)
    made = paused(clock, at(2026, 9, 28, 9), planned_until=at(2026, 9, 30, 18))
    paused(other, at(2026, 9, 28, 9))
    assert list(pauses_past_plan(at(2026, 9, 30, 18))) == []
    assert list(pauses_past_plan(at(2026, 9, 30, 18, 1))) == [made]
    assert pauses_past_plan(at(2026, 11, 20, 9))[0].clock.subject == CASE
    Clock.objects.filter(pk=clock.pk).update(simulated=True)
    assert not pauses_past_plan(at(2026, 11, 20, 9)).exists()
    Clock.objects.filter(pk=clock.pk).update(simulated=False)
    resume(clock=clock, at=at(2026, 11, 20, 9))
    assert not pauses_past_plan(at(2026, 11, 21, 9)).exists()


@pytest.mark.long
def test_a_promise_counts_on_the_calendar_of_its_cap_where_none_is_named():
    derive(code="990101", name="示范县", base="CN", notice="县政府通知", at=at(2026, 9, 1, 9))
    statute = started(calendar_code="990101")
    assert started("promised", 10, capped_by=statute).calendar_code == "990101"
    assert started("step", 3).calendar_code == "CN"
    with pytest.raises(ValueError, match="same calendar"):
        started("delivery", 10, capped_by=statute, calendar_code="CN")


def test_an_instant_cannot_be_extended():
    clock = started(unit="instant", length=0, until=at(2026, 10, 9, 12))
    assert clock.due_at == at(2026, 10, 9, 12)
    with pytest.raises(refusals.NotExtendable):
        extend(clock=clock, length=1, approver="县长", basis="第四十二条", at=at(2026, 10, 1, 0))


def test_every_change_of_date_or_end_enters_the_queue_and_nothing_else_does():
    clock = started()
    assert list(ClockChanged.objects.values_list("clock_id", "simulated")) == [(clock.pk, False)]
    ClockChanged.objects.all().delete()
    Clock.objects.update(basis="另一条")
    assert not ClockChanged.objects.exists()
    extend(clock=clock, length=10, approver="县长", basis="第四十二条", at=at(2026, 10, 9, 9))
    stop(clock=clock, at=at(2026, 10, 9, 10), outcome="granted")
    assert ClockChanged.objects.filter(clock_id=clock.pk).count() == 2


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"extension_length": 3}, "clock_extension_who_when_how_long"),
        ({"ended_at": at(2026, 10, 9, 9)}, "clock_end_has_its_outcome"),
        ({"ended_at": at(2026, 9, 1, 9), "outcome": "x"}, "clock_ends_not_before_it_starts"),
        ({"unit": "instant"}, "clock_unit_is_known"),
        ({"unit": "fortnight"}, "clock_unit_is_known"),
    ],
)
def test_the_database_refuses_half_facts(changes: dict[str, Any], name: str):
    clock = started()
    with pytest.raises(IntegrityError, match=name):
        Clock.objects.filter(pk=clock.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_acts_need_the_caller_s_transaction(national_calendar: None):
    with transaction.atomic():
        clock = started()
    with pytest.raises(TransactionManagementError):
        stop(clock=clock, at=at(2026, 10, 9, 10), outcome="granted")
    assert not connection.in_atomic_block
