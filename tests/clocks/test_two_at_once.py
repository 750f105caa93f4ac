"""Two hands at one clock: the second waits for the first and then sees what it left."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from kernel.clocks import refusals
from kernel.clocks.actions import extend, start, stop
from kernel.clocks.models import Clock
from kernel.clocks.recompute import recompute
from kernel.ledger.refusals import Refusal
from kernel.ledger.subjects import Subject
from kernel.workdays.actions import change_days
from kernel.workdays.models import Calendar
from kernel.workdays.working_calendar import NamedDay
from kernel.workdays.zone import day_end
from tests.clocks.facts import at

pytestmark = pytest.mark.django_db(transaction=True)


class Second(threading.Thread):
    """The second hand, with a connection of its own."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.act, self.refusal = act, None
        self.pid = 0
        self.ready = threading.Event()

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self.ready.set()
            self.act()
        except Refusal as refusal:
            self.refusal = refusal
        finally:
            connection.close()

    def begin_and_wait_for_lock(self) -> None:
        """Return once it stands before the first one's lock."""
        self.start()
        assert self.ready.wait(10)
        for _ in range(1000):
            with connection.cursor() as cursor:
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s)), pg_sleep(0.01)", [self.pid])
                if cursor.fetchone()[0]:
                    return
        pytest.fail("the second hand never waited")


@pytest.fixture
def clock(national_calendar: None) -> Clock:
    return start(
        subject=Subject("case", "N1", 1),
        kind="statutory",
        unit="working_day",
        length=10,
        start_event="accepted",
        at=at(2026, 9, 1, 9),
        organization_code="BM13",
        region_code="990101000000",
    )


@transaction.atomic
def extended(clock: Clock) -> None:
    extend(clock=clock, length=5, approver="县长", basis="第四十二条", at=at(2026, 9, 2, 10))


def test_an_extension_waits_for_a_stop_and_is_then_refused(clock: Clock):
    second = Second(lambda: extended(clock))
    with transaction.atomic():
        stop(clock=clock, at=at(2026, 9, 2, 9), outcome="granted")
        second.begin_and_wait_for_lock()
    second.join(10)
    assert isinstance(second.refusal, refusals.ClockEnded)
    assert Clock.objects.get(pk=clock.pk).extension_length == 0


@pytest.mark.long
def test_a_recompute_does_not_undo_an_extension_that_was_under_way(clock: Clock):
    off = NamedDay("rest", "抗震救灾", "通知")
    notice = datetime(2026, 9, 1, tzinfo=UTC)
    change_days(code="CN", days={date(2026, 9, 3): off}, notice="通知", at=notice)
    second = Second(lambda: list(recompute(Calendar.objects.get(code="CN"))))
    with transaction.atomic():
        extended(clock)
        second.begin_and_wait_for_lock()
    second.join(10)
    # 15 working days after 1 September without the 3rd; the 20th is worked for the National Day
    assert Clock.objects.get(pk=clock.pk).due_at == day_end(date(2026, 9, 22))
