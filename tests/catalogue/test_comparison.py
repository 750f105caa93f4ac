"""Promise and law as dates: the safe table of 2020–2026, and what holds of every comparison."""

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.catalogue.comparison import (
    NotComparable,
    counter_example,
    last_lawful_day,
    longest_safe_promise,
    start_days,
)
from kernel.clocks.arithmetic import Terms, due
from kernel.workdays.holidays import FIRST_DAY, LAST_DAY
from kernel.workdays.seed import PUBLISHED, national_days
from kernel.workdays.working_calendar import NamedDay, OutsideCalendar, WorkCalendar
from kernel.workdays.zone import day_start

NATIONAL = WorkCalendar(
    code="CN", version=1, first=FIRST_DAY, last=LAST_DAY, named=national_days(), published=frozenset(PUBLISHED)
)
# demo-county: the most working days that may be promised against so many natural days of the law
SAFE = {3: 1, 5: 1, 7: 1, 10: 1, 15: 5, 20: 8, 30: 16, 45: 26, 60: 36}


@pytest.mark.parametrize(("days", "promise"), SAFE.items())
def test_the_safe_table_of_natural_days(days: int, promise: int) -> None:
    assert longest_safe_promise(NATIONAL, length=days, unit="natural_day") == promise


@pytest.mark.parametrize(("days", "promise"), SAFE.items())
def test_one_working_day_more_than_the_table_has_a_day_that_proves_it_late(days: int, promise: int) -> None:
    found = counter_example(NATIONAL, length=days, unit="natural_day", promised=promise + 1)

    assert found is not None
    assert found.promised == NATIONAL.add(found.start, promise + 1)
    assert found.statutory == NATIONAL.next_working(found.start + timedelta(days=days))
    assert found.promised > found.statutory


@settings(deadline=None, max_examples=20)
@given(length=st.integers(0, 60))
def test_equal_working_days_are_never_late_and_one_more_always_is(length: int) -> None:
    assert longest_safe_promise(NATIONAL, length=length, unit="working_day") == length


@settings(deadline=None)
@given(
    length=st.integers(1, 60),
    promised=st.integers(0, 45),
    start=st.sampled_from(list(start_days(NATIONAL))),
)
def test_a_promise_called_safe_is_so_on_any_day_of_the_known_years(length: int, promised: int, start: date) -> None:
    law = last_lawful_day(NATIONAL, start, length=length, unit="natural_day")
    promise = NATIONAL.add(start, promised)
    late = promise > law and {law.year, promise.year} <= NATIONAL.published
    found = counter_example(NATIONAL, length=length, unit="natural_day", promised=promised)

    assert not (late and found is None)


@settings(deadline=None, max_examples=20)
@given(length=st.integers(1, 40))
def test_a_longer_law_allows_no_shorter_promise(length: int) -> None:
    shorter = longest_safe_promise(NATIONAL, length=length, unit="natural_day")
    assert longest_safe_promise(NATIONAL, length=length + 1, unit="natural_day") >= shorter


@pytest.mark.parametrize("promised", [21, 250, 1490, 1744, 1745, 2000, 4100, 8200, 32_000, 10**9])
def test_a_promise_beyond_the_published_years_is_later_and_never_safe(promised: int) -> None:
    found = counter_example(NATIONAL, length=20, unit="working_day", promised=promised)
    assert found is not None and found.start == date(2020, 1, 1)
    assert found.promised is None or found.promised > found.statutory


@pytest.mark.parametrize(("length", "unit"), [(1700, "natural_day"), (1300, "working_day"), (60, "month")])
def test_the_longest_promise_against_a_long_law_is_found(length: int, unit: str) -> None:
    longest = longest_safe_promise(NATIONAL, length=length, unit=unit)
    assert counter_example(NATIONAL, length=length, unit=unit, promised=longest) is None
    assert counter_example(NATIONAL, length=length, unit=unit, promised=longest + 1) is not None


