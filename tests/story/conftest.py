"""A county at a date of its own: the cast, the rules in force, the database's clock, the engine room."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from celery import current_app
from django.apps import apps

from ethics_monitor.actions import install_rules
from kernel.ledger import stream
from kernel.workdays.models import Calendar
from kernel.workdays.seed import plant_national
from tests.cast import Cast, build, local
from tests.story.database_clock import DatabaseClock
from tests.story.engine_room import EngineRoom

BEGINNING = local(2026, 9, 1, 9)


@pytest.fixture
def clock(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseClock]:
    """The database's clock on the first day of the story; the time in a page's bar goes with it."""
    with DatabaseClock() as clock:
        clock.set(BEGINNING)
        monkeypatch.setattr("kernel.doors.context.timezone", clock)
        yield clock


@pytest.fixture
def county(clock: DatabaseClock, settings: Any, tmp_path: Any) -> Cast:
    """The cast with the rules of supervision in force, and a file room of its own."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    # attempts at the doors are counted across tests; emptied, the cache would be so for the other worker's too
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    if not Calendar.objects.exists():
        plant_national(apps)
    cast = build()
    install_rules(at=local(2026, 1, 5))
    return cast


@pytest.fixture
def engine_room(county: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineRoom]:
    # every act of the story has ended when the relay looks: it need not wait for other databases of the cluster
    monkeypatch.setattr(stream, "READY", "true")
    with EngineRoom() as room:
        monkeypatch.setattr(current_app, "send_task", room.send_task)
        yield room
