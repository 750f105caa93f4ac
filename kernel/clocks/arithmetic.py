"""When does a term end? Pure arithmetic; every rule of counting is here and nowhere else.

- The day of the start event is day 0 (民法典 201). A period that the law lets run 自次日起 counts the same days: the
  next day is its first.
- working_day: the n-th working day. natural_day: the n-th day; month: the same day of the month n months later, or
  that month's last day (202). Both end on the next working day when their last day is a rest day (203).
- working_hour: n hours of office time. instant: the instant that is given.
- A term counted in days ends with the last microsecond of its last day.
- A pause from day f to day t takes the days after f up to and including t out of the count. When the last counted
  day is f itself, the term ends with day t (or the next working day): a pause never moves a due date earlier.
- While a pause is open there is no due date.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args

from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import day_end, local_date

Unit = Literal["working_day", "natural_day", "month", "working_hour", "instant"]
CountsFrom = Literal["start_day", "next_day"]
UNITS: Final[tuple[str, ...]] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class Span:
    """One pause: from an instant to an instant, open while `to_at` is None. `name` and `basis` are for people."""

    from_at: datetime
    to_at: datetime | None
    name: str = ""
    basis: str = ""
    planned_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The facts of one term. `length` and `extension` are in `unit`; `until` is given for `instant` alone.

    `pauses` are in order and do not overlap; each begins at or after `started_at`.
    """

    unit: Unit
    length: int
    started_at: datetime
    pauses: tuple[Span, ...] = ()
    extension: int = 0
    until: datetime | None = None
    counts_from: CountsFrom = "start_day"

    def __post_init__(self) -> None:
        if (self.unit == "instant") != (self.until is not None):
            raise ValueError("a term ends at a given instant exactly when its unit is instant")
        if self.length < 0 or self.extension < 0:
            raise ValueError("a term has no negative length")

    @property
    def total(self) -> int:
        """Length with its extension."""
        return self.length + self.extension

    @property
    def paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].to_at is None

    def resumed_at(self, at: datetime) -> "Terms":
        """The same term as if its open pause ended at `at` (or where it began, if that is later)."""
        if not self.paused:
            return self
        last = self.pauses[-1]
        return replace(self, pauses=(*self.pauses[:-1], replace(last, to_at=max(at, last.from_at))))


@dataclass(frozen=True, slots=True)
class Due:
    """Last lawful instant and its day; both None while a pause is open. `provisional`: a notice is still awaited."""

    at: datetime | None
    date: date | None
    provisional: bool


NO_DUE: Final = Due(at=None, date=None, provisional=False)


def due(terms: Terms, calendar: WorkCalendar) -> Due:
    """The due date of a term. Errors: OutsideCalendar."""
    if terms.paused:
        return NO_DUE
    if terms.unit == "instant":
        return _due_instant(terms)
    if terms.unit == "working_hour":
        return _due_hours(terms, calendar)
    if terms.unit == "working_day":
        return _due_working_days(terms, calendar)
    return _due_natural_days(terms, calendar)


def capped(own: Due, cap: Due) -> Due:
    """The promised term never ends after the statutory one (design.md §4); a paused cap caps nothing."""
    if own.at is not None and cap.at is not None and cap.at < own.at:
        return cap
    return own


def add_months(start: date, months: int) -> date:
    """The same day of the month, `months` later, or that month's last day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=start.day - 1), following - timedelta(days=1))


def pause_days(terms: Terms) -> Sequence[tuple[date, date]]:
    """(f, t) of each closed pause: the days after f up to and including t do not count."""
    return [(local_date(span.from_at), local_date(span.to_at)) for span in terms.pauses if span.to_at is not None]


def _due_working_days(terms: Terms, calendar: WorkCalendar) -> Due:
    start = local_date(terms.started_at)
    end = calendar.add(start, terms.total)
    for first, last in pause_days(terms):
        if first > end:
            break
        # what was left when it began is added to the day it ends; with nothing left, that day or the next working one
        end = calendar.add(last, calendar.count(first, end))
    unsettled = calendar.unsettled_between(start, end) or (terms.total == 0 and calendar.provisional(start))
    return Due(at=day_end(end), date=end, provisional=unsettled)


def last_counted_day(terms: Terms, calendar: WorkCalendar) -> date:
    """The last day of a term in natural days or months before it is rolled over."""
    start = local_date(terms.started_at)
    end = add_months(start, terms.total) if terms.unit == "month" else start + timedelta(days=terms.total)
    for first, last in pause_days(terms):
        if first > calendar.next_working(end):
            break
        end = last + max(end - first, timedelta())
    return end


def _due_natural_days(terms: Terms, calendar: WorkCalendar) -> Due:
    end = last_counted_day(terms, calendar)
    rolled = calendar.next_working(end)
    return Due(at=day_end(rolled), date=rolled, provisional=calendar.provisional(end) or calendar.provisional(rolled))


def _due_hours(terms: Terms, calendar: WorkCalendar) -> Due:
    closed = [(span.from_at, span.to_at) for span in terms.pauses if span.to_at is not None]
    at = calendar.hours.add_hours(terms.started_at, timedelta(hours=terms.total), calendar, closed)
    start, end = local_date(terms.started_at), local_date(at)
    return Due(at=at, date=end, provisional=calendar.provisional(start) or calendar.unsettled_between(start, end))


def _due_instant(terms: Terms) -> Due:
    assert terms.until is not None
    at = terms.until
    for span in terms.pauses:
        if span.to_at is None or span.from_at > at:
            break
        at += span.to_at - span.from_at
    return Due(at=at, date=local_date(at), provisional=False)
