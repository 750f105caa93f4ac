"""Promise and law as dates: the safe table of 2020–2026, and what holds of every comparison."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.catalogue.comparison import counter_example, last_lawful_day, longest_safe_promise, start_days
from kernel.clocks.arithmetic import Terms, due
from kernel.workdays.holidays import FIRST_DAY, LAST_DAY
from kernel.workdays.seed import PUBLISHED, national_days
from kernel.workdays.working_calendar import WorkCalendar
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
