"""Verify, answer, return, close, take over, revoke: success and refusal side by side."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from ethics_monitor import actions
from ethics_monitor.models import Card
from ethics_monitor.refusals import (
    AnotherMustDecide,
    CardMoveNotAllowed,
    CardSuperseded,
    NoRevocationProposed,
    ReportTooShort,
    RevocationProposedAlready,
    TakenOver,
    TakenOverAlready,
    TextMissing,
    VerifyInstead,
    WarningNeedsNoAnswer,
)
from ethics_monitor.sweep import sweep
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import day_end
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters

MORNING = local(2026, 9, 18, 9)
WHY = "同一岗位三个月内第三张"


@pytest.fixture
def yellow(matters: Matters) -> Card:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    return Card.objects.get(rule_code="T02")


@pytest.fixture
def red(matters: Matters) -> Card:
    matters.due("statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    return Card.objects.get(rule_code="T03")


def told(card: Card) -> list[str]:
    return [entry.type.removeprefix("ethics_monitor.") for entry in Entry.objects.of(card.ledger_subject)]


def term(card: Card) -> Clock:
    return Clock.objects.filter(subject_kind="card", subject_id=card.pk).latest("pk")


def test_the_whole_way_of_a_yellow(yellow: Card, cast: Cast) -> None:
    number = yellow.number
    actions.acknowledge(number=number, by=cast.reviewer, at=MORNING)
    actions.report_rectification(number=number, by=cast.reviewer, text="已于当日补作决定并送达", at=MORNING)
    assert term(yellow).outcome == "reported"
    actions.return_report(number=number, by=cast.supervisor, reason="没有说明原因", at=MORNING)
    assert term(yellow).due_at == day_end(date(2026, 9, 22))
    actions.report_rectification(
        number=number, by=cast.department_head, text="补充原因：交接漏件，今后每日核对", at=local(2026, 9, 23)
    )
    card = actions.verify_and_close(number=number, by=cast.supervisor, at=local(2026, 9, 24))
    assert (card.state, card.ended_by, card.rectification) == (
        "closed",
        cast.supervisor,
        "补充原因：交接漏件，今后每日核对",
    )
    assert told(card) == [
        "card_issued", "card_acknowledged", "rectification_reported", "report_returned", "rectification_reported",
        "card_closed",
    ]  # fmt: skip
    reports = [entry.facts()["late"] for entry in Entry.objects.of(card.ledger_subject) if "reported" in entry.type]
    assert reports == [False, True]


def test_it_is_signed_for_before_it_is_reported(yellow: Card, cast: Cast) -> None:
    with pytest.raises(CardMoveNotAllowed) as refusal:
        actions.report_rectification(number=yellow.number, by=cast.reviewer, text="已于当日补作决定并送达", at=MORNING)
    assert "已发出" in str(refusal.value) and term(yellow).ended_at is None
    assert told(yellow) == ["card_issued"]


@pytest.mark.parametrize("text", ["已整改。", "已整改！！！……（）——。", "已整改，已整改。", "ok, done"])
def test_a_report_says_what_was_put_right(yellow: Card, cast: Cast, text: str) -> None:
    actions.acknowledge(number=yellow.number, by=cast.reviewer, at=MORNING)
    with pytest.raises(ReportTooShort) as refusal:
        actions.report_rectification(number=yellow.number, by=cast.reviewer, text=text, at=MORNING)
    assert "至少 10 个字" in str(refusal.value)
    with pytest.raises(TextMissing):
        actions.report_rectification(number=yellow.number, by=cast.reviewer, text=" \n", at=MORNING)
    assert told(yellow) == ["card_issued", "card_acknowledged"]
    actions.report_rectification(number=yellow.number, by=cast.reviewer, text="补作决定，今后每日核对", at=MORNING)


@pytest.mark.parametrize("who", ["reviewer", "department_head", "inspector", "administrator", "citizen"])
def test_only_the_office_verifies(red: Card, cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    for verb in (actions.confirm, actions.verify_and_close, actions.confirm_revocation):
        with pytest.raises(NotYourPost):
            verb(number=red.number, by=user, at=MORNING)
    for verb in (actions.dismiss, actions.return_report, actions.propose_revocation, actions.decline_revocation):
        with pytest.raises(NotYourPost):
            verb(number=red.number, by=user, reason="x", at=MORNING)


def test_a_confirmed_red_counts_at_once(red: Card, cast: Cast) -> None:
    card = actions.confirm(number=red.number, by=cast.supervisor, at=MORNING)
    assert (card.state, card.confirmed_by) == ("issued", cast.supervisor)
    assert term(card).due_at == day_end(date(2026, 9, 24))
    assert list(Card.objects.counting(MORNING)) == [card]
    with pytest.raises(CardMoveNotAllowed) as refusal:
        actions.confirm(number=red.number, by=cast.supervisor, at=MORNING)
    assert "已发出" in str(refusal.value) and "核实成立" in str(refusal.value)


def test_a_dismissed_red_stays_with_its_reason_and_never_comes_back(red: Card, cast: Cast) -> None:
    with pytest.raises(TextMissing):
        actions.dismiss(number=red.number, by=cast.supervisor, reason=" ", at=MORNING)
    card = actions.dismiss(number=red.number, by=cast.supervisor, reason="决定书日期在期限内", at=MORNING)
    assert (card.state, card.end_reason) == ("dismissed", "决定书日期在期限内")
    assert not Card.objects.counting(local(2026, 10, 1)).exists()
    Clock.objects.filter(pk=red.subject_id).update(provisional=True)
    Clock.objects.filter(pk=red.subject_id).update(provisional=False)
    sweep(at=local(2026, 9, 30))
    assert Card.objects.filter(rule_code="T03").count() == 1


def test_a_warning_is_not_answered_and_a_superseded_card_neither(matters: Matters, cast: Cast) -> None:
    case = matters.open()
    matters.clock(case)
    matters.clock(case, "statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    warning, yellow, red = Card.objects.order_by("severity")
    with pytest.raises(WarningNeedsNoAnswer):
        actions.acknowledge(number=warning.number, by=cast.reviewer, at=MORNING)
    actions.confirm(number=red.number, by=cast.supervisor, at=MORNING)
    with pytest.raises(CardSuperseded) as refusal:
        actions.acknowledge(number=yellow.number, by=cast.reviewer, at=MORNING)
    assert red.number in str(refusal.value)


def test_a_revoked_red_gives_its_yellow_back(matters: Matters, cast: Cast) -> None:
    case = matters.open()
    matters.clock(case)
    matters.clock(case, "statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    yellow, red = Card.objects.get(rule_code="T02"), Card.objects.get(rule_code="T03")
    actions.confirm(number=red.number, by=cast.supervisor, at=MORNING)
    with pytest.raises(NoRevocationProposed):
        actions.confirm_revocation(number=red.number, by=cast.second_supervisor, at=MORNING)
    actions.propose_revocation(number=red.number, by=cast.supervisor, reason="系统故障", at=MORNING)
    with pytest.raises(RevocationProposedAlready):
        actions.propose_revocation(number=red.number, by=cast.second_supervisor, reason="再提", at=MORNING)
    with pytest.raises(AnotherMustDecide):
        actions.confirm_revocation(number=red.number, by=cast.supervisor, at=MORNING)
    card = actions.confirm_revocation(number=red.number, by=cast.second_supervisor, at=MORNING)
    assert (card.state, card.end_reason, card.replaced) == ("revoked", "系统故障", False)
    yellow.refresh_from_db()
    assert yellow.superseded_by is None and term(yellow).ended_at is None
    assert list(Card.objects.counting(MORNING)) == [yellow]
    assert told(yellow)[-2:] == ["card_superseded", "card_restored"]


def test_of_what_a_revoked_red_gives_back_the_highest_alone_stands(matters: Matters, cast: Cast) -> None:
    """The warning and the yellow were both put aside by the red; without it the yellow puts the warning aside."""
    case = matters.open()
    matters.clock(case, "statutory", length=5)
    matters.clock(case, length=6)
    sweep(at=local(2026, 9, 15, 0, 1))
    red, warning = Card.objects.get(rule_code="T03"), Card.objects.get(rule_code="T01")
    actions.confirm(number=red.number, by=cast.supervisor, at=local(2026, 9, 15, 9))
    sweep(at=local(2026, 9, 16, 0, 1))
    yellow = Card.objects.get(rule_code="T02")
    assert yellow.superseded_by == red
    at = local(2026, 9, 16, 9)
    actions.propose_revocation(number=red.number, by=cast.supervisor, reason="系统故障", at=at)
    actions.confirm_revocation(number=red.number, by=cast.second_supervisor, at=at)
    for card in (yellow, warning):
        card.refresh_from_db()
    assert (yellow.superseded_by, warning.superseded_by) == (None, yellow)
    assert list(Card.objects.standing().highest()) == [yellow]


def test_what_has_ended_is_not_taken_over(red: Card, cast: Cast) -> None:
    actions.dismiss(number=red.number, by=cast.supervisor, reason="决定按时作出", at=MORNING)
    with pytest.raises(CardMoveNotAllowed) as refusal:
        actions.take_over(number=red.number, by=cast.inspector, reason=WHY, at=MORNING)
    assert "核实不成立" in str(refusal.value)
    red.refresh_from_db()
    assert red.taken_over_at is None


def test_a_declined_revocation_leaves_the_card(yellow: Card, cast: Cast) -> None:
    actions.propose_revocation(number=yellow.number, by=cast.supervisor, reason="系统故障", at=MORNING)
    card = actions.decline_revocation(number=yellow.number, by=cast.second_supervisor, reason="日志正常", at=MORNING)
    assert (card.state, card.revocation_proposed_at) == ("issued", None)
    assert told(card)[-2:] == ["revocation_proposed", "revocation_withdrawn"]


def test_taking_over_says_why(red: Card, cast: Cast) -> None:
    with pytest.raises(TextMissing) as refusal:
        actions.take_over(number=red.number, by=cast.inspector, reason=" ", at=MORNING)
    assert "提级的理由" in str(refusal.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(pk=red.pk).update(taken_over_at=MORNING, taken_over_by=cast.inspector)


def test_what_waits_to_be_verified_is_dismissed_and_not_revoked(red: Card, cast: Cast) -> None:
    """A proposal would put off the day on which it counts by itself."""
    with pytest.raises(VerifyInstead):
        actions.propose_revocation(number=red.number, by=cast.supervisor, reason="系统故障", at=MORNING)
    assert sweep(at=local(2026, 9, 22)).counted == 1


def test_a_closed_card_that_is_proved_wrong_is_revoked_by_two(yellow: Card, cast: Cast) -> None:
    actions.acknowledge(number=yellow.number, by=cast.reviewer, at=MORNING)
    actions.report_rectification(number=yellow.number, by=cast.reviewer, text="已于当日补作决定并送达", at=MORNING)
    actions.verify_and_close(number=yellow.number, by=cast.supervisor, at=MORNING)
    assert list(Card.objects.counting(MORNING)) == [yellow]
    actions.propose_revocation(number=yellow.number, by=cast.supervisor, reason="决定书日期在期限内", at=MORNING)
    actions.confirm_revocation(number=yellow.number, by=cast.second_supervisor, at=MORNING)
    assert yellow not in Card.objects.counting(MORNING)
    with pytest.raises(CardMoveNotAllowed):
        actions.propose_revocation(number=yellow.number, by=cast.supervisor, reason="再提", at=MORNING)


def test_the_discipline_organ_takes_over_and_then_verifies_alone(red: Card, cast: Cast) -> None:
    with pytest.raises(NotYourPost):
        actions.take_over(number=red.number, by=cast.supervisor, reason=WHY, at=MORNING)
    card = actions.take_over(number=red.number, by=cast.inspector, reason=WHY, at=MORNING)
    assert (card.taken_over_by, card.taken_over_reason) == (cast.inspector, WHY)
    entry = Entry.objects.of(card.ledger_subject).last()
    assert entry is not None and WHY in entry.sentence()
    with pytest.raises(TakenOverAlready):
        actions.take_over(number=red.number, by=cast.inspector, reason=WHY, at=MORNING)
    with pytest.raises(TakenOver):
        actions.confirm(number=red.number, by=cast.supervisor, at=MORNING)
    assert actions.confirm(number=red.number, by=cast.inspector, at=MORNING).state == "issued"


def test_an_unknown_number_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        actions.acknowledge(number="JC20260918999999", by=cast.reviewer)


def test_no_verb_touches_the_matter(red: Card, cast: Cast) -> None:
    before = Clock.objects.filter(subject_kind="case").values()
    known = list(before)
    actions.confirm(number=red.number, by=cast.supervisor, at=MORNING)
    actions.acknowledge(number=red.number, by=cast.reviewer, at=MORNING + timedelta(hours=1))
    assert list(before.all()) == known
