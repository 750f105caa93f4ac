"""The unique key of cards taken away: a sweep that looks twice issues twice, and the comparison turns red."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from ethics_monitor import findings
from ethics_monitor.models import Card, Watch
from ethics_monitor.sweep import sweep
from tests.cast import local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.faults.test_kill_sweep import Fact, compare

TARGET = "(rule_code, subject_kind, subject_id, period_key) WHERE NOT replaced"
BEFORE = local(2026, 9, 1)
LATER = PROMISED_DAY_AFTER + timedelta(minutes=1)


def facts(matters: Matters) -> list[Fact]:
    """Five clocks that nobody stopped; what cards they call for, by the plain words of `Fact`."""
    clocks = [matters.due() for _ in range(5)]
    return [Fact(clock.pk, clock.kind, clock.due_at, None) for clock in clocks if clock.due_at is not None]


@pytest.fixture
def without_key(committed: Matters, monkeypatch: pytest.MonkeyPatch) -> Iterator[Matters]:
    """The index dropped, and a statement that does not name it: what is left of it once someone takes the key away."""
    unguarded = findings.ISSUED.replace(f"ON CONFLICT {TARGET} DO NOTHING", "ON CONFLICT DO NOTHING")
    assert unguarded != findings.ISSUED
    monkeypatch.setattr(findings, "ISSUED", unguarded)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX card_once_per_finding")
    try:
        yield committed
    finally:
        Card.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE UNIQUE INDEX card_once_per_finding ON ethics_monitor_card {TARGET}")


def look_twice() -> None:
    """A second sweep that begins where the first began, as after a watch that was lost or put back."""
    sweep(at=PROMISED_DAY_AFTER)
    Watch.objects.update(swept_until=BEFORE)
    sweep(at=LATER)


def test_with_the_key_a_second_look_issues_nothing(committed: Matters) -> None:
    known = facts(committed)
    look_twice()
    compare(known, LATER)


def test_without_the_key_a_second_look_issues_again_and_the_comparison_says_so(without_key: Matters) -> None:
    known = facts(without_key)
    look_twice()
    assert Card.objects.filter(rule_code="T02").count() == 2 * len(known)
    with pytest.raises(AssertionError):
        compare(known, LATER)
