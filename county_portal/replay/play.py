"""Play a log line by line in its county, and sweep at the end of each of its days on which a sweep can find anything.

Lines are committed in chunks together with the marker that counts them, so a killed replay goes on behind its last
chunk; the sweep of a day is done again when no later line was played, which changes nothing. Both are so whoever runs
it, for the county's own row and the log's lock admit one at a time.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection, transaction

from county_portal.replay.county import RULE, County
from county_portal.replay.events import ACTIVITY, ADVANCED, CASE_ENDED, CASE_OPENED, FINISHED
from county_portal.replay.kinds import KIND
from county_portal.replay.log import Line, Log
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.cases import kinds
from kernel.cases.actions import move
from kernel.cases.models import Case
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from kernel.clocks.queries import running_clock
from kernel.identifiers.numbers import query_code
from kernel.ledger.actors import SYSTEM, Actor
from kernel.ledger.locking import lock
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.organizations.models import Organization, Region
from kernel.workdays.queries import NATIONAL
from kernel.workdays.zone import day_end, local_date

CHUNK: Final = 500  # lines in one transaction, so that none holds its id for long
NUMBER_ROOM: Final = 32  # of a case's number, beside the county's digits
BASIS: Final = "导入日志所载期限"
_LOCK: Final = 0x7270  # "rp": one replay of one log at a time
_AGAIN: Final = 0.1  # seconds, while another sweep of this county ends


@contextmanager
def alone(identity: str) -> Iterator[None]:
    """Be the only replay of this log; another one waits, then finds nothing left to do."""
    key = int(identity[:7], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCK, key])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, key])


def played(region: Region) -> tuple[int, bool]:
    """How many lines were played, and whether the replay came to its end."""
    chain = Entry.objects.of(region.ledger_subject)
    last = chain.filter(type=ADVANCED.code).last()
    lines = int(last.facts()["lines"]) if last is not None else 0
    return lines, chain.filter(type=FINISHED.code).exists()


def play(log: Log, county: County, *, progress: Callable[[int], object]) -> None:
    """Go on to the log's end from wherever an earlier replay stopped; `progress` is told the lines done at each step.

    The caller is `alone`. Errors: none of the log's own; what cannot be was refused when it was read.
    """
    done, finished = played(county.region)
    if finished or log.ends_at is None:
        progress(len(log.lines))
        return
    first = log.lines[max(done - 1, 0)].at if log.lines else log.ends_at
    turn: datetime | None = first
    for day in _days(first, log.ends_at):
        at, before = min(day_end(day), log.ends_at), done
        for chunk in _chunks(log.lines, done, day):
            _play_chunk(county, chunk, done + len(chunk))
            done += len(chunk)
        if done > before or (turn is not None and turn <= at):
            _sweep(county, at)
            turn = _next_turn(county, at)
            progress(done)
    _finish(county, len(log.lines), log.ends_at)


def _days(first: datetime, last: datetime) -> Iterator[date]:
    start = local_date(first)
    for offset in range((local_date(last) - start).days + 1):
        yield start + timedelta(days=offset)


def _chunks(lines: Sequence[Line], done: int, day: date) -> Iterator[Sequence[Line]]:
    """The lines of `day` from the `done`-th on, at most CHUNK at a time."""
    end = day_end(day)
    until = done
    while until < len(lines) and lines[until].at <= end:
        until += 1
    for start in range(done, until, CHUNK):
        yield lines[start : min(start + CHUNK, until)]


@transaction.atomic
def _play_chunk(county: County, lines: Sequence[Line], done: int) -> None:
    at = lines[-1].at
    region, _at = lock(Region.objects.all(), at=at, pk=county.region.pk)
    numbers = {_number(county, line) for line in lines}
    known = dict(Case.objects.filter(number__in=numbers).values_list("number", "pk"))
    for line in lines:
        _PLAYED[line.kind](county, line, known)
    record(ADVANCED, region.ledger_subject, actor=SYSTEM, at=at, lines=done)


def _open(county: County, line: Line, known: dict[str, int]) -> None:
    """The matter and its one clock, which ends when the log says; its number is the log's own, so it comes but once."""
    unit = county.units[line.case.department]
    first = kinds.get(KIND).workflow.states["running"]
    case = Case.objects.create(
        number=_number(county, line),
        query_code=query_code(),
        kind=KIND,
        item_version=county.version,
        applicant=county.applicant,
        organization=unit,
        region=county.region,
        channel=Case.Channel.IMPORTED,
        phase=first.phase,
        state=first.code,
        simulated=True,
        received_at=line.at,
        accepted_at=line.at,
    )
    known[case.number] = case.pk
    clocks.start(
        subject=case.ledger_subject,
        kind=Clock.Kind.STATUTORY,
        unit="instant",
        length=0,
        until=line.case.deadline,
        start_event="received",
        at=line.at,
        organization_code=unit.code,
        region_code=county.region.code,
        basis=BASIS,
        simulated=True,
    )
    record(
        CASE_OPENED,
        case.ledger_subject,
        actor=_actor(county, unit),
        at=line.at,
        case_id=line.case.case_id,
        deadline=line.case.deadline,
    )


