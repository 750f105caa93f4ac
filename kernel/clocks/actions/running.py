"""Start a clock, stop it."""

from datetime import datetime, timedelta

from kernel.clocks.actions.locked import settle, take_cap, take_running
from kernel.clocks.arithmetic import CountsFrom, Unit
from kernel.clocks.models import Clock
from kernel.clocks.refusals import ClockRunsAlready
from kernel.clocks.terms import derive
from kernel.ledger.subjects import Subject
from kernel.workdays.queries import NATIONAL, load

MICROSECOND = timedelta(microseconds=1)


def start(
    *,
    subject: Subject,
    kind: str,
    unit: Unit,
    length: int,
    start_event: str,
    at: datetime,
    organization_code: str,
    region_code: str,
    basis: str = "",
    name: str = "",
    counts_from: CountsFrom = "start_day",
    until: datetime | None = None,
    capped_by: Clock | None = None,
    calendar_code: str | None = None,
    simulated: bool = False,
) -> Clock:
    """Begin a term that runs from `at`, which may lie in the past (the day of receipt).

    `length` is in `unit`; `until` is the due instant of unit `instant` alone (length 0). With `capped_by` the term
    never ends after that clock, which must run on the same calendar and have no cap itself. Without `calendar_code`
    (see workdays.queries.calendar_code_of) it counts on the cap's calendar, else on the national one.
    Errors: ClockRunsAlready for a second running clock of the same kind and name; ValueError for facts that make no
    term; OutsideCalendar.
    """
    calendar_code = calendar_code or (capped_by.calendar_code if capped_by is not None else NATIONAL)
    if capped_by is not None:
        if capped_by.capped_by_id is not None or capped_by.calendar_code != calendar_code:
            raise ValueError("a cap has no cap itself and runs on the same calendar")
        capped_by = take_cap(capped_by)
    clock = Clock(
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_number=subject.number,
        kind=kind,
        name=name,
        unit=unit,
        length=length,
        start_event=start_event,
        started_at=at,
        counts_from=counts_from,
        until=until,
        capped_by=capped_by,
        calendar_code=calendar_code,
        calendar_version=load(calendar_code).version if capped_by is None else capped_by.calendar_version,
        organization_code=organization_code,
        region_code=region_code,
        simulated=simulated,
        basis=basis,
    )
    if Clock.objects.of(subject).running().filter(kind=kind, name=name).exists():
        raise ClockRunsAlready(label=clock.label)
    derive(clock)
    clock.save(force_insert=True)
    return clock


def stop(*, clock: Clock, at: datetime, outcome: str) -> Clock:
    """End a term at `at` with what came of it; an open pause ends with it. Returns the row as written.

    Errors: ClockEnded; BeforeStart; ValueError without an outcome.
    """
    if not outcome:
        raise ValueError("a clock ends with an outcome")
    row = take_running(clock, at=at)
    for pause in row.pauses.filter(to_at__isnull=True):
        pause.to_at = max(at, pause.from_at + MICROSECOND)
        pause.save(update_fields=["to_at"])
    row.ended_at, row.outcome = at, outcome
    settle(row, "ended_at", "outcome")
    return row


def stop_all(*, subject: Subject, at: datetime, outcome: str) -> list[Clock]:
    """End every running clock of a subject, the capping ones first; those that start later than `at` too, at their
    own start."""
    return [
        stop(clock=clock, at=max(at, clock.started_at), outcome=outcome)
        for clock in Clock.objects.of(subject).running()
    ]
