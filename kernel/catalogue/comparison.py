"""Promise and law compared as dates, never as numbers (practice.md 1.3). Pure: works on a calendar, no tables.

Ten working days are later than thirty days of the law when a long holiday lies in between; which start days those
are is a question to the calendar, not to arithmetic on the two numbers.

A start day is asked only when every day up to the end of the law lies in years whose notice is out: then the working
days that the law leaves are known for good, and a promise of more is late, however far beyond the calendars it ends.
A law that leaves less than a whole year of such start days cannot be compared, and that is not the same as safe.
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
# every season has its holidays: fewer start days than a year of them prove nothing
WHOLE_YEAR: Final = 366


class NotComparable(ValueError):
    """The law ends beyond the published calendars on so many start days that nothing follows from the others."""


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A start day on which the promise would end after the law: all three as dates.

    `promised` is None where the promise ends beyond the last day of the calendar.
    """

    start: date
    promised: date | None
    statutory: date


@dataclass(frozen=True, slots=True)
class _Room:
    """The working days that the law leaves on one start day."""

    start: date
    statutory: date
    working_days: int


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


def _rooms(calendar: WorkCalendar, length: int, unit: str) -> Iterator[_Room]:
    """What the law leaves on each start day whose days up to its end are all of published years."""
    for start in start_days(calendar):
        try:
            law = last_lawful_day(calendar, start, length=length, unit=unit)
        except (OutsideCalendar, OverflowError):
            continue
        if not calendar.unsettled_between(start, law):
            yield _Room(start, law, calendar.count(start, law))


def _narrowing(calendar: WorkCalendar, length: int, unit: str) -> tuple[_Room, ...]:
    """Start days in order that each leave less than all before; the last one leaves least. Errors: NotComparable."""
    compared, found = 0, list[_Room]()
    for room in _rooms(calendar, length, unit):
        compared += 1
        if not found or room.working_days < found[-1].working_days:
            found.append(room)
    if compared < WHOLE_YEAR:
        raise NotComparable(f"{length} {unit}: {compared} start days lie in the published years of {calendar.code}")
    return tuple(found)


# by calendar code, its version, length and unit: a calendar of one version never changes
_known: dict[tuple[str, int, int, str], tuple[_Room, ...] | NotComparable] = {}


def _known_rooms(calendar: WorkCalendar, length: int, unit: str) -> tuple[_Room, ...]:
    key = (calendar.code, calendar.version, length, unit)
    if key not in _known:
        try:
            _known[key] = _narrowing(calendar, length, unit)
        except NotComparable as beyond:
            _known[key] = beyond
    known = _known[key]
    if isinstance(known, NotComparable):
        raise NotComparable(*known.args)
    return known


def counter_example(calendar: WorkCalendar, *, length: int, unit: str, promised: int) -> CounterExample | None:
    """The first start day on which a promise of `promised` working days ends after the statutory period.

    The promise counts from acceptance, the law from acceptance or receipt. For periods from receipt this compares
    an application accepted on the day it came; what a later acceptance loses is taken off each case by
    `min(promise, statutory)`. None when no start day of the known calendars shows it late.
    Errors: NotComparable; ValueError for a unit that is not stated.
    """
    for room in _known_rooms(calendar, length, unit):
        if room.working_days < promised:
            return CounterExample(room.start, _end_of(calendar, room.start, promised), room.statutory)
    return None


def longest_safe_promise(calendar: WorkCalendar, *, length: int, unit: str) -> int:
    """The most working days that may be promised without a counter-example. Errors: as `counter_example`."""
    return _known_rooms(calendar, length, unit)[-1].working_days


def _end_of(calendar: WorkCalendar, start: date, promised: int) -> date | None:
    try:
        return calendar.add(start, promised)
    except OutsideCalendar:
        return None