def _note(county: County, line: Line, known: dict[str, int]) -> None:
    """What was done to the matter. Nobody but a replay writes its chain, so the county's lock is lock enough."""
    number = _number(county, line)
    record(
        ACTIVITY,
        Subject("case", number, known[number]),
        actor=_actor(county, county.units[line.case.department], line.resource),
        at=line.at,
        activity=line.activity,
        logged_at=line.logged_at,
    )


def _end(county: County, line: Line, known: dict[str, int]) -> None:
    case, at = lock(Case.objects.all(), at=line.at, number=_number(county, line))
    move(case, "end", at=at, decided_at=at)
    clock = running_clock(case.ledger_subject, Clock.Kind.STATUTORY)
    assert clock is not None
    clocks.stop(clock=clock, at=at, outcome="ended")
    record(CASE_ENDED, case.ledger_subject, actor=_actor(county, county.units[line.case.department]), at=at)


_PLAYED: Final = {"start": _open, "activity": _note, "end": _end}


def _number(county: County, line: Line) -> str:
    """The county's digits and the log's own id; of a longer id its digest, the ledger keeps the id itself."""
    own = line.case.case_id
    if len(own) > NUMBER_ROOM:
        own = hashlib.sha256(own.encode()).hexdigest()[:NUMBER_ROOM]
    return f"{county.region.code[:6]}-{own}"


def _actor(county: County, unit: Organization, person: str = "") -> Actor:
    return Actor(person=person, organization=unit.code, region=county.region.code)


def _sweep(county: County, at: datetime) -> None:
    """One sweep of this county at its own time; it must have looked before its clock goes on."""
    while sweep(at=at, simulation=county.region.code, rules=[RULE]).skipped:
        time.sleep(_AGAIN)


def _next_turn(county: County, since: datetime) -> datetime | None:
    """The first instant from `since` on at which a running term passes or a red comes to count; T03 asks no more.

    None: as long as no line is played, no sweep of this county finds anything.
    """
    mine = {"region_code": county.region.code, "simulated": True}
    running = Clock.objects.filter(
        kind=Clock.Kind.STATUTORY, calendar_code=NATIONAL, ended_at=None, due_at__gte=since, **mine
    )
    waiting = Card.objects.filter(state="to_verify", counts_at__isnull=False, **mine)
    passes = running.order_by("due_at").values_list("due_at", flat=True).first()
    counts = waiting.order_by("counts_at").values_list("counts_at", flat=True).first()
    return min((instant for instant in (passes, counts) if instant is not None), default=None)


@transaction.atomic
def _finish(county: County, lines: int, at: datetime) -> None:
    region, _at = lock(Region.objects.all(), at=at, pk=county.region.pk)
    record(FINISHED, region.ledger_subject, actor=SYSTEM, at=at, lines=lines)
