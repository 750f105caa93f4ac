"""Working hours: lunch, nights and rest days do not count."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.workdays.office_hours import NoOfficeHours, OfficeHours
from kernel.workdays.zone import SHANGHAI, day_end, day_start, local_date
from tests.workdays.calendars import NATIONAL

COUNTY = OfficeHours.county()


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(2026, 10, 8, 9), 2, at(2026, 10, 8, 11)),
        (at(2026, 10, 8, 11), 2, at(2026, 10, 8, 14, 30)),
        (at(2026, 10, 8, 12, 30), 1, at(2026, 10, 8, 14, 30)),
        (at(2026, 10, 8, 17), 1, at(2026, 10, 9, 9)),
        (at(2026, 10, 9, 17, 30), 1, at(2026, 10, 10, 9, 30)),
        (at(2026, 10, 10, 17), 1, at(2026, 10, 12, 9)),
        (at(2026, 9, 30, 20), 7.5, at(2026, 10, 8, 17, 30)),
    ],
)
def test_hours_are_added(start: datetime, hours: float, end: datetime):
    assert COUNTY.add_hours(start, timedelta(hours=hours), NATIONAL) == end


def test_a_closed_span_is_left_out():
    closed = [(at(2026, 10, 8, 10), at(2026, 10, 9, 10))]
    assert COUNTY.add_hours(at(2026, 10, 8, 9), timedelta(hours=2), NATIONAL, closed) == at(2026, 10, 9, 11)


def test_table_is_read_and_written_as_service_points_keep_it():
    table = {"1": [["08:30", "11:30"]], "6": [["09:00", "12:00"]]}
    assert OfficeHours.from_json(table).to_json() == table
    assert OfficeHours.from_json(COUNTY.to_json()) == COUNTY


@pytest.mark.parametrize(
    "table",
    [{}, [], {"1": [["12:00", "08:30"]]}, {"1": [["08:30", "12:00"], ["11:00", "13:00"]]}, {"1": [["8 o'clock", "9"]]}],
)
def test_table_that_is_none_is_refused(table: object):
    with pytest.raises(NoOfficeHours):
        OfficeHours.from_json(table)  # type: ignore[arg-type]


WINTER = OfficeHours.from_json({str(day): [["09:00", "12:00"], ["13:30", "17:00"]] for day in range(1, 6)})
DATED = COUNTY.changed_on(date(2026, 11, 6), WINTER)


def test_hours_count_as_they_were_on_each_day():
    """7.5 hours on Thursday by the old hours, 6.5 on Friday and 2 on Monday by the new ones."""
    assert DATED.add_hours(at(2026, 11, 5, 8, 30), timedelta(hours=16), NATIONAL) == at(2026, 11, 9, 11)
    assert DATED.closing(date(2026, 11, 5), NATIONAL) == at(2026, 11, 5, 17, 30)
    assert DATED.closing(date(2026, 11, 6), NATIONAL) == at(2026, 11, 6, 17)


def test_a_change_of_the_same_day_replaces_and_one_of_another_day_stands_beside_it():
    assert DATED.changed_on(date(2026, 11, 6), COUNTY).week_of(date(2026, 12, 1)) == COUNTY.weekly
    spring = DATED.changed_on(date(2026, 3, 2), WINTER).changed_on(date(2026, 5, 4), COUNTY)
    weeks = [spring.week_of(day) == WINTER.weekly for day in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 5, 4))]
    assert weeks == [False, True, False] and spring.week_of(date(2026, 11, 6)) == WINTER.weekly
    with pytest.raises(NoOfficeHours):
        OfficeHours(COUNTY.weekly, ((date(2026, 11, 6), ((),) * 7),))


@given(st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 20)), st.integers(1, 3000))
def test_dated_hours_add_and_measure_alike_and_leave_what_ends_before_them(start: datetime, minutes: int):
    begin, length = start.replace(tzinfo=SHANGHAI), timedelta(minutes=minutes)
    end = DATED.add_hours(begin, length, NATIONAL)
    assert DATED.open_between(begin, end, NATIONAL) == length
    plain = COUNTY.add_hours(begin, length, NATIONAL)
    assert end == plain if plain <= day_start(date(2026, 11, 6)) else end >= day_start(date(2026, 11, 6))


def test_closing_time_and_none_on_a_rest_day():
    assert COUNTY.closing(date(2026, 10, 8), NATIONAL) == at(2026, 10, 8, 17, 30)
    assert COUNTY.closing(date(2026, 10, 1), NATIONAL) is None
    assert COUNTY.closing(date(2026, 10, 10), NATIONAL) == at(2026, 10, 10, 17, 30)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)), st.integers(1, 6000))
def test_adding_and_measuring_agree(start: datetime, minutes: int):
    begin, length = start.replace(tzinfo=SHANGHAI), timedelta(minutes=minutes)
    end = COUNTY.add_hours(begin, length, NATIONAL)
    assert COUNTY.open_between(begin, end, NATIONAL) == length
    assert COUNTY.open_between(end, begin, NATIONAL) == timedelta()


def test_days_have_their_edges_in_shanghai():
    assert day_start(date(2026, 10, 8)).astimezone(SHANGHAI).hour == 0
    assert day_end(date(2026, 10, 8)) - day_start(date(2026, 10, 8)) == timedelta(days=1) - timedelta(microseconds=1)
    assert local_date(datetime.fromisoformat("2026-10-07T16:00:00+00:00")) == date(2026, 10, 8)
    with pytest.raises(ValueError, match="zone"):
        local_date(datetime(2026, 10, 8))
