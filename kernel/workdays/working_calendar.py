"""Working-day arithmetic on prefix arrays. Pure: a calendar of one code and version never changes.

The ordinal of a day is the number of working days from the first day of the calendar up to and including it, so
every sum is two look-ups.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from kernel.workdays.office_hours import OfficeHours

Kind = Literal["rest", "work"]
Nature = Literal["working", "makeup", "weekend", "holiday"]
SATURDAY: Final = 5


class OutsideCalendar(ValueError):
    """A day lies before the first or after the last day of the calendar; nothing is guessed."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """What a notice says of one day: off although a weekday may fall on it, or worked although a weekend."""

    kind: Kind
    name: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day as the table DayOrdinal keeps it; `unsettled` counts provisional days up to and including it."""

    day: date
    ordinal: int
    is_working: bool
    provisional: bool
    unsettled: int
    next_working: date
    label: str


@dataclass(frozen=True)
class WorkCalendar:
    """All days from `first` to `last`.

    `named` holds the days that differ from a plain week (and the weekend days that a notice names);
    `published` the years whose notice is out: every other year is provisional.
    """

    code: str
    version: int
    first: date
    last: date
    named: Mapping[date, NamedDay]
    published: frozenset[int]
    hours: OfficeHours = field(default_factory=OfficeHours.county)

    def __post_init__(self) -> None:
        count = (self.last - self.first).days + 1
        days = [self.first + timedelta(days=place) for place in range(count)]
        ordinals: list[int] = []
        unsettled: list[int] = []
        # place 0 stands for "before the first working day"
        nth = [self.first - timedelta(days=1)]
        open_days = 0
        for day in days:
            if self._works(day):
                nth.append(day)
            open_days += day.year not in self.published
            ordinals.append(len(nth) - 1)
            unsettled.append(open_days)
        object.__setattr__(self, "_zero", self.first.toordinal())
        object.__setattr__(self, "_count", count)
        object.__setattr__(self, "_ordinals", ordinals)
        object.__setattr__(self, "_unsettled", unsettled)
        object.__setattr__(self, "_nth", nth)

    _zero: int = field(init=False, repr=False, compare=False)
    _count: int = field(init=False, repr=False, compare=False)
    _ordinals: list[int] = field(init=False, repr=False, compare=False)
    _unsettled: list[int] = field(init=False, repr=False, compare=False)
    _nth: list[date] = field(init=False, repr=False, compare=False)

    def _works(self, day: date) -> bool:
        named = self.named.get(day)
        return named.kind == "work" if named else day.weekday() < SATURDAY

    def _place(self, day: date) -> int:
        place = day.toordinal() - self._zero
        if not 0 <= place < self._count:
            raise OutsideCalendar(f"{day} lies outside the calendar {self.code} ({self.first} to {self.last})")
        return place

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day. Errors: OutsideCalendar, as everywhere here."""
        self._place(day)
        return self._works(day)

    def ordinal(self, day: date) -> int:
        """Working days up to and including the day."""
        return self._ordinals[self._place(day)]

    def add(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`, which is day 0; with 0 the day itself if it is one, else the next.

        Errors: OutsideCalendar; ValueError for a negative number.
        """
        place = start.toordinal() - self._zero
        if days > 0 <= place:
            try:
                return self._nth[self._ordinals[place] + days]
            except IndexError:
                pass
        if days < 0:
            raise ValueError("working days are added, not subtracted; see back()")
        if days == 0:
            return self.next_working(start)
        raise OutsideCalendar(f"{days} working days after {start} lie outside the calendar {self.code}")

    def back(self, end: date, days: int) -> date:
        """The `days`-th working day before `end`; with 0 the day itself if it is one, else the last before.

        Errors: OutsideCalendar; ValueError for a negative number.
        """
        if days < 0:
            raise ValueError("working days are taken away, not added; see add()")
        wanted = self.ordinal(end) - days + (0 if days == 0 or self._works(end) else 1)
        if wanted < 1:
            raise OutsideCalendar(f"{days} working days before {end} lie outside the calendar {self.code}")
        return self._nth[wanted]

    def count(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        return self._ordinals[self._place(end)] - self._ordinals[self._place(start)]

    def next_working(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it (民法典 203)."""
        place = self._place(day)
        if self._works(day):
            return day
        try:
            return self._nth[self._ordinals[place] + 1]
        except IndexError:
            raise OutsideCalendar(f"no working day after {day} in the calendar {self.code}") from None

    def provisional(self, day: date) -> bool:
        """Whether the notice for the day's year is still awaited."""
        self._place(day)
        return day.year not in self.published

    def unsettled_between(self, start: date, end: date) -> bool:
        """Whether any day after `start` up to and including `end` is provisional."""
        return self._unsettled[self._place(end)] > self._unsettled[self._place(start)]

    def nature(self, day: date) -> Nature:
        """What kind of day it is: working, makeup (调休上班), weekend or holiday."""
        self._place(day)
        named = self.named.get(day)
        if named is None:
            return "working" if day.weekday() < SATURDAY else "weekend"
        if named.kind == "rest":
            return "holiday"
        return "makeup" if day.weekday() >= SATURDAY else "working"

    def label(self, day: date) -> str:
        """Name of the holiday that the day belongs to or is worked for; empty on plain days."""
        named = self.named.get(day)
        return named.name if named else ""

    def notice(self, day: date) -> str:
        """The notice or statute that names the day; empty on plain days."""
        named = self.named.get(day)
        return named.notice if named else ""

    def rows(self, since: date) -> Iterable[DayRow]:
        """The days from `since` on, as the prefix table keeps them; ends where no working day follows."""
        for place in range(self._place(since), self._count):
            day = self.first + timedelta(days=place)
            ordinal, works = self._ordinals[place], self._works(day)
            if not works and ordinal + 1 == len(self._nth):
                return
            yield DayRow(
                day=day,
                ordinal=ordinal,
                is_working=works,
                provisional=day.year not in self.published,
                unsettled=self._unsettled[place],
                next_working=day if works else self._nth[ordinal + 1],
                label=self.label(day),
            )
