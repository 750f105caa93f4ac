"""A renewal that nobody decides: a warning five working days before the licence runs out, a yellow when it has."""

from datetime import date, datetime, timedelta

import pytest

from ethics_monitor.event_rules import judge
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.cases.models import Case
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from kernel.ledger import events
from kernel.ledger.actors import SYSTEM
from kernel.ledger.models import Entry
from kernel.ledger.writer import record
from kernel.workdays.zone import day_end
from tests.cast import local
from tests.ethics_monitor.conftest import Matters, codes

# a Friday of an ordinary week: five working days before it is the Friday before
LAST = date(2026, 10, 30)
ENDS = day_end(LAST)


def expiry(matters: Matters) -> Clock:
    return matters.due("expiry", length=0, unit="instant", start_event="received", until=ENDS)


def deemed(case: Case) -> Entry:
    event = events.get("approvals.deemed_renewed")
    at = local(2026, 11, 2, 9)
    return record(event, case.ledger_subject, actor=SYSTEM, at=at, item="许可", expired_on=LAST)


def test_the_alarm_comes_five_working_days_before_the_licence_runs_out(matters: Matters) -> None:
    expiry(matters)
    sweep(at=local(2026, 10, 22, 23, 59))
    assert codes() == []
    sweep(at=local(2026, 10, 23, 0, 1))
    card = Card.objects.get()
    assert (card.rule_code, card.colour, card.person) == ("T14", "warning", matters.cast.reviewer)
    assert not card.provisional


def test_what_was_decided_before_gives_no_alarm(matters: Matters) -> None:
    clock = expiry(matters)
    clocks.stop(clock=clock, at=local(2026, 10, 20), outcome="decided")
    sweep(at=ENDS + timedelta(hours=1))
    assert codes() == []


@pytest.mark.parametrize("found_at", [local(2026, 11, 2, 9, 1), local(2026, 11, 5, 9)])
def test_deemed_renewal_is_a_yellow_of_the_licences_last_day(matters: Matters, found_at: datetime) -> None:
    """However late the relay comes by; who had the matter on that day answers, and the warning gives way."""
    case = matters.open()
    matters.clock(case, "expiry", length=0, unit="instant", start_event="received", until=ENDS)
    sweep(at=local(2026, 10, 26, 9))
    entry = deemed(case)
    assert (judge([entry], at=found_at), judge([entry], at=found_at)) == (1, 0)
    card = Card.objects.get(rule_code="T15")
    assert (card.colour, card.state, card.points, card.true_at) == ("yellow", "issued", 5, ENDS)
    assert card.person == matters.cast.reviewer
    assert Card.objects.get(rule_code="T14").superseded_by == card
