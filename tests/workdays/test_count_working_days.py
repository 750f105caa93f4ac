"""Sums of working days against the published calendars, and their laws on any calendar."""

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.workdays.holidays import MOVABLE, statutory_holidays
from kernel.workdays.seed import national_days
from kernel.workdays.working_calendar import OutsideCalendar, WorkCalendar
from tests.workdays.calendars import NATIONAL, calendars, days, lengths

in_range = st.dates(date(2025, 1, 1), date(2027, 3, 31))


def test_every_published_day_agrees_with_chinesecalendar():
    day = date(2004, 1, 1)
    while day <= date(2026, 12, 31):
        assert NATIONAL.is_working(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_every_named_day_agrees_with_the_notices(shared_data: Path):
    with (shared_data / "working_days_2007_2026.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["date"] >= "2007"]
    assert rows
    for row in rows:
        assert NATIONAL.is_working(date.fromisoformat(row["date"])) == (row["kind"] == "workday"), row


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        (date(2026, 9, 24), 10, date(2026, 10, 15)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 3), 1, date(2026, 10, 8)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2026, 10, 10), 0, date(2026, 10, 10)),
        (date(2026, 10, 11), 0, date(2026, 10, 12)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
    ],
)
def test_working_days_are_added_from_day_zero(start: date, length: int, due: date):
    assert NATIONAL.add(start, length) == due


def test_natures_of_days():
    assert [NATIONAL.nature(date(2026, 10, day)) for day in (1, 8, 10, 11)] == [
        "holiday",
        "working",
        "makeup",
        "weekend",
    ]
    assert NATIONAL.label(date(2026, 10, 1)) == "国庆节"
    assert "2026年" in NATIONAL.notice(date(2026, 10, 10))
    assert NATIONAL.notice(date(2026, 10, 8)) == ""


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2006, 12, 30), 2007),
        (date(2006, 12, 31), 2007),
        (date(2007, 12, 29), 2008),
        (date(2007, 12, 31), 2008),
        (date(2011, 12, 31), 2012),
        (date(2018, 12, 29), 2019),
        (date(2018, 12, 31), 2019),
        (date(2022, 12, 31), 2023),
        (date(2023, 12, 30), 2024),
        (date(2023, 12, 31), 2024),
        (date(2019, 1, 1), 2019),
        (date(2026, 10, 10), 2026),
    ],
)
def test_a_day_names_the_notice_of_the_year_whose_holiday_it_is(day: date, year: int):
    assert NATIONAL.notice(day) == f"国务院办公厅关于{year}年部分节假日安排的通知"


def test_no_day_of_december_is_named_by_the_notice_of_its_own_year():
    named = [day for day in national_days() if day.month == 12]
    assert named and all(NATIONAL.notice(day).startswith(f"国务院办公厅关于{day.year + 1}年") for day in named)


def test_a_year_without_notice_is_provisional_with_its_statutory_holidays():
    assert NATIONAL.provisional(date(2027, 2, 8)) and not NATIONAL.provisional(date(2026, 12, 31))
    assert not NATIONAL.is_working(date(2027, 2, 8))
    assert NATIONAL.unsettled_between(date(2026, 12, 31), date(2027, 1, 1))
    assert not NATIONAL.unsettled_between(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("year", MOVABLE)
def test_thirteen_statutory_days_in_their_seasons(year: int):
    named = list(statutory_holidays(year))
    assert len(named) == 13
    by_name = {name: [day for day, each in named if each == name] for _, name in named}
    assert date(year, 1, 20) < by_name["春节"][0] < date(year, 2, 21)
    assert by_name["清明节"][0] in (date(year, 4, 4), date(year, 4, 5))
    # 五月初五 and 八月十五 of a year lie a fixed number of lunar months apart, a leap month between them at most
    assert (by_name["中秋节"][0] - by_name["端午节"][0]).days in (*range(97, 100), *range(126, 130))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: NATIONAL.add(date(2003, 12, 31), 1),
        lambda: NATIONAL.add(date(2003, 1, 1), 1),
        lambda: NATIONAL.add(date(2036, 12, 30), 30),
        lambda: NATIONAL.ordinal(date(2037, 1, 1)),
        lambda: NATIONAL.is_working(date(2037, 1, 1)),
        lambda: NATIONAL.provisional(date(2003, 1, 1)),
        lambda: NATIONAL.back(date(2004, 1, 5), 30),
        lambda: NATIONAL.nature(date(2037, 1, 1)),
    ],
)
def test_beyond_its_range_nothing_is_guessed(ask):
    with pytest.raises(OutsideCalendar):
        ask()


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="back"):
        NATIONAL.add(date(2026, 1, 5), -1)
    with pytest.raises(ValueError, match="add"):
        NATIONAL.back(date(2026, 1, 5), -1)


@given(calendars(), in_range, lengths)
def test_add_and_count_are_inverse(calendar: WorkCalendar, start: date, length: int):
    due = calendar.add(start, length)
    assert calendar.is_working(due) and due >= start
    if length:
        assert calendar.count(start, due) == length
        assert calendar.add(start, calendar.count(start, due)) == due


@given(calendars(), in_range, in_range, lengths, lengths)
def test_sums_are_monotone(calendar: WorkCalendar, one: date, other: date, short: int, long: int):
    one, other = sorted((one, other))
    short, long = sorted((short, long))
    assert calendar.add(one, short) <= calendar.add(other, short)
    assert calendar.add(one, short) <= calendar.add(one, long)


@given(calendars(), st.dates(date(2025, 8, 1), date(2027, 3, 31)), st.integers(1, 60))
def test_back_undoes_add_between_working_days(calendar: WorkCalendar, start: date, length: int):
    first = calendar.next_working(start)
    assert calendar.back(calendar.add(first, length), length) == first


@given(days)
def test_count_is_what_a_person_counts_on_fingers(start: date):
    end = start + timedelta(days=40)
    fingers = sum(NATIONAL.is_working(start + timedelta(days=each)) for each in range(1, 41))
    assert NATIONAL.count(start, end) == fingers
    assert NATIONAL.count(end, start) == -fingers
