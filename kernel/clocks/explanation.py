"""Why is it this day? Every day of a term with what it did to the count, and the notice or article behind it.

Pure: computed from the same facts as the due date, so it always adds up to it. Words and drawing are the pages'.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from kernel.clocks.arithmetic import NO_DUE, Due, Span, Terms, add_months, capped, due
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import local_date

DayKind = Literal["start", "counted", "makeup", "rest", "paused"]
START_BASIS: Final = "民法典第二百零一条"
NEXT_DAY_BASIS: Final = "自次日起计算"
ROLLED_BASIS: Final = "民法典第二百零三条"
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip.

    `ordinal` is the running total where the day counts in days; `label` names the holiday or the pause, `basis` the
    notice or article. `rolled`: after the last counted day, on the way to the next working day (民法典 203).
    """

    date: date
    kind: DayKind
    ordinal: int | None = None
    label: str = ""
    basis: str = ""
    provisional: bool = False
    rolled: bool = False

    @property
    def counts(self) -> bool:
        return self.kind in ("counted", "makeup")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A promised and a statutory term (either may be absent) of one matter in one strip, as seen on `today`.

    The days run from the start of the leading term (the promise where there is one) to the latest of both due days,
    today and the end. A due is None where there is no such term or while it is paused; `projected_due` is then the
    date if the pause ended today or, when that is later, as planned. `left` and `over` are in the leading term's
    unit (days for months, whole hours for hours) against the date that binds first; None when neither applies.

    A pause of the promise alone (公示) leaves the statute running: then the statute's date binds, and once it has
    passed the matter is over and not `paused`, and there is no better date to project.

    `outcome` is what came of an ended term (decided, withdrawn …), in the word its clock was stopped with.
    """

    days: tuple[Day, ...]
    today: date
    start_word: str
    unit: str
    promised_due: date | None
    promised_length: int | None
    statutory_due: date | None
    statutory_length: int | None
    ended_on: date | None
    projected_due: date | None
    paused: bool
    provisional: bool
    left: int | None
    over: int | None
    outcome: str = ""

    @property
    def first_due(self) -> date | None:
        """The day that binds first."""
        return self.promised_due or self.statutory_due

    @property
    def counted(self) -> int:
        """Days counted up to today, or to the end."""
        seen = self.today if self.ended_on is None else min(self.today, self.ended_on)
        return max((day.ordinal or 0 for day in self.days if day.date <= seen), default=0)

    def ranges(self) -> tuple[tuple[Day, ...], ...]:
        """Lines of the day-by-day table: consecutive days alike in kind, reason and basis, broken at each due day."""
        dues = (self.promised_due, self.statutory_due)
        lines: list[list[Day]] = []
        for day in self.days:
            last = lines[-1][-1] if lines else None
            if last is not None and last.date not in dues and day.date not in dues and _alike(last, day):
                lines[-1].append(day)
            else:
                lines.append([day])
        return tuple(tuple(line) for line in lines)


def explain(
    *,
    calendar: WorkCalendar,
    now: datetime,
    promised: Terms | None = None,
    statutory: Terms | None = None,
    ended_at: datetime | None = None,
    start_word: str = "",
    outcome: str = "",
) -> Explanation:
    """Explain one term, or a promise together with the statute that caps it. `start_word`: 受理, 收件, 送达.

    Any other single term (step, reply, rectification) is given as `statutory`.
    Errors: ValueError when neither is given; OutsideCalendar.
    """
    leading = promised or statutory
    if leading is None:
        raise ValueError("nothing to explain: neither a promised nor a statutory term")
    today = local_date(now)
    statute_due = due(statutory, calendar) if statutory else NO_DUE
    promise_due = capped(due(promised, calendar), statute_due) if promised else NO_DUE
    first = promise_due if promise_due.at is not None else statute_due
    shown = leading.resumed_at(max(now, _planned(leading) or now))
    until = now if ended_at is None else ended_at
    left, over = _distance(leading, first, calendar, until, ended=ended_at is not None)
    waiting = leading.paused and over is None
    projected = capped(due(shown, calendar), statute_due).date if waiting else None
    seen = today if ended_at is None else local_date(ended_at)
    ends = [statute_due.date, promise_due.date, projected, seen, today if ended_at is None else None]
    last = max(end for end in ends if end is not None)
    return Explanation(
        days=tuple(_days(shown, calendar, last)),
        today=today,
        start_word=start_word,
        unit=leading.unit,
        promised_due=_day(promise_due),
        promised_length=promised.total if promised else None,
        statutory_due=_day(statute_due),
        statutory_length=statutory.total if statutory else None,
        ended_on=local_date(ended_at) if ended_at else None,
        projected_due=projected,
        paused=waiting and ended_at is None,
        provisional=promise_due.provisional or statute_due.provisional,
        left=left,
        over=over,
        outcome=outcome,
    )


def _day(found: Due) -> date | None:
    return found.date


def _planned(terms: Terms) -> datetime | None:
    return terms.pauses[-1].planned_until if terms.paused else None


def _alike(one: Day, other: Day) -> bool:
    return (one.kind, one.label, one.basis, one.rolled, one.provisional) == (
        other.kind,
        other.label,
        other.basis,
        other.rolled,
        other.provisional,
    )


def _days(terms: Terms, calendar: WorkCalendar, last: date) -> Iterator[Day]:
    """From day 0 to `last`, every pause closed."""
    start = local_date(terms.started_at)
    by_workdays = terms.unit in ("working_day", "working_hour")
    with_ordinal = terms.unit != "working_hour"
    # once all have been counted, the days up to the due date only wait for the next working day
    last_lawful, whole = due(terms, calendar).date or start, _whole_count(terms)
    pauses = [(local_date(span.from_at), local_date(span.to_at), span) for span in terms.pauses if span.to_at]
    basis = START_BASIS if terms.counts_from == "start_day" else NEXT_DAY_BASIS
    yield Day(start, "start", basis=basis, provisional=calendar.provisional(start))
    total, day = 0, start
    while day < last:
        day += ONE_DAY
        unsettled = calendar.provisional(day)
        span = _pause_of(day, pauses)
        if span is not None:
            yield Day(day, "paused", label=span.name, basis=span.basis, provisional=unsettled)
            continue
        rolled = total == whole and day <= last_lawful
        nature = calendar.nature(day)
        if nature in ("weekend", "holiday") and (by_workdays or rolled):
            yield Day(day, "rest", None, calendar.label(day), calendar.notice(day), unsettled, rolled)
            continue
        if rolled:
            yield Day(day, "counted", basis=ROLLED_BASIS, provisional=unsettled, rolled=True)
            continue
        total += 1
        makeup = by_workdays and nature == "makeup"
        yield Day(
            day,
            "makeup" if makeup else "counted",
            total if with_ordinal else None,
            calendar.label(day) if makeup else "",
            calendar.notice(day) if makeup else "",
            unsettled,
        )


def _whole_count(terms: Terms) -> int | None:
    """How many days a term counts; None where it does not count in days."""
    if terms.unit == "month":
        start = local_date(terms.started_at)
        return (add_months(start, terms.total) - start).days
    return terms.total if terms.unit in ("working_day", "natural_day") else None


def _pause_of(day: date, pauses: Sequence[tuple[date, date, Span]]) -> Span | None:
    for first, last, span in pauses:
        if first < day <= last:
            return span
    return None


def _distance(
    terms: Terms, first: Due, calendar: WorkCalendar, until: datetime, *, ended: bool
) -> tuple[int | None, int | None]:
    """What is left to the due date, or by how much it was passed, up to `until`."""
    if first.at is None or first.date is None:
        return None, None
    late = until > first.at
    if terms.unit == "working_hour":
        span = (first.at, until) if late else (until, first.at)
        amount = int(calendar.hours.open_between(*span, calendar).total_seconds() // 3600)
    elif terms.unit == "working_day":
        amount = abs(calendar.count(local_date(until), first.date))
    else:
        amount = abs((first.date - local_date(until)).days)
    if late:
        return None, amount
    return (None if ended else amount), None
