"""Pause a clock for a special procedure, and let it run again."""

from datetime import datetime

from kernel.clocks.actions.locked import settle, take_running
from kernel.clocks.models import Clock, Pause
from kernel.clocks.refusals import (
    NotPaused,
    PauseAfterDue,
    PausedAlready,
    PauseOverlaps,
    PauseWithoutNotice,
    ResumeBeforePause,
)


def pause(
    *,
    clock: Clock,
    kind: str,
    name: str,
    legal_basis: str,
    notice_number: str,
    approver: str,
    at: datetime,
    planned_until: datetime | None = None,
) -> Pause:
    """Stop the count from `at` until `resume`; which kinds the law knows is the regime's to say (行政许可法 45;
    catalogue.allowed.regime_allows_pause, which stands above and is asked by the business verb).

    `name` in words (检验), `notice_number` of the written notice that told the applicant how long it takes.
    Errors: PauseWithoutNotice; ClockEnded; BeforeStart; PausedAlready; PauseAfterDue; PauseOverlaps.
    """
    if not (legal_basis.strip() and notice_number.strip() and approver.strip()):
        raise PauseWithoutNotice
    row = take_running(clock, at=at)
    last = row.pauses.order_by("-from_at").first()
    if last is not None and last.to_at is None:
        raise PausedAlready(label=row.label)
    if last is not None and last.to_at is not None and at < last.to_at:
        raise PauseOverlaps(label=row.label)
    if row.due_at is not None and at > row.due_at:
        raise PauseAfterDue(label=row.label)
    made = Pause.objects.create(
        clock=row,
        kind=kind,
        name=name,
        legal_basis=legal_basis,
        notice_number=notice_number,
        approver=approver,
        from_at=at,
        planned_until=planned_until,
    )
    settle(row)
    return made


def resume(*, clock: Clock, at: datetime) -> Clock:
    """End the open pause at `at`; what was left of the term is added. Returns the row as written.

    Errors: NotPaused; ResumeBeforePause; ClockEnded.
    """
    row = take_running(clock, at=at)
    opened = row.pauses.filter(to_at__isnull=True).first()
    if opened is None:
        raise NotPaused(label=row.label)
    if at <= opened.from_at:
        raise ResumeBeforePause
    opened.to_at = at
    opened.save(update_fields=["to_at"])
    settle(row)
    return row
