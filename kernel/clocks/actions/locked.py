"""What every later act on a clock does first and last: take the row, and derive its due date again."""

from datetime import datetime

from kernel.clocks.models import Clock
from kernel.clocks.refusals import BeforeStart, ClockEnded
from kernel.clocks.terms import derive

DERIVED = ("due_at", "provisional", "calendar_version")


def take_running(clock: Clock, *, at: datetime) -> Clock:
    """The clock as it is now, locked FOR NO KEY UPDATE so that sweeps wait for the caller's commit.

    Errors: ClockEnded; BeforeStart; TransactionManagementError outside a transaction.
    """
    row = Clock.objects.select_for_update(no_key=True, of=("self",)).select_related("capped_by").get(pk=clock.pk)
    if row.ended_at is not None:
        raise ClockEnded(label=row.label)
    if at < row.started_at:
        raise BeforeStart(label=row.label)
    return row


def settle(clock: Clock, *columns: str) -> None:
    """Derive the due date and save it with the changed `columns`; then that of every running clock it caps."""
    derive(clock)
    clock.save(update_fields=[*columns, *DERIVED])
    for follower in clock.capping.running().select_for_update(no_key=True, of=("self",)).order_by("id"):
        follower.capped_by = clock
        derive(follower)
        follower.save(update_fields=list(DERIVED))
