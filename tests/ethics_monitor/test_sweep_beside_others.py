"""The sweep beside other sessions: uncommitted acts are waited for, two sweeps are one, keys and locks work."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from ethics_monitor import findings
from ethics_monitor import sweep as sweep_module
from ethics_monitor.models import Card
from ethics_monitor.reconcile import reconcile
from ethics_monitor.sweep import sweep
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from tests.cast import local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.ledger.sessions import OtherSession, output_of

pytestmark = pytest.mark.long

# the widest that a sweep may take beside a session that holds a clock
PATIENCE = 20.0


class Sweeping:
    """A sweep in a thread of its own; `result()` waits for it."""

    def __init__(self, at: datetime) -> None:
        self._found: Any = None
        self._thread = threading.Thread(target=self._run, args=(at,))
        self._thread.start()

    def _run(self, at: datetime) -> None:
        try:
            self._found = sweep(at=at)
        except Exception as error:
            self._found = error
        finally:
            connection.close()

    def waits(self) -> bool:
        time.sleep(0.5)
        return self._thread.is_alive()

    def result(self) -> Any:
        self._thread.join(PATIENCE)
        if isinstance(self._found, Exception):
            raise self._found
        return self._found


def decide_in_time(clock: Clock) -> None:
    clocks.stop(clock=clock, at=local(2026, 9, 17, 17), outcome="decided")


def test_an_uncommitted_decision_is_waited_for(committed: Matters) -> None:
    decided, left = committed.due(), committed.due()
    with OtherSession() as clerk:
        clerk.do(decide_in_time, decided)
        sweeping = Sweeping(PROMISED_DAY_AFTER)
        assert sweeping.waits()
        clerk.commit()
        sweeping.result()
    assert [card.subject_id for card in Card.objects.filter(rule_code="T02")] == [left.pk]


def test_a_decision_that_is_taken_back_leaves_the_card(committed: Matters) -> None:
    clock = committed.due()
    with OtherSession() as clerk:
        clerk.do(decide_in_time, clock)
        sweeping = Sweeping(PROMISED_DAY_AFTER)
        assert sweeping.waits()
        clerk.rollback()
        sweeping.result()
    assert Card.objects.filter(rule_code="T02").count() == 1


def test_without_the_clock_lock_the_innocent_are_carded(committed: Matters, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the lock away: the sweep reads past the uncommitted stop, and the nightly comparison says so."""
    unlocked = findings.CLOCKS_FOUND.replace("FOR NO KEY UPDATE OF c", "")
    assert unlocked != findings.CLOCKS_FOUND
    monkeypatch.setattr(findings, "CLOCKS_FOUND", unlocked)
    clock = committed.due()
    with OtherSession() as clerk:
        clerk.do(decide_in_time, clock)
        sweeping = Sweeping(PROMISED_DAY_AFTER)
        assert not sweeping.waits()
        sweeping.result()
        clerk.commit()
    wrong = Card.objects.get(rule_code="T02")
    found = reconcile(at=PROMISED_DAY_AFTER + timedelta(seconds=1), grace=timedelta())
    assert found.unexpected == [wrong.number]


def test_a_clock_committed_behind_the_watch_is_found_by_the_queue(committed: Matters) -> None:
    with OtherSession() as importer:
        importer.do(committed.due)
        sweep(at=PROMISED_DAY_AFTER)
        assert not Card.objects.exists()
        importer.commit()
    sweep(at=PROMISED_DAY_AFTER + timedelta(minutes=1))
    assert Card.objects.filter(rule_code="T02").count() == 1


def test_two_sweeps_at_once_are_one(committed: Matters) -> None:
    for _ in range(30):
        committed.due()
    with OtherSession() as clerk:
        clerk.do(lambda: list(Clock.objects.select_for_update(no_key=True)[:1]))
        first = Sweeping(PROMISED_DAY_AFTER)
        assert first.waits()
        assert sweep(at=PROMISED_DAY_AFTER).skipped
        clerk.commit()
        first.result()
    sweep(at=PROMISED_DAY_AFTER)
    assert Card.objects.filter(rule_code="T02").count() == 30


@contextmanager
def no_advisory_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def instant(_simulation: str, at: datetime | None) -> datetime:
        assert at is not None
        return at

    monkeypatch.setattr(sweep_module, "_locked_instant", instant)
    yield


def race(matters: Matters) -> list[Any]:
    """Two sweeps that both saw a clock before either carded it."""
    with OtherSession() as clerk:
        clerk.do(lambda: list(Clock.objects.select_for_update(no_key=True)))
        both = [Sweeping(PROMISED_DAY_AFTER), Sweeping(PROMISED_DAY_AFTER)]
        assert all(each.waits() for each in both)
        clerk.commit()
        return [each.result() for each in both]


def test_even_without_the_sweeps_lock_the_unique_key_keeps_one_card(
    committed: Matters, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        committed.due()
    with no_advisory_lock(monkeypatch):
        race(committed)
    assert Card.objects.filter(rule_code="T02").count() == 5


def test_without_the_unique_key_no_card_is_issued_at_all(committed: Matters) -> None:
    """Take the key away: the statement names it, so the sweep fails loudly instead of issuing twice."""
    committed.due()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX card_once_per_finding")
    try:
        with pytest.raises(ProgrammingError, match="no unique"):
            sweep(at=PROMISED_DAY_AFTER)
        assert not Card.objects.exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX card_once_per_finding ON ethics_monitor_card"
                " (rule_code, subject_kind, subject_id, period_key) WHERE NOT replaced"
            )


def test_the_key_refuses_a_second_card_by_hand(committed: Matters) -> None:
    committed.due()
    sweep(at=PROMISED_DAY_AFTER)
    card = Card.objects.get(rule_code="T02")
    card.pk, card.number = None, "JC20260918000000"
    with pytest.raises(IntegrityError, match="card_once_per_finding"), transaction.atomic():
        card.save(force_insert=True)


@pytest.mark.parametrize("hours", [-2, 2])
def test_the_applications_clock_does_not_matter(committed: Matters, hours: int) -> None:
    """A process whose clock is two hours wrong sweeps by the database's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    soon, past = now + timedelta(hours=1), now - timedelta(hours=1)
    start = now - timedelta(days=1)
    later = committed.due("statutory", length=0, unit="instant", until=soon, at=start)
    gone = committed.due("statutory", length=0, unit="instant", until=past, at=start)
    said = output_of(
        "import time\n"
        f"real = time.time\ntime.time = lambda: real() + {hours * 3600}\n"
        "from datetime import timedelta\nfrom django.utils import timezone\nnow = timezone.now\n"
        f"timezone.now = lambda: now() + timedelta(hours={hours})\n"
        "from ethics_monitor.sweep import sweep\nprint(sweep().at.isoformat())"
    )
    assert abs(datetime.fromisoformat(said) - now) < timedelta(minutes=5)
    assert [card.subject_id for card in Card.objects.filter(rule_code="T03")] == [gone.pk]
    assert not Card.objects.filter(subject_id=later.pk).exists()
