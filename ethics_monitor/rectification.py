"""The term in which a unit puts right what a card found: a clock like any other, kind `rectify`, subject the card."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import NOT_PROVIDED

from ethics_monitor.models import Card, Rule
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from kernel.clocks.terms import derive

KIND: Final = Clock.Kind.RECTIFY
_OF_EACH_CARD: Final = {
    "subject_id": "n.id",
    "subject_number": "n.number",
    "organization_code": "n.organization_code",
    "region_code": "n.region_code",
    "simulated": "n.simulated",
}


def _facts(rule: Rule, at: datetime, calendar_code: str) -> dict[str, Any]:
    return {
        "kind": KIND,
        "unit": rule.rectify_unit,
        "length": rule.rectify_length,
        "start_event": "card_issued",
        "calendar_code": calendar_code,
        "basis": f"{rule.code} {rule.legal_basis}"[:300],
    }


@dataclass
class NewClocks:
    """An INSERT … SELECT of one clock for each row `n` of cards, all with one start and so one due date."""

    sql: str
    due_at: datetime
    params: dict[str, Any] = field(default_factory=dict)


def new_clocks(rule: Rule, *, at: datetime, calendar_code: str) -> NewClocks:
    """The set-based form of `start`: the date is derived once by the clocks' own arithmetic.

    Errors: OutsideCalendar.
    """
    clock = Clock(subject_kind="card", started_at=at, **_facts(rule, at, calendar_code))
    derive(clock)
    assert clock.due_at is not None
    made = NewClocks("", clock.due_at)
    columns, values = [], []
    for column in Clock._meta.concrete_fields:
        if column.primary_key or column.db_default is not NOT_PROVIDED:
            continue
        columns.append(f'"{column.column}"')
        if column.attname in _OF_EACH_CARD:
            values.append(_OF_EACH_CARD[column.attname])
        else:
            made.params[f"clock_{column.attname}"] = getattr(clock, column.attname)
            values.append(f"%(clock_{column.attname})s")
    made.sql = f"INSERT INTO {Clock._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)}"
    return made


def start(card: Card, *, at: datetime, calendar_code: str) -> Clock | None:
    """Start the term of one card; a warning has none. Errors: ClockRunsAlready."""
    if card.rule.rectify_length == 0 or card.provisional:
        return None
    facts = _facts(card.rule, at, calendar_code)
    return clocks.start(
        subject=card.ledger_subject,
        at=at,
        organization_code=card.organization_code,
        region_code=card.region_code,
        simulated=card.simulated,
        **facts,
    )


def stop(card: Card, *, at: datetime, outcome: str) -> Clock | None:
    """End the card's running term, if there is one. The row as written."""
    clock = running(card)
    return None if clock is None else clocks.stop(clock=clock, at=max(at, clock.started_at), outcome=outcome)


def running(card: Card) -> Clock | None:
    """The card's term that has not ended."""
    return Clock.objects.of(card.ledger_subject).running().filter(kind=KIND).first()


def was_late(clock: Clock | None, at: datetime) -> bool:
    """Whether an answer at `at` came after the term."""
    return clock is not None and clock.due_at is not None and at > clock.due_at
