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
