"""From the rows of a clock to the plain values of the arithmetic."""

from typing import cast

from kernel.clocks.arithmetic import CountsFrom, Due, Span, Terms, Unit, capped, due
from kernel.clocks.models import Clock
from kernel.workdays.queries import load
from kernel.workdays.working_calendar import WorkCalendar


def terms_of(clock: Clock) -> Terms:
    """The facts of a clock; its pauses are read from `clock.pauses` (prefetch them for lists)."""
    return Terms(
        unit=cast(Unit, clock.unit),
        length=clock.length,
        started_at=clock.started_at,
        pauses=tuple(
            Span(
                from_at=pause.from_at,
                to_at=pause.to_at,
                name=pause.name,
                basis=f"{pause.legal_basis}；{pause.notice_number}",
                planned_until=pause.planned_until,
            )
            for pause in sorted(clock.pauses.all(), key=lambda each: each.from_at)
        )
        if clock.pk
        else (),
        extension=clock.extension_length,
        until=clock.until,
        counts_from=cast(CountsFrom, clock.counts_from),
    )


def due_of(clock: Clock, calendar: WorkCalendar) -> Due:
    """The due date of a clock as its facts and its cap's stored date give it."""
    own = due(terms_of(clock), calendar)
    cap = clock.capped_by
    if cap is None or cap.due_at is None:
        return own
    return capped(own, Due(at=cap.due_at, date=None, provisional=cap.provisional))


def derive(clock: Clock, *, version: int | None = None) -> None:
    """Set the due date, its certainty and the calendar version of an unsaved change.

    On the calendar of `version`, else on the one that the clock already counts by (a new clock: the present one). An
    act moves a date by what was done and never by a calendar that changed: actions.locked does that before, on record.
    """
    calendar = load(clock.calendar_code, version or clock.calendar_version)
    found = due_of(clock, calendar)
    clock.due_at, clock.provisional, clock.calendar_version = found.at, found.provisional, calendar.version
