"""`recompute_clocks` after a calendar change under 1,000,000 running clocks in working days.

`recompute_clocks`: all concerned clocks in chunks with a record of every date that moved. Reference: one plain
UPDATE … JOIN of the prefix table that writes date and version of the same clocks, and no record.
"""

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from county_portal.bench import databases, seeding
from county_portal.bench.figures import Figure, Scale, at_most
from county_portal.bench.timing import in_turns
from kernel.clocks.models import Clock
from kernel.clocks.recompute import recompute
from kernel.ledger.locking import database_now
from kernel.workdays.actions import change_days
from kernel.workdays.models import Calendar
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.working_calendar import NamedDay
from kernel.workdays.zone import local_date

NAMES = ("recompute_clocks",)
REPEATS = 2  # a million rows are written each time
_PLAIN = """
UPDATE clocks_clock c SET calendar_version = %(version)s,
    due_at = (e.date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' - interval '1 microsecond'
FROM workdays_dayordinal s JOIN workdays_dayordinal e ON e.calendar_id = s.calendar_id AND e.is_working
WHERE s.calendar_id = %(calendar)s AND c.calendar_code = %(code)s AND c.unit = 'working_day'
    AND s.date = (c.started_at AT TIME ZONE 'Asia/Shanghai')::date AND e.ordinal = s.ordinal + c.length
    AND c.subject_number LIKE 'bench%%'
"""


def measure(scale: Scale) -> list[Figure]:
    """One figure."""
    calendar = load(NATIONAL)
    today = local_date(database_now())
    # started over the last fifteen working days, so that twenty of them end in the weeks to come
    seeding.clocks(
        scale.clocks,
        start=seeding.FIRST_NUMBER,
        started_at="date_trunc('day', now()) - (n %% 15) * interval '1 day'",
        due_at="now() + interval '30 days'",
    )
    day = calendar.next_working(today + timedelta(days=3))
    _change(day)
    _derive(scale.clocks)
    spent, plain = in_turns(
        lambda: _derive(scale.clocks),
        lambda: _update(scale.clocks),
        repeats=REPEATS,
        before=(lambda: _next(day), lambda: _next(day)),
    )
    return [at_most("recompute_clocks", spent, "s", reference=plain, goal=2)]


def _next(day: date) -> None:
    """Another version of the calendar: the day is off now, or plain again, so that most dates move."""
    _change(day)
    databases.vacuum()


def _change(day: date) -> None:
    off = load(NATIONAL).is_working(day)
    named = NamedDay(kind="rest", name="测试", notice="测量") if off else None
    change_days(code=NATIONAL, days={day: named}, notice="测量", at=database_now())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE clocks_changed")


def _derive(clocks: int) -> None:
    calendar = Calendar.objects.get(code=NATIONAL)
    for total in recompute(calendar):
        done = total
    _all_of(clocks, done.clocks)


def _update(clocks: int) -> None:
    calendar = Calendar.objects.get(code=NATIONAL)
    params: dict[str, Any] = {"version": calendar.version, "calendar": calendar.pk, "code": NATIONAL}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLAIN, params)
        _all_of(clocks, cursor.rowcount)


def _all_of(clocks: int, written: int) -> None:
    """Errors: RuntimeError when fewer clocks were written than were seeded."""
    if written < clocks:
        raise RuntimeError(f"{written} of {clocks} clocks were derived (in all {Clock.objects.count()})")
