"""A calendar changes by notice: the old version stays readable, the prefix table follows, derived ones too."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from kernel.workdays.actions import CalendarNotChanged, change_days, change_hours, derive, publish_year
from kernel.workdays.models import Calendar, CalendarDay, DayOrdinal
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.queries import UnknownCalendar, calendar_code_of, load
from kernel.workdays.seed import national_days
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


@pytest.mark.long
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


@pytest.mark.long
def test_a_published_year_replaces_what_was_assumed():
    days = {date(2027, 1, 1): NamedDay("rest", "元旦", "通知"), date(2027, 2, 14): NamedDay("work", "春节", "通知")}
    publish_year(code="CN", year=2027, days=days, notice="通知", at=AT)
    calendar = load("CN")
    assert not calendar.provisional(date(2027, 5, 6)) and calendar.provisional(date(2028, 1, 1))
    assert calendar.is_working(date(2027, 2, 14)) and calendar.is_working(date(2027, 2, 8))
    assert_table_equals(calendar)


IN_2027 = {date(2027, 1, 1): NamedDay("rest", "元旦", "通知")}


def test_a_notice_names_the_december_before_as_the_real_one_of_2019_did():
    assert load("CN").nature(date(2026, 12, 31)) == "working"
    before = {date(2026, 12, 27): NamedDay("work", "元旦"), date(2026, 12, 31): NamedDay("rest", "元旦")}
    assert publish_year(code="CN", year=2027, days=IN_2027 | before, notice="2027年通知", at=AT) == date(2026, 12, 27)
    calendar = load("CN")
    assert calendar.is_working(date(2026, 12, 27)) and not calendar.is_working(date(2026, 12, 31))
    assert calendar.notice(date(2026, 12, 31)) == "2027年通知"
    assert not calendar.unsettled_between(date(2026, 1, 1), date(2027, 12, 31))
    assert_table_equals(calendar)


def test_the_days_of_2019_as_its_notice_has_them_can_be_entered_again():
    real = {day: named for day, named in national_days().items() if "2019年" in named.notice}
    assert min(real) == date(2018, 12, 29)
    before = load("CN")
    publish_year(code="CN", year=2019, days=real, notice="国办发明电〔2018〕15号", at=AT)
    assert {day: named.kind for day, named in load("CN").named.items()} == {
        day: named.kind for day, named in before.named.items()
    }


@pytest.mark.long
def test_a_notice_replaces_its_former_edition_and_not_its_neighbour():
    late = {date(2026, 12, 31): NamedDay("rest", "元旦")}
    publish_year(code="CN", year=2027, days=IN_2027 | late, notice="2027年通知", at=AT)
    again = {day: named for day, named in load("CN").named.items() if "2026年" in named.notice}
    publish_year(code="CN", year=2026, days=again, notice="2026年更正", at=AT)
    assert not load("CN").is_working(date(2026, 12, 31))
    publish_year(code="CN", year=2027, days=IN_2027, notice="2027年更正", at=AT)
    assert load("CN").is_working(date(2026, 12, 31))
    assert_table_equals(load("CN"))


@pytest.mark.long
def test_a_county_keeps_its_own_day_of_the_december_that_a_notice_names():
    derive(code="990101", name="示范县", base="CN", notice="县政府通知", at=AT)
    change_days(code="990101", days={date(2026, 12, 31): WORKED}, notice="县政府通知", at=AT, own=True)
    late = {date(2026, 12, 31): NamedDay("rest", "元旦")}
    publish_year(code="CN", year=2027, days=IN_2027 | late, notice="2027年通知", at=AT)
    assert load("990101").is_working(date(2026, 12, 31)) and not load("CN").is_working(date(2026, 12, 31))
    assert not load("990101").provisional(date(2027, 5, 6))


@pytest.mark.long
def test_a_region_counts_on_its_county_s_calendar_where_it_has_one():
    assert calendar_code_of("990101000000") == "CN"
    derive(code="990101", name="示范县", base="CN", notice="县政府通知", at=AT)
    assert {calendar_code_of(code) for code in ("990101000000", "990101102001")} == {"990101"}
    assert calendar_code_of("990102000000") == "CN"


@pytest.mark.long
def test_a_derived_calendar_follows_except_on_its_own_days():
    derive(code="990101", name="示范县", base="CN", notice="县政府通知", at=AT)
    change_days(code="990101", days={date(2026, 12, 1): OFF}, notice="县政府通知", at=AT, own=True)
    assert load("CN").is_working(date(2026, 12, 1)) and not load("990101").is_working(date(2026, 12, 1))
    change_days(code="CN", days={date(2026, 12, 1): WORKED, date(2026, 12, 2): OFF}, notice="通知", at=AT)
    assert not load("990101").is_working(date(2026, 12, 1)) and not load("990101").is_working(date(2026, 12, 2))
    assert_table_equals(load("990101"))
    with pytest.raises(CalendarNotChanged):
        derive(code="990102", name="邻县", base="990101", notice="县政府通知", at=AT)


SHORT = OfficeHours.from_json({str(day): [["09:00", "12:00"]] for day in range(1, 6)})


def test_new_office_hours_are_a_new_version_and_begin_on_their_day():
    old = load("CN").version
    change_hours(code="CN", hours=SHORT, notice="夏季作息", first_date=date(2027, 6, 1), at=AT)
    hours = load("CN").hours
    assert hours.week_of(date(2027, 5, 31)) == OfficeHours.county().weekly
    assert hours.week_of(date(2027, 6, 1)) == hours.week_of(date(2030, 1, 7)) == SHORT.weekly
    assert load("CN", old).hours == OfficeHours.county()


@pytest.mark.long
def test_hours_entered_later_for_an_earlier_day_hold_up_to_the_change_that_is_known():
    change_hours(code="CN", hours=SHORT, notice="冬季作息", first_date=date(2027, 11, 1), at=AT)
    noon = OfficeHours.from_json({"1": [["08:00", "12:00"]]})
    change_hours(code="CN", hours=noon, notice="夏季作息", first_date=date(2027, 6, 1), at=AT)
    hours = load("CN").hours
    weeks = [hours.week_of(day) for day in (date(2027, 5, 31), date(2027, 10, 31), date(2027, 11, 1))]
    assert weeks == [OfficeHours.county().weekly, noon.weekly, SHORT.weekly]
    change_hours(code="CN", hours=noon, notice="更正", first_date=date(2027, 11, 1), at=AT)
    assert load("CN").hours.week_of(date(2027, 11, 1)) == noon.weekly
    derive(code="990101", name="示范县", base="CN", notice="县政府通知", at=AT)
    assert load("990101").hours == load("CN").hours


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
        lambda: change_days(code="CN", days={date(2026, 1, 1): NamedDay("rest", "")}, notice="通知", at=AT),
        lambda: change_days(code="CN", days={date(2026, 1, 1): NamedDay("rest", "长" * 41)}, notice="通知", at=AT),
        lambda: publish_year(code="CN", year=2027, days={date(2026, 1, 1): OFF}, notice="通知", at=AT),
        lambda: publish_year(code="CN", year=2027, days={date(2026, 12, 31): OFF}, notice="通知", at=AT),
        lambda: publish_year(code="CN", year=2027, days=IN_2027 | {date(2026, 11, 30): OFF}, notice="通知", at=AT),
        lambda: publish_year(code="CN", year=2027, days=IN_2027 | {date(2028, 2, 1): OFF}, notice="通知", at=AT),
        lambda: publish_year(code="CN", year=2027, days=IN_2027 | {date(2025, 12, 31): OFF}, notice="通知", at=AT),
        lambda: change_hours(code="CN", hours=SHORT, notice="通知", first_date=date(2037, 1, 1), at=AT),
        lambda: derive(code="CN", name="又一个", base="CN", notice="通知", at=AT),
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