@pytest.mark.parametrize(
    ("length", "unit"),
    [(2200, "natural_day"), (32_767, "natural_day"), (1600, "working_day"), (120, "month"), (10**9, "natural_day")],
)
@pytest.mark.parametrize("promised", [0, 20, 30_000])
def test_a_law_that_no_whole_year_of_start_days_can_show_is_not_called_safe(
    length: int, unit: str, promised: int
) -> None:
    with pytest.raises(NotComparable):
        counter_example(NATIONAL, length=length, unit=unit, promised=promised)
    with pytest.raises(NotComparable):
        longest_safe_promise(NATIONAL, length=length, unit=unit)


@st.composite
def known_calendars(draw: st.DrawFn) -> WorkCalendar:
    """Any days off and worked in 2025 to 2028, the notices of the last years perhaps not out."""
    kinds = st.sampled_from([NamedDay("rest", "国庆节"), NamedDay("work", "国庆节")])
    named = draw(st.dictionaries(st.dates(date(2025, 1, 1), date(2028, 6, 30)), kinds, max_size=60))
    published = frozenset(range(2025, draw(st.sampled_from([2027, 2028]))))
    # its own version: what is known of a calendar is kept by version
    return WorkCalendar("any", next(VERSIONS), date(2025, 1, 1), date(2028, 12, 31), named, published)


VERSIONS = count(2)


@settings(deadline=None)
@given(
    calendar=known_calendars(),
    unit=st.sampled_from(["working_day", "natural_day", "month", "working_hour"]),
    length=st.integers(0, 400),
    promised=st.integers(0, 1200),
)
def test_what_is_called_safe_was_compared_for_a_whole_year_and_late_on_no_day(
    calendar: WorkCalendar, unit: str, length: int, promised: int
) -> None:
    length = length // 30 if unit == "month" else length
    settled, late = 0, 0
    for start in start_days(calendar):
        try:
            law = last_lawful_day(calendar, start, length=length, unit=unit)
        except OutsideCalendar:
            continue
        if law.year in calendar.published:
            settled += 1
            try:
                late += calendar.add(start, promised) > law
            except OutsideCalendar:
                late += 1
    if settled < 366:
        with pytest.raises(NotComparable):
            counter_example(calendar, length=length, unit=unit, promised=promised)
        return
    found = counter_example(calendar, length=length, unit=unit, promised=promised)
    assert (found is None) == (not late)
    assert (promised <= longest_safe_promise(calendar, length=length, unit=unit)) == (not late)


def test_months_end_on_the_same_day_of_the_month_or_its_last_and_roll_over() -> None:
    assert last_lawful_day(NATIONAL, date(2025, 11, 30), length=3, unit="month") == date(2026, 2, 28)
    assert last_lawful_day(NATIONAL, date(2026, 1, 31), length=1, unit="month") == date(2026, 2, 28)
    assert last_lawful_day(NATIONAL, date(2025, 7, 4), length=3, unit="month") == date(2025, 10, 9)


@settings(deadline=None)
@given(
    unit=st.sampled_from(["working_day", "natural_day", "month"]),
    length=st.integers(0, 12),
    start=st.sampled_from(list(start_days(NATIONAL))),
)
def test_the_last_lawful_day_is_the_one_that_the_clocks_count(unit: str, length: int, start: date) -> None:
    counted = due(Terms(unit=unit, length=length, started_at=day_start(start)), NATIONAL)
    assert last_lawful_day(NATIONAL, start, length=length, unit=unit) == counted.date


def test_a_unit_that_is_not_stated_has_no_last_day() -> None:
    with pytest.raises(ValueError, match="unstated"):
        last_lawful_day(NATIONAL, date(2026, 3, 2), length=5, unit="unstated")


def test_days_of_years_without_a_notice_are_no_counter_example() -> None:
    days = list(start_days(NATIONAL))
    assert days[0] == date(2020, 1, 1)
    assert days[-1] == date(2026, 12, 31)
