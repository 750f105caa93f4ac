"""Derive due dates again after a calendar changed: set-based where the prefix table can, chunk by chunk.

A chunk is one transaction of some thousand clocks by id. It can be killed at any moment and run again: what is done
carries the new calendar version, the rest is still found. SQL counts working days, natural days and months without
pauses; clocks with pauses or in working hours go through the same pure arithmetic as everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from kernel.clocks.models import Clock
from kernel.clocks.terms import due_of
from kernel.workdays.models import Calendar
from kernel.workdays.queries import load
from kernel.workdays.working_calendar import OutsideCalendar

CHUNK: Final = 20_000

# a version and the first day that any later version may have moved: a date before it stands as it is
_STALE = """
stale AS MATERIALIZED (
    SELECT r.version, (SELECT min(l.first_date) FROM workdays_revision l
                       WHERE l.calendar_id = r.calendar_id AND l.version > r.version)
                      ::timestamp AT TIME ZONE 'Asia/Shanghai' AS since
    FROM workdays_revision r WHERE r.calendar_id = %(calendar)s AND r.version < %(version)s
)
"""
_CONCERNED = """
    clocks_clock c JOIN stale ON stale.version = c.calendar_version AND c.due_at >= stale.since
    WHERE c.calendar_code = %(code)s AND c.unit <> 'instant'
"""
_COUNT = "WITH {stale} SELECT count(*) FROM {concerned}"
# two plain conditions instead of one with OR: pauses are few and found by their own index
_BY_HAND = """
WITH {stale}
SELECT c.id FROM {concerned} AND c.id > %(after)s AND c.id <= %(bound)s AND c.unit = 'working_hour'
UNION
SELECT c.id FROM {concerned} AND c.id IN (
    SELECT p.clock_id FROM clocks_pause p WHERE p.clock_id > %(after)s AND p.clock_id <= %(bound)s)
"""
# xmin: a clock that an act changed between the reading and the writing of this statement is left for the next round
_BY_TABLE = """
WITH {stale},
facts AS (
    SELECT c.id, c.xmin AS seen, c.unit, c.due_at, c.length + c.extension_length AS total, c.capped_by_id,
           (c.started_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM {concerned} AND c.id > %(after)s AND c.id <= %(bound)s AND c.capped_by_id IS {capped}
        AND c.unit <> 'working_hour' AND NOT EXISTS (SELECT FROM clocks_pause p WHERE p.clock_id = c.id)
),
own AS (
    SELECT f.*, e.date AS due_day, e.unsettled > s.unsettled OR (f.total = 0 AND s.provisional) AS provisional
    FROM facts f
    JOIN workdays_dayordinal s ON s.calendar_id = %(calendar)s AND s.date = f.day
    JOIN workdays_dayordinal e ON e.calendar_id = %(calendar)s AND e.is_working
        AND e.ordinal = s.ordinal + f.total + (f.total = 0 AND NOT s.is_working)::int
    WHERE f.unit = 'working_day'
    UNION ALL
    SELECT f.*, r.next_working, r.provisional OR n.provisional
    FROM facts f
    JOIN workdays_dayordinal r ON r.calendar_id = %(calendar)s AND r.date = CASE f.unit
        WHEN 'month' THEN (f.day + make_interval(months => f.total))::date ELSE f.day + f.total END
    JOIN workdays_dayordinal n ON n.calendar_id = %(calendar)s AND n.date = r.next_working
    WHERE f.unit <> 'working_day'
),
found AS (
    SELECT o.id, o.seen, o.due_at AS old, o.provisional,
           (o.due_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' - interval '1 microsecond' AS new, o.capped_by_id
    FROM own o
),
written AS (
    UPDATE clocks_clock c SET calendar_version = %(version)s,
        due_at = {due}, provisional = {provisional}
    FROM found f {join} WHERE c.id = f.id AND c.xmin = f.seen AND c.id > %(after)s AND c.id <= %(bound)s
    RETURNING c.id, f.old, c.due_at AS new
),
moved AS (
    INSERT INTO clocks_duemoved (clock_id, old, new, calendar_version)
    SELECT id, old, new, %(version)s FROM written WHERE old <> new RETURNING 1
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM moved)
"""
_UNCAPPED = _BY_TABLE.format(
    stale=_STALE, concerned=_CONCERNED, capped="NULL", due="f.new", provisional="f.provisional", join=""
)
_CAPPED = _BY_TABLE.format(
    stale=_STALE,
    concerned=_CONCERNED,
    capped="NOT NULL",
    due="least(f.new, cap.due_at)",
    provisional="CASE WHEN cap.due_at < f.new THEN cap.provisional ELSE f.provisional END",
    join="JOIN clocks_clock cap ON cap.id = f.capped_by_id",
)
_WRITE_BY_HAND = """
WITH found AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(dues)s::timestamptz[], %(provisional)s::bool[]) f (id, new, provisional)
),
before AS (SELECT c.id, c.due_at AS old FROM clocks_clock c JOIN found USING (id)),
written AS (
    UPDATE clocks_clock c SET calendar_version = %(version)s, due_at = f.new, provisional = f.provisional
    FROM found f JOIN before b USING (id) WHERE c.id = f.id RETURNING c.id, b.old, c.due_at AS new
),
moved AS (
    INSERT INTO clocks_duemoved (clock_id, old, new, calendar_version)
    SELECT id, old, new, %(version)s FROM written WHERE old <> new RETURNING 1
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM moved)
"""


@dataclass(slots=True)
class Recomputed:
    """What a recompute of one calendar did: clocks derived again, and how many of them moved."""

    calendar: str
    version: int
    clocks: int = 0
    moved: int = 0


def concerned(calendar: Calendar) -> int:
    """How many clocks a change of the calendar may still move."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(stale=_STALE, concerned=_CONCERNED), _params(calendar))
        return int(cursor.fetchone()[0])


