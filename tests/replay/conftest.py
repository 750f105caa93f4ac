"""A log of a handful of matters, made up line by line, and the ways to play it."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from ethics_monitor.models import Card
from kernel.workdays.models import Calendar
from kernel.workdays.seed import plant_national

Row = Sequence[str]


@dataclass
class Log:
    """The two files of a log."""

    cases: Path
    events: Path

    @property
    def arguments(self) -> list[str]:
        return ["--cases", str(self.cases), "--events", str(self.events), "--json"]


def write(path: Path, header: Row, rows: Sequence[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def replay(log: Log) -> dict[str, Any]:
    out = StringIO()
    call_command("replay_log", *log.arguments, stdout=out)
    return json.loads(out.getvalue())


def true_instants() -> list[tuple[str, datetime]]:
    """The log's own id of each carded matter and the instant at which its card became true, in that order."""
    return [(card.about_number.partition("-")[2], card.true_at) for card in Card.objects.order_by("true_at", "pk")]


@pytest.fixture
def made_up(tmp_path: Path) -> Callable[..., Log]:
    """Writes a log; without rows, the one in which every kind of end occurs once."""

    def make(cases: Sequence[Row] = CASES, events: Sequence[Row] = EVENTS, name: str = "log") -> Log:
        return Log(
            write(tmp_path / f"{name}-cases.csv", CASE_HEADER, cases),
            write(tmp_path / f"{name}-events.csv", EVENT_HEADER, events),
        )

    return make


@pytest.fixture
def calendar(db: None) -> None:
    """The national calendar, planted anew where a committing test before this one emptied the tables."""
    if not Calendar.objects.exists():
        plant_national(apps)


CASE_HEADER = ("case_id", "start_date", "deadline", "end_date", "department")
EVENT_HEADER = ("case_id", "activity", "timestamp", "resource")
# Amsterdam's summer time ended on 2011-10-30: the same wall clock before and after is another instant
CASES = (
    ("a-1", "2011-10-03T09:00:00+02:00", "2011-11-28T09:00:00+01:00", "2011-10-20T16:00:00+02:00", "General"),
    ("a-2", "2011-10-03T09:00:00+02:00", "2011-10-30T02:30:00+01:00", "2011-10-30T02:45:00+02:00", "General"),
    ("a-3", "2011-10-03T10:00:00+02:00", "2011-10-30T02:30:00+02:00", "2011-10-30T02:15:00+01:00", "Experts"),
    ("a-4", "2011-10-04T10:00:00+02:00", "2011-10-31T10:00:00+01:00", "", ""),
    ("a-5", "2011-10-05T10:00:00+02:00", "2011-11-20T10:00:00+01:00", "", "General"),
    ("a-6", "2011-10-06T10:00:00+02:00", "2011-11-20T10:00:00+01:00", "2011-10-05T10:00:00+02:00", "General"),
    ("a-7", "2011-10-06T10:00:00+02:00", "", "", "General"),
    ("a-8", "2011-10-06 soon", "2011-11-20T10:00:00+01:00", "", "General"),
    ("a-9", "2011-10-06T10:00:00", "2011-11-20T10:00:00+01:00", "", "General"),
    ("a-1", "2011-10-06T10:00:00+02:00", "2011-11-20T10:00:00+01:00", "", "General"),
)
EVENTS = (
    ("a-1", "Confirmation of receipt", "2011-10-03T09:30:00+02:00", "Resource21"),
    ("a-1", "T02 Check", "2011-10-03T09:10:00+02:00", "Resource10"),
    ("a-1", "T10 Determine", "2011-10-24T09:10:00+02:00", "Resource10"),
    ("a-4", "Confirmation of receipt", "2011-11-07T12:00:00+01:00", "Resource21"),
    ("a-6", "Confirmation of receipt", "2011-10-06T12:00:00+02:00", "Resource21"),
    ("b-1", "Confirmation of receipt", "2011-10-06T12:00:00+02:00", "Resource21"),
)
