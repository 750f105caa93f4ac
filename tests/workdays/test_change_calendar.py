"""A calendar changes by notice: the old version stays readable, the prefix table follows, derived ones too."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from kernel.workdays.actions import CalendarNotChanged, change_days, change_hours, derive, publish_year
from kernel.workdays.models import Calendar, CalendarDay, DayOrdinal
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.queries import UnknownCalendar, load
from kernel.workdays.working_calendar import NamedDay, WorkCalendar

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
OFF = NamedDay("rest", "抗震救灾", "县政府通知")
WORKED = NamedDay("work", "抗震救灾", "县政府通知")
pytestmark = pytest.mark.django_db


def assert_table_equals(calendar: WorkCalendar) -> None:
    table = DayOrdinal.objects.filter(calendar__code=calendar.code).order_by("date")
    kept = list(table.values_list("date", "ordinal", "is_working", "provisional", "unsettled", "next_working", "label"))
    assert kept == [
        (row.day, row.ordinal, row.is_working, row.provisional, row.unsettled, row.next_working, row.label)
        for row in calendar.rows(calendar.first)
    ]


def test_the_national_calendar_is_there_and_its_table_equals_the_pure_one():
    assert_table_equals(load("CN"))


def test_a_changed_day_moves_sums_and_keeps_the_old_version():
    before = load("CN")
    assert change_days(code="CN", days={date(2026, 11, 30): OFF}, notice="县政府通知", at=AT) == date(2026, 11, 30)
    after = load("CN")
    assert after.version > before.version
    assert after.add(date(2026, 11, 27), 1) == date(2026, 12, 1)
    assert load("CN", before.version).add(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert_table_equals(after)
    change_days(code="CN", days={date(2026, 11, 30): None}, notice="撤回", at=AT)
    assert load("CN").add(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert_table_equals(load("CN"))


def test_a_published_year_replaces_what_was_assumed():
    days = {date(2027, 1, 1): NamedDay("rest", "元旦", "通知"), date(2027, 2, 14): NamedDay("work", "春节", "通知")}
    publish_year(code="CN", year=2027, days=days, notice="通知", at=AT)
    calendar = load("CN")
    assert not calendar.provisional(date(2027, 5, 6)) and calendar.provisional(date(2028, 1, 1))
    assert calendar.is_working(date(2027, 2, 14)) and calendar.is_working(date(2027, 2, 8))
    assert_table_equals(calendar)


def test_a_derived_calendar_follows_except_on_its_own_days():
    derive(code="990101", name="示范县", base="CN", notice="县政府通知", at=AT)
    change_days(code="990101", days={date(2026, 12, 1): OFF}, notice="县政府通知", at=AT, own=True)
    assert load("CN").is_working(date(2026, 12, 1)) and not load("990101").is_working(date(2026, 12, 1))
    change_days(code="CN", days={date(2026, 12, 1): WORKED, date(2026, 12, 2): OFF}, notice="通知", at=AT)
    assert not load("990101").is_working(date(2026, 12, 1)) and not load("990101").is_working(date(2026, 12, 2))
    assert_table_equals(load("990101"))
    with pytest.raises(CalendarNotChanged):
        derive(code="990102", name="邻县", base="990101", notice="县政府通知", at=AT)


def test_new_office_hours_are_a_new_version():
    short = OfficeHours.from_json({str(day): [["09:00", "12:00"]] for day in range(1, 6)})
    old = load("CN").version
    change_hours(code="CN", hours=short, notice="夏季作息", first_date=date(2027, 6, 1), at=AT)
    assert load("CN").hours == short
    assert load("CN", old).hours == OfficeHours.county()


def test_a_change_that_was_rolled_back_poisons_nothing():
    try:
        with transaction.atomic():
            change_days(code="CN", days={date(2026, 12, 1): OFF}, notice="通知", at=AT)
            lost = load("CN").version
            raise InterruptedError
    except InterruptedError:
        pass
    change_days(code="CN", days={date(2026, 12, 2): OFF}, notice="通知", at=AT)
    assert load("CN").version > lost
    assert load("CN").is_working(date(2026, 12, 1)) and not load("CN").is_working(date(2026, 12, 2))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: change_days(code="CN", days={}, notice="通知", at=AT),
        lambda: change_days(code="CN", days={date(2037, 1, 1): OFF}, notice="通知", at=AT),
        lambda: change_days(code="XX", days={date(2026, 1, 1): OFF}, notice="通知", at=AT),
        lambda: publish_year(code="CN", year=2027, days={date(2026, 1, 1): OFF}, notice="通知", at=AT),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_leaves_the_version(ask):
    version = load("CN").version
    with pytest.raises(CalendarNotChanged):
        ask()
    assert load("CN").version == version


def test_unknown_calendar_and_unknown_version():
    with pytest.raises(UnknownCalendar):
        load("XX")
    with pytest.raises(UnknownCalendar):
        load("CN", 0)


def test_the_database_keeps_one_row_a_day_in_force():
    row = CalendarDay.objects.in_force().filter(calendar__code="CN").first()
    assert row is not None
    with pytest.raises(IntegrityError, match="calendar_day_once_in_force"):
        CalendarDay.objects.create(
            calendar=Calendar.objects.get(code="CN"),
            date=row.date,
            kind="rest",
            name="又一个",
            notice="通知",
            since_version=10**6,
        )
