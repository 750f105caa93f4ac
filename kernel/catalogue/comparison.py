"""Promise and law compared as dates, never as numbers (practice.md 1.3). Pure: works on a calendar, no tables.

Ten working days are later than thirty days of the law when a long holiday lies in between; which start days those
are is a question to the calendar, not to arithmetic on the two numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kernel.clocks.arithmetic import add_months
from kernel.workdays.working_calendar import OutsideCalendar, WorkCalendar

# the holiday notices of 2020 and later are the ones whose pattern still holds
FIRST_YEAR: Final = 2020
HOURS_A_DAY: Final = 8


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A start day on which the promise would end after the law: all three as dates."""

    start: date
    promised: date
    statutory: date


def last_lawful_day(calendar: WorkCalendar, start: date, *, length: int, unit: str) -> date:
    """The last day of a period that starts on `start` (day 0), in the units of `models.Unit`.

    Days and months that end on a rest day roll over to the next working day (民法典 202, 203).
    Errors: OutsideCalendar; ValueError for a unit that is not stated.
    """
    if unit == "working_day":
        return calendar.add(start, length)
    if unit == "working_hour":
        return calendar.add(start, length // HOURS_A_DAY)
    if unit == "natural_day":
        return calendar.next_working(start + timedelta(days=length))
    if unit == "month":
        return calendar.next_working(add_months(start, length))
    raise ValueError(f"a period of unit {unit!r} has no last day")


def start_days(calendar: WorkCalendar) -> Iterator[date]:
    """Every day of the published years from FIRST_YEAR on: an application may arrive on a rest day too."""
    years = sorted(year for year in calendar.published if year >= FIRST_YEAR)
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            yield day
            day += timedelta(days=1)


def _first_later(calendar: WorkCalendar, length: int, unit: str, promised: int) -> CounterExample | None:
    for start in start_days(calendar):
        try:
            promise = calendar.add(start, promised)
            law = last_lawful_day(calendar, start, length=length, unit=unit)
        except OutsideCalendar:
            return None
        if promise > law and {promise.year, law.year} <= calendar.published:
            return CounterExample(start, promise, law)
    return None


# by calendar code, its version, length, unit, promise: a calendar of one version never changes
_known: dict[tuple[str, int, int, str, int], CounterExample | None] = {}


def counter_example(calendar: WorkCalendar, *, length: int, unit: str, promised: int) -> CounterExample | None:
    """The first start day on which a promise of `promised` working days ends after the statutory period.

    The promise counts from acceptance, the law from acceptance or receipt. For periods from receipt this compares
    an application accepted on the day it came; what a later acceptance loses is taken off each case by
    `min(promise, statutory)`. None when no such day lies in the known calendars.
    """
    key = (calendar.code, calendar.version, length, unit, promised)
    if key not in _known:
        _known[key] = _first_later(calendar, length, unit, promised)
    return _known[key]


def longest_safe_promise(calendar: WorkCalendar, *, length: int, unit: str) -> int:
    """The most working days that may be promised without a counter-example."""
    # a longer promise is never safer, so the border is found by halving
    safe, late = 0, 1
    while counter_example(calendar, length=length, unit=unit, promised=late) is None:
        safe, late = late, late * 2
    while late - safe > 1:
        middle = (safe + late) // 2
        if counter_example(calendar, length=length, unit=unit, promised=middle) is None:
            safe = middle
        else:
            late = middle
    return safe
