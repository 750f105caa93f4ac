"""A replay killed at any moment and run again ends as one that was never killed."""

import csv
import json
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from django.apps import apps
from django.db import connection

from ethics_monitor.models import Card
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.organizations.models import Organization, Region
from kernel.workdays.models import Calendar
from kernel.workdays.seed import plant_national
from tests.ledger.sessions import start
from tests.replay.conftest import Log, replay, true_instants

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]

KILLS = 12
RANDOM = Random(20111030)
FIRST = datetime(2011, 9, 1, 8, tzinfo=UTC)


def _log() -> tuple[list[Sequence[str]], list[Sequence[str]]]:
    """150 matters over two months, each with four events; about a third are late."""
    cases, events = [], []
    for number in range(150):
        begun = FIRST + timedelta(hours=RANDOM.randrange(1200))
        deadline = begun + timedelta(days=14)
        ended = begun + timedelta(days=RANDOM.randrange(1, 22)) if number % 10 else None
        cases.append((f"k-{number}", begun.isoformat(), deadline.isoformat(), ended.isoformat() if ended else "", "G"))
        for step in range(4):
            at = begun + timedelta(days=step, minutes=RANDOM.randrange(600))
            events.append((f"k-{number}", f"step {step}", at.isoformat(), "Resource1"))
    return cases, events


def _state(identity: str) -> dict[str, list[object]]:
    """Everything of one log's county but ids, number series and what hangs on them."""
    region = Organization.objects.get(identifier__startswith=identity, parent=None).region
    numbers = {"number__startswith": region.code[:6]}
    own = Entry.objects.filter(region=region.code) | Entry.objects.filter(
        subject_kind="card", subject_id__in=Card.objects.filter(region_code=region.code).values("pk")
    )
    return {
        "cases": list(Case.objects.filter(**numbers).order_by("number").values_list(
            "number", "state", "phase", "received_at", "ended_at")),
        "clocks": list(Clock.objects.filter(region_code=region.code, subject_kind="case").order_by("subject_number")
            .values_list("subject_number", "due_at", "ended_at", "outcome")),
        "rectify": list(Clock.objects.filter(region_code=region.code, subject_kind="card")
            .order_by("started_at", "due_at").values_list("started_at", "due_at")),
        "cards": list(Card.objects.filter(region_code=region.code).order_by("about_number").values_list(
            "about_number", "rule_code", "state", "true_at", "found_at", "counts_at")),
        "entries": sorted(own.values_list("at", "type", "position")),
        "marks": list(Entry.objects.of(region.ledger_subject).values_list("at", "type", "payload__lines")),
    }  # fmt: skip


def _plant() -> None:
    if not Calendar.objects.exists():
        plant_national(apps)


def _script(log: Log) -> str:
    return f"from django.core.management import call_command; call_command('replay_log', *{log.arguments!r})"


def test_kill_9_and_run_again(made_up) -> None:
    _plant()
    cases, events = _log()
    log: Log = made_up(cases, events)
    script = "print('on', flush=True)\n" + _script(log)
    hits = 0
    for _number in range(KILLS):
        with start(script) as victim:
            assert victim.stdout is not None
            assert victim.stdout.readline() == "on\n"
            try:
                victim.wait(RANDOM.uniform(0.05, 0.9))
            except subprocess.TimeoutExpired:
                victim.kill()
                hits += 1
                victim.wait()
            else:
                break
    assert hits >= 5, "the log was too short to be hit"
    result = replay(log)
    killed = _state("replay-")
    assert result["late"] + result["overdue_open"] == result["red"] == len(killed["cards"]) > 20
    _wipe()
    _plant()
    assert replay(log) == result
    untouched = _state("replay-")
    for part, rows in untouched.items():
        assert killed[part] == rows, part


def test_the_real_log_killed_half_way_agrees_with_a_count_of_its_rows(shared_data: Path) -> None:
    """Counted here from the file with nothing of the product's."""
    _plant()
    cases, events = (shared_data / f"wabo_receipt_{kind}.csv" for kind in ("cases", "events"))
    rows, logged = (list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in (cases, events))
    happened = [row["timestamp"] for row in logged]
    happened += [row[name] for row in rows for name in ("start_date", "end_date") if row[name]]
    end_of_log = max(map(datetime.fromisoformat, happened))
    tally = dict.fromkeys(("on_time", "late", "overdue_open", "open"), 0)
    refused, due = [], {}
    for row in rows:
        start, deadline = datetime.fromisoformat(row["start_date"]), datetime.fromisoformat(row["deadline"])
        end = datetime.fromisoformat(row["end_date"]) if row["end_date"] else None
        if end is not None and end < start:
            refused.append(row["case_id"])
        elif end is not None:
            tally["late" if end > deadline else "on_time"] += 1
        else:
            tally["overdue_open" if deadline < end_of_log else "open"] += 1
        if row["case_id"] not in refused and deadline < (end or end_of_log):
            due[row["case_id"]] = deadline
    log = Log(cases, events)
    _killed_after(log, lines=2000)
    result = replay(log)
    assert result["cases"] == len(rows)
    assert {name: result[name] for name in tally} == tally
    assert [row["case_id"] for row in result["refused"]] == refused
    assert result["red"] == tally["late"] + tally["overdue_open"] and result["yellow"] == 0
    assert dict(true_instants()) == due and Card.objects.count() == len(due)
    entries = Entry.objects.count()
    assert replay(log) == result and Entry.objects.count() == entries


def _killed_after(log: Log, *, lines: int) -> None:
    """A replay that is killed -9 once so many lines stand in the ledger."""
    with start(_script(log)) as victim:
        until = time.monotonic() + 60
        while Entry.objects.count() < lines:
            assert victim.poll() is None and time.monotonic() < until, "was not caught half-way"
            time.sleep(0.05)
        victim.kill()


def test_two_at_once_are_as_one(made_up) -> None:
    _plant()
    cases, events = _log()
    log: Log = made_up(cases[:60], [event for event in events if int(event[0][2:]) < 60])
    with start(_script(log)) as first, start(_script(log)) as second:
        told = [process.communicate(timeout=120) for process in (first, second)]
    answers = [json.loads(out) for out, _error in told]
    assert answers[0] == answers[1] == replay(log)
    assert Region.objects.filter(simulated=True).count() == 1
    assert Entry.objects.filter(type="replay.case_opened").count() == 60
    assert Entry.objects.filter(type="replay.finished").count() == 1
    positions = list(
        Entry.objects.filter(subject_kind="region").order_by("position").values_list("position", flat=True)
    )
    assert all(after - before == 1 for before, after in pairwise(positions))


def _wipe() -> None:
    """Empty every table but Django's own, stepping over the append-only triggers as the tests' flush does."""
    tables = [name for name in connection.introspection.table_names() if name != "django_migrations"]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("SET session_replication_role = origin")
