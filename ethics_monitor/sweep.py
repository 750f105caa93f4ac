"""定时扫描: what has become due since the last look becomes cards. Cost follows what is newly due (design.md §4).

For each rule, calendar and lead one cutoff instant, then one statement in one transaction that also moves the watch.
Clocks that changed wait in `clocks_changed`, which their own writes fill, and are judged again after that. Each
statement is a transaction of its own: an act holds several clocks of one case, a statement only clocks of one rule,
so that neither can wait for the other in a circle.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zlib import crc32

from django.db import connection, transaction
from django.db.models import F, Min, Q

from ethics_monitor import findings, issuing
from ethics_monitor.actions.counting import count_due
from ethics_monitor.conditions import Condition, compile_condition
from ethics_monitor.leads import Part
from ethics_monitor.models import Rule, SweepRun, Watch
from ethics_monitor.moved import propose_for_moved
from ethics_monitor.vocabulary import CLOCK
from kernel.clocks.models import Clock
from kernel.ledger.locking import ActOutOfTime, database_now
from kernel.workdays.models import Calendar
from kernel.workdays.queries import load
from kernel.workdays.zone import day_start, local_date

CHUNK: Final = 20_000  # findings or changed clocks in one transaction, so that none holds its id for long
_LOCK: Final = 0x6A63  # "jc": one sweep at a time, and one per simulated county
# For this transaction only: the frozen clocks of one chunk stay in memory; the growing tables are reached by index even
# while their statistics still say they are empty (20 s instead of 1 s for the first 20,000 cards of a county); a
# statement that runs once does not pay for being compiled.
_BEGIN: Final = """
SELECT pg_try_advisory_xact_lock(%s, %s), clock_timestamp(), set_config('work_mem', '64MB', true),
    set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)
"""
_MICROSECOND: Final = timedelta(microseconds=1)

_WINDOW = """
SELECT due_at FROM clocks_clock
WHERE kind = ANY(%(kinds)s) AND calendar_code = %(calendar)s AND (ended_at IS NULL OR ended_at > due_at)
    AND due_at >= %(since)s AND due_at < %(cutoff)s
