"""What every later act on a clock does first and last: take the row, and derive its due date again.

A calendar may have changed since the date was derived, and no recompute has come by yet. Whoever takes a clock then
first does the recompute's work on it and its family (its cap, what it caps): a date that the calendar moved is on
record before the act moves it further.
"""

from datetime import datetime

from django.db.models import Q

from kernel.clocks.models import Clock, DueMoved
from kernel.clocks.refusals import BeforeStart, ClockEnded
from kernel.clocks.terms import derive
from kernel.workdays.queries import load

DERIVED = ("due_at", "provisional", "calendar_version")


def take_running(clock: Clock, *, at: datetime) -> Clock:
    """The clock as it is now on the present calendar, locked FOR NO KEY UPDATE so that sweeps wait for the caller's
    commit.

    Errors: ClockEnded; BeforeStart; OutsideCalendar; TransactionManagementError outside a transaction.
    """
    row = _take_family(clock)[clock.pk]
    if row.ended_at is not None:
        raise ClockEnded(label=row.label)
    if at < row.started_at:
        raise BeforeStart(label=row.label)
    return row


def take_cap(clock: Clock) -> Clock:
    """A clock that is to cap a new one, on the present calendar. Locked like every clock that an act derives by."""
    return _take_family(clock)[clock.pk]


def settle(clock: Clock, *columns: str) -> None:
    """Derive the due date and save it with the changed `columns`; then that of every running clock it caps."""
    derive(clock)
    clock.save(update_fields=[*columns, *DERIVED])
    for follower in clock.capping.running().select_for_update(no_key=True, of=("self",)).order_by("id"):
        follower.capped_by = clock
        derive(follower)
        follower.save(update_fields=list(DERIVED))


def _take_family(clock: Clock) -> dict[int, Clock]:
    """The clock with its cap and the running clocks it caps, locked oldest first as the recompute does."""
    one_of = Q(pk__in=[clock.pk, clock.capped_by_id or clock.pk]) | Q(capped_by=clock.pk, ended_at__isnull=True)
    family = list(Clock.objects.filter(one_of).select_for_update(no_key=True, of=("self",)).order_by("id"))
    by_id = {each.pk: each for each in family}
    # a cap and what it caps count on one calendar; its version is read after the locks
    present = load(clock.calendar_code).version
    for each in family:
        if each.capped_by_id is not None and each.capped_by_id in by_id:
            each.capped_by = by_id[each.capped_by_id]
        if each.calendar_version != present:
            _catch_up(each, present)
    return by_id


def _catch_up(clock: Clock, present: int) -> None:
    """Bring a date of an older calendar to the present one and record it if it moved."""
    old = clock.due_at
    derive(clock, version=present)
    clock.save(update_fields=list(DERIVED))
    if old is not None and clock.due_at is not None and old != clock.due_at:
        DueMoved.objects.create(clock=clock, old=old, new=clock.due_at, calendar_version=present)
