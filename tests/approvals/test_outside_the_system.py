"""Decided at once what takes weeks elsewhere: the gaps are written down and put to a person."""

from datetime import datetime, timedelta

import pytest

from approvals import actions
from ethics_monitor import actions as supervision
from ethics_monitor.event_rules import judge
from ethics_monitor.models import Card
from kernel.ledger.models import Entry
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast

HOUR = timedelta(hours=1)


def decided(cast: Cast, at: datetime, *, accepted: datetime = MONDAY + HOUR) -> Entry:
    case = receive(cast)
    actions.accept(number=case.number, by=cast.clerk, at=accepted)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="材料属实", at=accepted)
    actions.grant(number=case.number, by=cast.approver, at=at)
    return Entry.objects.of(case.ledger_subject).get(type="approvals.granted")


@pytest.mark.parametrize(("lay", "found"), [(timedelta(0), 1), (HOUR - timedelta(seconds=1), 1), (HOUR, 0)])
def test_a_decision_within_an_hour_of_acceptance_is_put_before_the_office(
    cast: Cast, lay: timedelta, found: int
) -> None:
    supervision.install_rules(at=MONDAY - timedelta(days=90))
    entry = decided(cast, MONDAY + HOUR + lay)
    assert entry.payload["minutes_to_accept"] == 60 and entry.payload["minutes_to_decide"] == lay // timedelta(
        minutes=1
    )
    assert judge([entry]) == found
    cards = Card.objects.filter(rule_code="P09")
    assert [(card.state, card.colour, card.counts_at) for card in cards] == [("to_verify", "yellow", None)] * found


@pytest.mark.parametrize("promised", [0, 1])
def test_what_is_promised_on_the_spot_or_for_the_next_day_is_no_finding(cast: Cast, promised: int) -> None:
    supervision.install_rules(at=MONDAY - timedelta(days=90))
    cast.item.promised_length = promised
    cast.item.save(update_fields=["promised_length"])
    entry = decided(cast, MONDAY + HOUR)
    assert entry.payload["promised_days"] == promised and judge([entry]) == 0


def test_the_gap_after_a_supplement_is_counted_from_the_first_receipt(cast: Cast) -> None:
    case = receive(cast)
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "看不清"}, at=MONDAY + HOUR)
    later = MONDAY + timedelta(days=2)
    actions.supplement(number=case.number, by=cast.clerk, materials=["m2"], at=later)
    actions.accept(number=case.number, by=cast.clerk, at=later)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="材料属实", at=later + HOUR)
    actions.deny(number=case.number, by=cast.approver, reason="面积不够", at=later + HOUR)
    entry = Entry.objects.of(case.ledger_subject).get(type="approvals.denied")
    assert entry.payload["minutes_to_accept"] == 48 * 60 and entry.payload["minutes_to_decide"] == 60