ORDER BY due_at
"""
_AHEAD: Final = f"SELECT ({_WINDOW} LIMIT 1), ({_WINDOW} OFFSET %(chunk)s LIMIT 1)"
_QUEUE = """
SELECT q.id, q.clock_id FROM clocks_changed q {county} ORDER BY q.id LIMIT %(chunk)s
"""
_QUEUE_LIVE = "WHERE NOT q.simulated"
_QUEUE_SIMULATED = "JOIN clocks_clock c ON c.id = q.clock_id WHERE q.simulated AND c.region_code = %(simulation)s"


class SweepRunsAlready(Exception):
    """Another sweep of the same county holds the lock; it does the work."""


@dataclass
class SweepResult:
    """What one sweep did. `skipped`: another one was at work."""

    at: datetime
    cards: int = 0
    counted: int = 0
    proposed: int = 0
    rechecked: int = 0
    statements: int = 0
    milliseconds: int = 0
    skipped: bool = False


@dataclass(frozen=True)
class Look:
    """One part of one rule on one calendar, in one county: what a statement of the sweep asks."""

    rule: Rule
    part: Part
    condition: Condition
    calendar_id: int
    calendar_code: str
    simulation: str
    words: findings.Names

    def params(self, cutoff: datetime) -> dict[str, Any]:
        return {
            **issuing.validity(self.rule),
            **self.condition.params,
            "clock_kinds": self.rule.clock_kinds,
            "calendar": self.calendar_code,
            "calendar_id": self.calendar_id,
            "cutoff": cutoff,
            "min_length": self.part.min_length,
            "max_length": self.part.max_length,
            "lead_days": self.part.days,
            "lead_time": self.part.clock_time,
            "simulation": self.simulation,
        }

    def issue(self, *, at: datetime, cutoff: datetime, **where: Any) -> int:
        found = findings.clocks_found(
            self.part, condition=self.condition.sql, changed="ids" in where, simulation=self.simulation
        )
        params = {**self.params(cutoff), **where}
        return issuing.issue(
            self.rule, found=found, params=params, at=at, calendar_code=self.calendar_code, words=self.words
        )


def sweep(*, at: datetime | None = None, simulation: str = "", rules: Collection[str] | None = None) -> SweepResult:
    """Issue every card that is due and not issued, count reds whose day has passed, review what moved.

    Live, the instant is the database's clock, read anew for every statement. `at` is for rehearsal and tests.
    `simulation` is the region code of a simulated county; it alone is swept then, by the rules of the codes `rules`
    if given. A second sweep at the same time does nothing and says so (`skipped`).
    Errors: ActOutOfTime when `at` is later than now; ValueError for `rules` without a simulation.
    """
    if rules is not None and not simulation:
        raise ValueError("the live county is swept by all its rules")
    began, now = time.perf_counter(), database_now()
    if at is not None and at > now:
        raise ActOutOfTime
    result = SweepResult(at=at or now)
    try:
        looks = list(_looks(simulation, rules, at or now))
        for look in looks:
            _newly_due(look, at, result)
        _changed(looks, simulation, at, result)
        result.counted = count_due(at=at, simulation=simulation)
    except SweepRunsAlready:
        result.skipped = True
        return result
    except Exception as error:
        _heartbeat(result, now, began, simulation, error=f"{type(error).__name__}: {error}")
        raise
    _heartbeat(result, now, began, simulation)
    return result


def _heartbeat(result: SweepResult, started: datetime, began: float, simulation: str, error: str = "") -> None:
    result.milliseconds = round((time.perf_counter() - began) * 1000)
    SweepRun.objects.create(
        started_at=started,
        at=result.at,
        simulation=simulation,
        milliseconds=result.milliseconds,
        statements=result.statements,
        cards=result.cards,
        counted=result.counted,
        proposed=result.proposed,
        rechecked=result.rechecked,
        error=error,
    )


def _looks(simulation: str, rules: Collection[str] | None, now: datetime) -> Iterator[Look]:
    watching = Rule.objects.watching(Rule.Kind.CLOCK, local_date(now))
    if rules is not None:
        watching = watching.filter(code__in=rules)
    words = issuing.names()
    calendars = list(Calendar.objects.order_by("code").values_list("pk", "code"))
    for rule in watching:
        condition = compile_condition(rule.condition, CLOCK)
        for calendar_id, calendar_code in calendars:
            for part in rule.parts:
                yield Look(rule, part, condition, calendar_id, calendar_code, simulation, words)


def _newly_due(look: Look, at: datetime | None, result: SweepResult) -> None:
    """Judge clocks whose due instant lies between the watch and the cutoff, a chunk a transaction."""
    more = True
    while more:
        with transaction.atomic():
            instant = _locked_instant(look.simulation, at)
            watch, _made = Watch.objects.select_for_update(no_key=True).get_or_create(
                rule=look.rule,
                calendar_code=look.calendar_code,
                part=look.part.name,
                simulation=look.simulation,
                defaults={"swept_until": day_start(look.rule.valid_from)},
            )
            cutoff = look.part.cutoff(instant, load(look.calendar_code))
            if cutoff <= watch.swept_until:
                return
            first, end = _ahead(look, watch.swept_until, cutoff)
            if first is not None:
                result.cards += look.issue(at=instant, cutoff=end, since=watch.swept_until)
                result.statements += 1
            Watch.objects.filter(pk=watch.pk).update(swept_until=end)
            more = end < cutoff


def _ahead(look: Look, since: datetime, cutoff: datetime) -> tuple[datetime | None, datetime]:
    """The first instant in the window at which anything may be due, and where to stop: mostly at the cutoff.

    With more than CHUNK clocks before it, at a nearer instant; those of one instant stay together. None: what this
    look can issue is not there, and the statement that would find nothing is spared.
    """
    window: dict[str, Any] = {
        "kinds": look.rule.clock_kinds,
        "calendar": look.calendar_code,
        "since": since,
        "cutoff": cutoff,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD, {**window, "chunk": CHUNK})
        first, last = cursor.fetchone()
    return first, cutoff if last is None else min(cutoff, last + _MICROSECOND)


def _changed(looks: Sequence[Look], simulation: str, at: datetime | None, result: SweepResult) -> None:
    """Judge the clocks in the queue again; their rows go once every rule has looked."""
    while True:
        queued = _queued(simulation)
        if not queued:
            return
        ids = sorted({clock_id for _queue_id, clock_id in queued})
        result.rechecked += len(ids)
        nearest = _nearest(ids)
        for look in looks:
            dues = [due for kind in look.rule.clock_kinds if (due := nearest.get((kind, look.calendar_code)))]
            if not dues:
                continue
            with transaction.atomic():
                instant = _locked_instant(simulation, at)
                cutoff = look.part.cutoff(instant, load(look.calendar_code))
                if min(dues) < cutoff:
                    result.cards += look.issue(at=instant, cutoff=cutoff, ids=ids)
                    result.statements += 1
        result.proposed += propose_for_moved(ids, at=at)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM clocks_changed WHERE id = ANY(%s)", [[queue_id for queue_id, _ in queued]])


def _nearest(ids: Sequence[int]) -> dict[tuple[str, str], datetime]:
    """The nearest due instant among clocks that did not stop in time, by kind and calendar.

    Read after the queue: whatever changes a clock later queues it again.
    """
    late = Q(ended_at=None) | Q(ended_at__gt=F("due_at"))
    rows = Clock.objects.filter(late, pk__in=ids).values_list("kind", "calendar_code").annotate(Min("due_at"))
    return {(kind, calendar): due for kind, calendar, due in rows.order_by()}


def _queued(simulation: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        county = _QUEUE_SIMULATED if simulation else _QUEUE_LIVE
        cursor.execute(_QUEUE.format(county=county), {"chunk": CHUNK, "simulation": simulation})
        return list(cursor.fetchall())


def _locked_instant(simulation: str, at: datetime | None) -> datetime:
    """Be the only sweep of this county until the transaction ends, and tell the instant. Errors: SweepRunsAlready."""
    with connection.cursor() as cursor:
        key = crc32(simulation.encode()) & 0x7FFF_FFFF
        cursor.execute(_BEGIN, [_LOCK, key])
        held, now, *_settings = cursor.fetchone()
    if not held:
        raise SweepRunsAlready
    return now if at is None else at
