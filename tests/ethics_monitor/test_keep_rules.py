"""Rules are drafted by one, activated by another, kept as they were, and judged over events."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ethics_monitor import actions
from ethics_monitor.event_rules import judge
from ethics_monitor.models import Card, Rule
from ethics_monitor.numbers import number_sql
from ethics_monitor.reconcile import reconcile
from ethics_monitor.refusals import (
    AnotherMustDecide,
    ConditionWordUnknown,
    LeadRefused,
    RuleAwaitsEvents,
    RuleKindNotReady,
    RuleNotDraft,
    RuleSubjectUnknown,
)
from ethics_monitor.sweep import sweep
from kernel.cases.actions import hand_turn
from kernel.clocks.models import Clock
from kernel.identifiers.numbers import number_with_check
from kernel.ledger import events
from kernel.ledger.actors import SYSTEM
from kernel.ledger.events import EventType, Field, register
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.writer import record
from kernel.organizations.models import Post
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import day_end
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import RECEIVED, Matters

CHARGED = register(
    EventType("monitor_test.fee_taken", "收费{amount}", (Field("amount", "integer", "金额", unit="元"),))
)
DEEMED = "approvals.deemed_accepted"


def draft(by: Any, **facts: Any) -> Rule:
    terms: dict[str, Any] = {
        "code": "F01", "name": "超标准收费", "category": "fee", "kind": "event", "event": CHARGED.code,
        "condition": "amount > 100", "colour": "red", "issue_mode": "confirm", "family": "fee",
        "notify_roles": ["H", "O"], "rectify_length": 3, "points": 10, "legal_basis": "行政许可法第五十八条",
        "valid_from": date(2026, 1, 1),
    } | facts  # fmt: skip
    return actions.save_rule(by=by, **terms)


def test_the_rulebook_is_the_law_as_written(matters: Matters) -> None:
    rules = {rule.code: rule for rule in Rule.objects.filter(state="active")}
    assert " ".join(sorted(rules)) == "A06 M01 P09 P10 T01 T02 T03 T05 T06 T14 T15 V01 V02 V04 V05"
    by_law = {code: rule for code, rule in rules.items() if code[0] == "T" and code not in ("T06", "T15")}
    assert {code: (rule.colour, rule.points, rule.rectify_length) for code, rule in by_law.items()} == {
        "T01": ("warning", 0, 0), "T02": ("yellow", 5, 3), "T03": ("red", 10, 5), "T05": ("warning", 0, 0),
        "T14": ("warning", 0, 0),
    }  # fmt: skip
    assert [part.name for part in rules["T01"].parts] == ["0-2@14:30", "3-5@1d", "6-@2d"]
    assert all(rule.first_start for rule in rules.values())
    own_promises = {(rule.colour, rule.issue_mode, rule.points) for code, rule in rules.items() if code[0] == "V"}
    assert own_promises == {("yellow", "confirm", 0)}
    waiting = Rule.objects.filter(state="awaiting_events").order_by("code")
    assert [(rule.code, rule.colour) for rule in waiting] == [("V03", "red")]
    assert actions.install_rules() == []


def test_a_second_person_activates(cast: Cast) -> None:
    rule = draft(cast.supervisor)
    assert rule.state == "draft"
    with pytest.raises(AnotherMustDecide):
        actions.activate_rule(rule=rule, by=cast.supervisor)
    with pytest.raises(NotYourPost):
        actions.activate_rule(rule=rule, by=cast.inspector)
    assert actions.activate_rule(rule=rule, by=cast.second_supervisor).state == "active"
    with pytest.raises(RuleNotDraft):
        actions.activate_rule(rule=rule, by=cast.second_supervisor)
    with pytest.raises(NotYourPost):
        draft(cast.clerk)


def test_the_database_refuses_one_hand_for_both(cast: Cast) -> None:
    rule = draft(cast.supervisor)
    with pytest.raises(IntegrityError, match="rule_activated_by_a_second_person"), transaction.atomic():
        Rule.objects.filter(pk=rule.pk).update(
            state="active", activated_by=cast.supervisor, activated_at=local(2026, 9, 1)
        )


def test_an_activated_rule_stays_as_it_was(cast: Cast) -> None:
    rule = actions.activate_rule(rule=draft(cast.supervisor), by=cast.second_supervisor)
    for change in ({"condition": "false"}, {"points": 1}, {"state": "draft"}):
        with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
            Rule.objects.filter(pk=rule.pk).update(**change)
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        Rule.objects.filter(pk=rule.pk).delete()


def test_a_new_version_ends_the_former(cast: Cast) -> None:
    first = actions.activate_rule(rule=draft(cast.supervisor), by=cast.second_supervisor)
    second = draft(cast.supervisor, condition="amount > 50")
    assert second.version == 2
    actions.activate_rule(rule=second, by=cast.second_supervisor)
    first.refresh_from_db()
    assert first.state == "retired"


def test_a_rule_over_an_event_that_nobody_declares_waits(cast: Cast) -> None:
    rule = draft(cast.supervisor, event="trading.bid_opened", condition="amount > 1")
    assert rule.state == "awaiting_events"
    with pytest.raises(RuleAwaitsEvents) as refusal:
        actions.activate_rule(rule=rule, by=cast.second_supervisor)
    assert "trading.bid_opened" in str(refusal.value)


def test_what_cannot_be_judged_is_not_saved(cast: Cast) -> None:
    with pytest.raises(ConditionWordUnknown):
        draft(cast.supervisor, condition="amout > 100")
    with pytest.raises(RuleSubjectUnknown):
        draft(cast.supervisor, true_at_field="amount")
    clock = {"kind": "clock", "event": "", "condition": "true"}
    with pytest.raises(RuleSubjectUnknown):
        draft(cast.supervisor, **clock)
    for lead in ([{"days": 0}], [{"max_length": 3, "days": 1}], [{"at": "25:00"}], [{"days": 1}, {"days": 2}], [{}]):
        with pytest.raises(LeadRefused):
            draft(cast.supervisor, **clock, clock_kinds=["promised"], lead=lead)
    tally = draft(cast.supervisor, kind="tally", event="", code="X01")
    with pytest.raises(RuleKindNotReady):
        actions.activate_rule(rule=tally, by=cast.second_supervisor)


def test_a_condition_narrows_a_clock_rule(matters: Matters) -> None:
    rule = draft(
        matters.cast.supervisor, code="T99", kind="clock", event="", clock_kinds=["reply"], issue_mode="auto",
        colour="yellow", condition='length > 3 and start_event == "asked"',
    )  # fmt: skip
    actions.activate_rule(rule=rule, by=matters.cast.second_supervisor, valid_from=date(2026, 1, 1))
    wanted = matters.due("reply", length=4, start_event="asked")
    matters.due("reply", length=3, start_event="asked")
    matters.due("reply", length=4, start_event="answered")
    sweep(at=local(2026, 9, 20))
    assert [card.subject_id for card in Card.objects.filter(rule_code="T99")] == [wanted.pk]
    assert not reconcile(at=local(2026, 9, 20, 1)).differs


def test_an_event_makes_a_card_once(matters: Matters) -> None:
    cast = matters.cast
    actions.activate_rule(rule=draft(cast.supervisor), by=cast.second_supervisor, valid_from=date(2026, 1, 1))
    case = matters.open()
    at = local(2026, 9, 8, 11)
    for amount in (100, 101):
        record(CHARGED, case.ledger_subject, actor=SYSTEM, at=at, amount=amount)
    hand_turn(
        case,
        step="approve",
        step_name="决定",
        organization=cast.bureau,
        post=Post.objects.get(user=cast.approver),
        at=at,
    )
    entries = list(Entry.objects.filter(type=CHARGED.code))
    assert (judge(entries), judge(entries)) == (1, 0)
    card = Card.objects.get(rule_code="F01")
    assert (card.state, card.counts_at, card.true_at) == ("to_verify", None, at)
    assert card.person == cast.reviewer  # whose turn it was until that act
    assert card.inputs["event"]["payload"] == {"amount": 101}
    assert not reconcile(at=database_now()).differs


def test_deemed_acceptance_is_a_yellow_of_the_day_the_term_ended(matters: Matters) -> None:
    case = matters.open()
    matters.clock(case, "intake", length=5)
    sweep(at=local(2026, 9, 14, 9))
    entry = _deem(case)
    assert judge([entry]) == 1
    card = Card.objects.get(rule_code="T06")
    assert (card.colour, card.state, card.true_at) == ("yellow", "issued", day_end(date(2026, 9, 14)))
    assert card.person == matters.cast.reviewer
    assert Card.objects.get(rule_code="T05").superseded_by == card


def _deem(case: Any) -> Entry:
    return record(
        events.get(DEEMED), case.ledger_subject, actor=SYSTEM, at=local(2026, 9, 15, 0, 1), item="许可",
        accepted_on=RECEIVED.date(), said_nothing_until=date(2026, 9, 14), statutory_due=date(2026, 10, 12),
    )  # fmt: skip


def test_an_event_that_is_found_late_is_dated_then_and_counts_from_now(matters: Matters) -> None:
    """The relay lay still for days: the card is of the day the term ended, its own terms begin when it was found."""
    case = matters.open()
    matters.clock(case, "intake", length=5)
    at = local(2026, 9, 18, 9)
    assert judge([_deem(case)], at=at) == 1
    card = Card.objects.get(rule_code="T06")
    assert (card.true_at, card.found_at, card.counts_at) == (day_end(date(2026, 9, 14)), at, at)
    assert Clock.objects.of(card.ledger_subject).get().due_at == day_end(date(2026, 9, 20))  # a Sunday that is worked


def _rule_over_deemed(cast: Cast, **facts: Any) -> None:
    rule = actions.save_rule(
        by=cast.supervisor, code="F02", name="看日期", kind="event", category="time", family="dated",
        legal_basis="测试", event=DEEMED, notify_roles=["H"], valid_from=date(2026, 1, 1), rectify_length=1, **facts,
    )  # fmt: skip
    actions.activate_rule(rule=rule, by=cast.second_supervisor, valid_from=date(2026, 1, 1))


def test_a_red_of_an_event_that_is_found_late_waits_its_working_day_from_then(matters: Matters, cast: Cast) -> None:
    _rule_over_deemed(cast, colour="red", true_at_field="said_nothing_until")
    judge([_deem(matters.open())], at=local(2026, 9, 18, 9))
    card = Card.objects.get(rule_code="F02")
    assert (card.true_at, card.counts_at) == (day_end(date(2026, 9, 14)), day_end(date(2026, 9, 20)))


def test_what_an_entry_tells_was_true_when_it_was_written(matters: Matters, cast: Cast) -> None:
    """A day in the field that is still to come does not date a card in the future, and does not stop the observer."""
    _rule_over_deemed(cast, colour="yellow", true_at_field="statutory_due")
    entry = _deem(matters.open())
    assert judge([entry], at=local(2026, 9, 18, 9)) == 2
    card = Card.objects.get(rule_code="F02")
    assert (card.true_at, card.person) == (entry.at, cast.reviewer)
    assert not reconcile(at=local(2026, 9, 18, 10)).differs


def test_numbers_in_sql_are_those_of_the_house(db: None) -> None:

    day = date(2026, 10, 14)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT n, {number_sql(day, 'n')} FROM generate_series(0::bigint, 999999, 997) n")
        assert all(made == number_with_check("JC", day, n) for n, made in cursor.fetchall())
