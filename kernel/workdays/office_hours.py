"""Office hours 作息 of a week, and sums of working hours over a calendar. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol, Self

from kernel.workdays.zone import SHANGHAI, local_date

Interval = tuple[time, time]
Week = tuple[tuple[Interval, ...], ...]
# more days without one open hour than this: the hours are empty, not the calendar long
SEARCH_DAYS = 400


class OpenDays(Protocol):
    """What hours need to know of a calendar."""

    def is_working(self, day: date) -> bool: ...


class NoOfficeHours(ValueError):
    """The table of hours has no open interval, overlaps, or is not a table."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Open intervals for each weekday, Monday first; each interval ends after it begins and they do not overlap.

    `later` are the weeks that replace it, each from a day on, in order: winter hours leave the days before them as
    they were. A make-up workday on a weekend without hours of its own keeps Monday's.
    """

    weekly: Week
    later: tuple[tuple[date, Week], ...] = ()

    def __post_init__(self) -> None:
        for week in (self.weekly, *(week for _first, week in self.later)):
            _check_week(week)
        if any(following <= first for (first, _), (following, _) in pairwise(self.later)):
            raise NoOfficeHours("office hours replace each other on different days, in order")

    @classmethod
    def county(cls) -> Self:
        """08:30–12:00 and 13:30–17:30, Monday to Friday."""
        day = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
        return cls((day,) * 5 + ((), ()))

    @classmethod
    def from_json(cls, table: Mapping[str, Sequence[Sequence[str]]]) -> Self:
        """From `{"1": [["08:30", "12:00"], …], …}`, Monday is 1. Errors: NoOfficeHours."""
        try:
            return cls(
                tuple(
                    tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in table.get(str(n), ()))
                    for n in range(1, 8)
                )
            )
        except (TypeError, AttributeError, ValueError) as error:
            raise NoOfficeHours(f"not a table of office hours: {error}") from error

    def changed_on(self, first: date, to: Self) -> Self:
        """The same hours up to the day before `first`, the week of `to` from then on to the next change, if any."""
        kept = [(day, week) for day, week in self.later if day != first]
        return replace(self, later=tuple(sorted([*kept, (first, to.weekly)])))

    def week_of(self, day: date) -> Week:
        """The week that is in force on a day."""
        found = self.weekly
        for first, week in self.later:
            if first > day:
                break
            found = week
        return found

    def to_json(self) -> dict[str, list[list[str]]]:
        """The form that `from_json` reads, of the first week."""
        return {
            str(number): [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in intervals]
            for number, intervals in enumerate(self.weekly, start=1)
            if intervals
        }

    def intervals(self, day: date, calendar: OpenDays) -> Iterator[tuple[datetime, datetime]]:
        """The open intervals of one day as instants; none on a rest day."""
        if calendar.is_working(day):
            week = self.week_of(day)
            for start, end in week[day.weekday()] or week[0]:
                yield datetime.combine(day, start, SHANGHAI), datetime.combine(day, end, SHANGHAI)

    def closing(self, day: date, calendar: OpenDays) -> datetime | None:
        """下班: the end of the day's last interval, None on a rest day."""
        return max((end for _, end in self.intervals(day, calendar)), default=None)

    def add_hours(
        self, at: datetime, length: timedelta, calendar: OpenDays, closed: Sequence[tuple[datetime, datetime]] = ()
    ) -> datetime:
        """The instant at which `length` of open time after `at` has passed, not counting the `closed` spans.

        Errors: OutsideCalendar of the calendar; NoOfficeHours when no open hour follows within a year.
        """
        left, day, barren = length, local_date(at), 0
        while barren < SEARCH_DAYS:
            barren += 1
            for start, end in self._open(day, calendar, closed):
                start = max(start, at)
                if start >= end:
                    continue
                barren = 0
                if end - start >= left:
                    return start + left
                left -= end - start
            day += timedelta(days=1)
        raise NoOfficeHours("no open hour within a year")

    def open_between(self, start: datetime, end: datetime, calendar: OpenDays) -> timedelta:
        """Open time from `start` to `end`, zero when `end` is not later."""
        total, day = timedelta(), local_date(start)
        while day <= local_date(end):
            for opens, closes in self.intervals(day, calendar):
                total += max(timedelta(), min(closes, end) - max(opens, start))
            day += timedelta(days=1)
        return total

    def _open(
        self, day: date, calendar: OpenDays, closed: Sequence[tuple[datetime, datetime]]
    ) -> list[tuple[datetime, datetime]]:
        """The day's intervals with the closed spans cut out."""
        pieces = list(self.intervals(day, calendar))
        for begin, finish in closed:
            pieces = [
                piece
                for start, end in pieces
                for piece in ((start, min(end, begin)), (max(start, finish), end))
                if piece[0] < piece[1]
            ]
        return pieces


def _check_week(week: Week) -> None:
    if len(week) != 7 or not week[0]:
        raise NoOfficeHours("office hours need seven weekdays and an open Monday")
    for intervals in week:
        edges = [edge for interval in intervals for edge in interval]
        if any(later <= earlier for earlier, later in pairwise(edges)):
            raise NoOfficeHours("office hours must be in order and not overlap")
