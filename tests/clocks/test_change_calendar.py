"""Changing the calendar is an act: by a post, on record, with the clocks to follow."""

from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest

from kernel.clocks import observers, refusals
from kernel.clocks.actions import change_calendar_days, change_office_hours, publish_calendar_year, start
from kernel.clocks.models import Clock
from kernel.clocks.tasks import recompute_stale
from kernel.ledger import relay
from kernel.ledger.locking import ActOutOfTime, database_now
from kernel.ledger.models import Entry, StreamedEntry
from kernel.ledger.subjects import Subject
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.actions import derive
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.queries import load
from kernel.workdays.working_calendar import NamedDay
from kernel.workdays.zone import day_end
from tests.cast import Cast
from tests.clocks.facts import at

OFF = NamedDay("rest", "抗震救灾", "县政府通知")
pytestmark = pytest.mark.django_db


def test_a_change_is_on_record_and_the_worker_moves_the_clocks():
    clock = start(
        subject=Subject("case", "N1", 1),
        kind="statutory",
        unit="working_day",
        length=2,
        start_event="accepted",
        at=at(2026, 12, 1, 9),
        organization_code="BM13",
        region_code="990101000000",
    )
    calendar = change_calendar_days(code="CN", days={date(2026, 12, 2): OFF}, notice="县政府通知", by=None)
    [entry] = Entry.objects.filter(subject_kind="calendar")
    assert (entry.subject_number, entry.type) == ("CN", "workdays.calendar_changed")
    assert "县政府通知" in entry.sentence() and calendar.version == load("CN").version
    assert recompute_stale() == 1
    assert Clock.objects.get(pk=clock.pk).due_at == day_end(date(2026, 12, 4))


@pytest.mark.long
def test_calendars_that_follow_have_their_own_entry():
    derive(code="990101", name="示范县", base="CN", notice="县政府通知", at=at(2026, 11, 1, 9))
    publish_calendar_year(
        code="CN", year=2027, days={date(2027, 1, 1): NamedDay("rest", "元旦", "通知")}, notice="通知", by=None
    )
    assert set(Entry.objects.values_list("subject_number", flat=True)) == {"CN", "990101"}
    change_office_hours(code="CN", hours=OfficeHours.county(), first_date=date(2027, 1, 4), notice="作息通知", by=None)
    assert Entry.objects.filter(subject_number="CN").count() == 2
    assert Entry.objects.filter(subject_number="990101").count() == 1


def test_the_system_administrator_may(cast: Cast):
    change_calendar_days(code="CN", days={date(2026, 12, 2): OFF}, notice="通知", by=cast.administrator)
    assert Entry.objects.get(subject_kind="calendar").person != ""
    assert not load("CN").is_working(date(2026, 12, 2))


@pytest.mark.parametrize("who", ["stranger", "clerk", "supervisor", "citizen"])
def test_nobody_else_may_and_nothing_changes(cast: Cast, who: str):
    version = load("CN").version
    with pytest.raises(NotYourPost):
        change_calendar_days(code="CN", days={date(2026, 12, 2): OFF}, notice="通知", by=getattr(cast, who))
    assert load("CN").version == version and not Entry.objects.filter(subject_kind="calendar").exists()


def test_a_change_without_notice_or_calendar_or_days_is_refused():
    with pytest.raises(refusals.CalendarChangeRefused, match="通知"):
        change_calendar_days(code="CN", days={date(2026, 12, 2): OFF}, notice="", by=None)
    with pytest.raises(refusals.CalendarChangeRefused, match="XX"):
        change_calendar_days(code="XX", days={date(2026, 12, 2): OFF}, notice="通知", by=None)
    with pytest.raises(refusals.CalendarChangeRefused, match="日子"):
        change_calendar_days(code="CN", days={}, notice="通知", by=None)
    with pytest.raises(refusals.CalendarChangeRefused, match="2027"):
        publish_calendar_year(code="CN", year=2027, days={}, notice="通知", by=None)
    assert not Entry.objects.exists()


def test_a_change_in_the_future_is_refused():
    with pytest.raises(ActOutOfTime):
        change_calendar_days(
            code="CN", days={date(2026, 12, 2): OFF}, notice="通知", by=None, at=database_now() + timedelta(hours=1)
        )


@pytest.mark.parametrize("broker", [None, ConnectionError])
def test_the_worker_is_asked_once_after_commit_and_a_dead_broker_stops_nothing(
    django_capture_on_commit_callbacks: Any, broker: type[Exception] | None
):
    change_calendar_days(code="CN", days={date(2026, 12, 2): OFF}, notice="通知", by=None)
    change_calendar_days(code="CN", days={date(2026, 12, 3): OFF}, notice="通知", by=None)
    entries = list(StreamedEntry.objects.order_by("pk"))
    with mock.patch.object(observers.recompute_stale, "apply_async", side_effect=broker) as asked:
        with django_capture_on_commit_callbacks(execute=True):
            observers.ask_for_recompute(entries)
            assert asked.call_count == 0
        with django_capture_on_commit_callbacks(execute=True):
            observers.ask_for_recompute([])
    assert len(entries) == 2 and asked.call_count == 1
    assert "clocks.recompute" in {each.name for each in relay.all_observers()}