def recompute(calendar: Calendar, *, chunk: int = CHUNK) -> Iterator[Recomputed]:
    """Derive every concerned clock again; yields the running total after each chunk. Call outside a transaction.

    Rounds are repeated until nothing is left, for an act may have been at a clock meanwhile.
    """
    total = Recomputed(calendar=calendar.code, version=calendar.version)
    while True:
        after, done = 0, 0
        while (bound := _bound(after, chunk)) is not None:
            with transaction.atomic():
                clocks, moved = _chunk(calendar, after, bound)
            done += clocks
            total.clocks += clocks
            total.moved += moved
            after = bound
            yield total
        if not done or not concerned(calendar):
            return


def _params(calendar: Calendar, **more: Any) -> dict[str, Any]:
    return {"calendar": calendar.pk, "code": calendar.code, "version": calendar.version, **more}


def _bound(after: int, chunk: int) -> int | None:
    """Last id of the next chunk, None behind the last clock; ids are dense enough to go by them."""
    following = Clock.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True).first()
    return None if following is None else following + chunk - 1


def _chunk(calendar: Calendar, after: int, bound: int) -> tuple[int, int]:
    """One chunk: caps before what they cap, and what is counted by hand between, since both can be either."""
    params = _params(calendar, after=after, bound=bound)
    counts = [_run(_UNCAPPED, params), _by_hand(calendar, params), _run(_CAPPED, params)]
    return sum(written for written, _ in counts), sum(moved for _, moved in counts)


def _run(statement: str, params: dict[str, Any]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        written, moved = cursor.fetchone()
    return int(written), int(moved)


def _by_hand(calendar: Calendar, params: dict[str, Any]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_HAND.format(stale=_STALE, concerned=_CONCERNED), params)
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return 0, 0
    pure = load(calendar.code, calendar.version)
    dues: dict[int, datetime | None] = {}
    certainty: dict[int, bool] = {}
    rows = Clock.objects.select_for_update(no_key=True, of=("self",)).select_related("capped_by")
    for clock in rows.filter(pk__in=ids, due_at__isnull=False).prefetch_related("pauses").order_by("id"):
        cap = clock.capped_by
        if cap is not None and cap.pk in dues:
            cap.due_at, cap.provisional = dues[cap.pk], certainty[cap.pk]
        try:
            found = due_of(clock, pure)
        except OutsideCalendar:
            continue  # stays concerned and is counted as left; one such clock does not stop the others
        dues[clock.pk], certainty[clock.pk] = found.at, found.provisional
    return _run(
        _WRITE_BY_HAND,
        {
            "ids": list(dues),
            "dues": list(dues.values()),
            "provisional": list(certainty.values()),
            "version": params["version"],
        },
    )
