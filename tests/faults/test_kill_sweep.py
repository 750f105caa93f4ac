"""Kill -9 in the middle of issuing cards: the cards equal the set computed from the facts, none lost, none twice."""

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg2
import pytest

from ethics_monitor.models import Card
from ethics_monitor.reconcile import reconcile
from ethics_monitor.sweep import sweep
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.workdays.zone import SHANGHAI
from tests.cast import local
from tests.ethics_monitor.conftest import Matters
from tests.faults.victims import Nursery
from tests.ledger.clusters import OtherCluster

FIRST = local(2026, 3, 2, 0)
DAYS = 120
KILLS = 50
CASES = 25


@dataclass(frozen=True)
class Fact:
    """One clock as the test knows it, before any sweep."""

    clock: int
    kind: str
    due: datetime
    ended: datetime | None

    @property
    def late(self) -> bool:
        return self.ended is None or self.ended > self.due

    def expected(self, now: datetime) -> list[tuple[str, int]]:
        """The cards that the law of T01, T02 and T03 gives, in the plainest words."""
        if not self.late:
            return []
        found = []
        if self.due < now:
            found.append(("T02" if self.kind == "promised" else "T03", self.clock))
        reminder = self.due.astimezone(SHANGHAI).replace(hour=14, minute=30, second=0, microsecond=0)
        if self.kind == "promised" and reminder <= now:
            found.append(("T01", self.clock))
        return found


def build(matters: Matters, chance: random.Random, many: int) -> list[Fact]:
    """Clocks of given instants over DAYS days: a third decided in time, a third late, a third never."""
    cases = [matters.open(FIRST - timedelta(days=3)) for _ in range(CASES)]
    rows = []
    for number in range(many):
        case, due = cases[number % CASES], FIRST + timedelta(minutes=chance.randrange(DAYS * 1440), microseconds=number)
        kind = "statutory" if number % 5 == 0 else "promised"
        ended = chance.choice([None, due - timedelta(minutes=1), due + timedelta(hours=chance.randrange(1, 200))])
        rows.append(
            Clock(
                subject_kind="case", subject_id=case.pk, subject_number=case.number, kind=kind,
                name=f"n{number}", unit="instant", length=0, start_event="accepted", until=due, due_at=due,
                started_at=FIRST - timedelta(days=3), calendar_code="CN", calendar_version=1, ended_at=ended,
                outcome="" if ended is None else "decided", organization_code=case.organization.code,
                region_code=case.region.code,
            )
        )  # fmt: skip
    return [Fact(row.pk, row.kind, row.due_at, row.ended_at) for row in Clock.objects.bulk_create(rows)]


def finish(now: datetime) -> None:
    """Sweep until nothing is left; a killed sweep's session may still hold the lock for a moment."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        done = sweep(at=now)
        if not done.skipped and done.cards == done.counted == done.rechecked == 0:
            return
        time.sleep(0.05)
    raise AssertionError("the sweep did not come to rest")


def compare(facts: list[Fact], now: datetime) -> None:
    expected = sorted(pair for fact in facts for pair in fact.expected(now))
    assert sorted(Card.objects.filter(subject_kind="clock").values_list("rule_code", "subject_id")) == expected
    true = {fact.clock: fact.due for fact in facts}
    assert all(card.true_at == true[card.subject_id] for card in Card.objects.exclude(rule_code="T01"))
    issued = Counter(Entry.objects.filter(type="ethics_monitor.card_issued").values_list("subject_id", flat=True))
    assert issued == Counter(Card.objects.values_list("pk", flat=True))
    terms = Counter(Clock.objects.filter(kind="rectify").values_list("subject_id", flat=True))
    assert set(terms.values()) <= {1}
    waiting = Card.objects.filter(state="issued", superseded_by=None).exclude(colour="warning")
    running = Clock.objects.filter(kind="rectify", ended_at=None).values_list("subject_id", flat=True)
    assert set(waiting.values_list("pk", flat=True)) == set(running)
    found = reconcile(at=now, grace=timedelta())
    assert (found.missing, found.unexpected) == ([], [])


@pytest.mark.kill
def test_fifty_killed_sweeps_lose_no_card_and_issue_none_twice(committed: Matters) -> None:
    chance = random.Random(20261014)
    facts = build(committed, chance, 3000)
    end = FIRST + timedelta(days=DAYS)
    killed, day = 0, 0.0
    with Nursery(chunk=15) as nursery:
        for _attempt in range(6 * KILLS):
            if killed >= KILLS:
                break
            day = min(day + DAYS / (1.6 * KILLS), DAYS)
            at = FIRST + timedelta(days=day)
            killed += nursery.sweep(at.isoformat(), kill_after=chance.uniform(0.02, 0.2)) == "killed"
            if day >= DAYS:
                facts += build(committed, chance, 60)  # behind the watch: these come by the queue
    assert killed >= KILLS, f"only {killed} kills hit a busy sweep"
    finish(end)
    compare(facts, end)


@pytest.mark.kill
def test_a_database_that_crashes_while_cards_are_issued_loses_none(
    committed: Matters, other_cluster: OtherCluster
) -> None:
    """kill -9 of the session at work makes PostgreSQL throw everybody out and recover from its log."""
    chance = random.Random(7)
    facts = build(committed, chance, 1500)
    address = other_cluster.restore()
    end = FIRST + timedelta(days=DAYS)
    crashes = 0
    with Nursery(chunk=15, database_url=address) as nursery:
        for round_ in range(40):
            if crashes >= 10:
                break
            at = FIRST + timedelta(days=min(DAYS, 8 * (round_ + 1)))
            nursery.begin(at.isoformat())
            time.sleep(chance.uniform(0.02, 0.15))
            crashes += _crash(address)
            nursery.outcome()
            _wait_for(address)
        assert crashes >= 10, f"only {crashes} crashes hit a busy sweep"
        for _ in range(30):
            assert nursery.sweep(end.isoformat()) == "0"
    expected = sorted(pair for fact in facts for pair in fact.expected(end))
    with psycopg2.connect(address) as session, session.cursor() as cursor:
        cursor.execute(
            "SELECT rule_code, subject_id FROM ethics_monitor_card WHERE subject_kind = 'clock' ORDER BY 1, 2"
        )
        assert cursor.fetchall() == expected
        cursor.execute(
            "SELECT count(*) FROM ethics_monitor_card c FULL JOIN ledger_entry e ON e.subject_kind = 'card'"
            " AND e.subject_id = c.id AND e.type = 'ethics_monitor.card_issued' WHERE c.id IS NULL AND e.subject_kind ="
            " 'card' AND e.type = 'ethics_monitor.card_issued' OR e.id IS NULL"
        )
        assert cursor.fetchone() == (0,)
    session.close()


def _crash(address: str) -> int:
    """Kill -9 the database session that is issuing cards; 0 when none was at work."""
    session = psycopg2.connect(address)
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
                " AND backend_type = 'client backend' AND (state = 'active' OR state = 'idle in transaction')"
            )
            row = cursor.fetchone()
        if row is None:
            return 0
        os.kill(row[0], signal.SIGKILL)
        return 1
    finally:
        session.close()


def _wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            psycopg2.connect(address).close()
            return
        except psycopg2.OperationalError:
            assert time.monotonic() < until, "PostgreSQL did not come back"
            time.sleep(0.05)
