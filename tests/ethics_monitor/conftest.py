"""What the tests of supervision share: the county, its rules in force, and a matter with a clock and a turn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from ethics_monitor.actions import install_rules
from ethics_monitor.models import Card
from kernel.cases import kinds
from kernel.cases.actions import hand_turn, open_case
from kernel.cases.kinds import CaseKind
from kernel.cases.models import Case
from kernel.cases.workflow import State, table
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from kernel.ledger.actors import SYSTEM
from kernel.ledger.events import EventType, Field, register
from kernel.ledger.writer import record
from kernel.organizations.models import Organization, Post
from kernel.workdays.models import Calendar
from kernel.workdays.seed import plant_national
from tests.cast import Cast, build, local
from tests.kept_rows import KeptRows

# a matter of no business app: supervision knows none
KIND = kinds.register(
    CaseKind(
        code="monitored",
        digit="9",
        label="受监督的办件",
        workflow=table((State("open", "在办", "open"), State("done", "办结", "ended")), ()),
        submit=lambda **_: None,
        detail_route="",
        desk_route="",
    )
)
HANDLED = register(EventType("monitor_test.handled", "办理{step}", (Field("step", "text", "环节"),)))
RECEIVED = local(2026, 9, 7, 10)
# eight working days after Monday 7 September: Thursday the 17th; Sunday the 20th is worked
PROMISED_DAY_AFTER = local(2026, 9, 18, 0, 1)


@dataclass
class Matters:
    """Makes matters whose turn is with the reviewer of the bureau."""

    cast: Cast

    def open(self, at: datetime = RECEIVED, *, post: Post | None = None, simulated: bool = False) -> Case:
        case = open_case(
            kind="monitored", state="open", item_version=self.cast.item, applicant=self.cast.applicant,
            organization=self.cast.bureau, region=self.cast.region, channel="window", at=at, window=self.cast.window,
            simulated=simulated,
        )  # fmt: skip
        holder = post or Post.objects.get(user=self.cast.reviewer)
        hand_turn(case, step="review", step_name="审查", organization=self.cast.bureau, post=holder, at=at)
        record(HANDLED, case.ledger_subject, actor=SYSTEM, at=at, step="审查")
        return case

    def clock(self, case: Case, kind: str = "promised", *, length: int = 8, **facts: Any) -> Clock:
        terms: dict[str, Any] = {"unit": "working_day", "start_event": "accepted", "at": case.received_at} | facts
        return clocks.start(
            subject=case.ledger_subject, kind=kind, length=length, organization_code=case.organization.code,
            region_code=case.region.code, simulated=case.simulated, **terms,
        )  # fmt: skip

    def due(self, kind: str = "promised", *, length: int = 8, at: datetime = RECEIVED, **facts: Any) -> Clock:
        """A new matter with one clock."""
        return self.clock(self.open(at), kind, length=length, **facts)


def cards(**lookup: Any) -> list[Card]:
    return list(Card.objects.filter(**lookup).order_by("severity", "pk"))


def codes(**lookup: Any) -> list[str]:
    return sorted(card.rule_code for card in cards(**lookup))


RULES = KeptRows(lambda: install_rules(at=local(2026, 1, 5)))


@pytest.fixture
def matters(cast: Cast) -> Matters:
    RULES.put()
    return Matters(cast)


@pytest.fixture
def committed(transactional_db: None) -> Matters:
    """The same for tests that commit."""
    if not Calendar.objects.exists():
        plant_national(apps)
    cast = build()
    RULES.put()
    return Matters(cast)


@pytest.fixture
def other_organization(cast: Cast) -> Organization:
    return cast.other_bureau


Later = Callable[..., datetime]


def later(at: datetime, **delta: float) -> datetime:
    return at + timedelta(**delta)
