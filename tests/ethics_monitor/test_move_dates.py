"""A calendar that changes under running matters: cards are proposed for revocation, persons decide."""

from datetime import date

import pytest

from ethics_monitor import actions
from ethics_monitor.models import Card
from ethics_monitor.reconcile import reconcile
from ethics_monitor.sweep import sweep
from kernel.clocks.actions import change_calendar_days
from kernel.clocks.models import Clock
from kernel.clocks.tasks import recompute_stale
from kernel.ledger.models import Entry
from kernel.workdays.working_calendar import NamedDay
from kernel.workdays.zone import day_end, day_start
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters

NEXT_MINUTE = local(2026, 9, 18, 0, 2)


def move(clock: Clock, day: date) -> None:
    """What recompute_clocks does to one clock."""
    Clock.objects.filter(pk=clock.pk).update(due_at=day_end(day))


def test_a_date_that_moved_later_proposes_and_a_person_confirms(matters: Matters, cast: Cast) -> None:
    clock = matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    move(clock, date(2026, 9, 18))
    assert sweep(at=NEXT_MINUTE).proposed == 1
    card = Card.objects.get(rule_code="T02")
    assert (card.state, card.revocation_by_move) == ("issued", True)
    assert "9月18日 周五" in card.revocation_ground
    assert not reconcile(at=local(2026, 9, 18, 0, 20)).differs
    actions.confirm_revocation(number=card.number, by=cast.supervisor, at=local(2026, 9, 18, 9))
    sweep(at=local(2026, 9, 18, 23))
    assert Card.objects.filter(rule_code="T02").count() == 1
    sweep(at=local(2026, 9, 19))
    again = Card.objects.filter(rule_code="T02", replaced=False).get()
    assert again.true_at == day_end(date(2026, 9, 18)) and again.pk != card.pk


def test_a_date_that_passes_again_takes_the_proposal_back(matters: Matters) -> None:
    clock = matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    move(clock, date(2026, 9, 18))
    sweep(at=NEXT_MINUTE)
    move(clock, date(2026, 9, 17))
    sweep(at=local(2026, 9, 18, 0, 3))
    card = Card.objects.get(rule_code="T02")
    assert (card.state, card.revocation_proposed_at) == ("issued", None)
    kinds = [entry.type.split(".")[1] for entry in Entry.objects.of(card.ledger_subject)]
    assert kinds == ["card_issued", "revocation_proposed", "revocation_withdrawn"]


def test_a_date_that_moved_earlier_is_examined_again(matters: Matters) -> None:
    clock = matters.due()
    sweep(at=local(2026, 9, 11))
    move(clock, date(2026, 9, 10))
    sweep(at=local(2026, 9, 11, 0, 1))
    assert Card.objects.get(rule_code="T02").true_at == day_end(date(2026, 9, 10))


def test_a_waiting_red_does_not_count_while_its_revocation_is_proposed(matters: Matters) -> None:
    clock = matters.due("statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    move(clock, date(2026, 9, 30))
    sweep(at=NEXT_MINUTE)
    assert sweep(at=day_start(date(2026, 9, 25))).counted == 0
    assert Card.objects.get(rule_code="T03").state == "to_verify"


def test_an_end_corrected_to_be_in_time_proposes(matters: Matters) -> None:
    clock = matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    Clock.objects.filter(pk=clock.pk).update(ended_at=local(2026, 9, 17, 16), outcome="decided")
    assert sweep(at=NEXT_MINUTE).proposed == 1
    assert "没有超期" in Card.objects.get(rule_code="T02").revocation_ground


THE_17TH = date(2026, 9, 17)
TYPHOON = NamedDay("rest", "防台风停课停业", "县政府通知")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_day_off_that_is_named_afterwards_moves_the_dates_and_proposes(committed: Matters) -> None:
    """The real road: the calendar is changed by a notice, the worker derives the dates again, the sweep looks."""
    cast = committed.cast
    carded, running = committed.due(), committed.due(length=9)
    kept = committed.due("statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    before = {card.pk for card in Card.objects.filter(rule_code__in=("T02", "T03"))}
    assert len(before) == 2
    change_calendar_days(code="CN", days={THE_17TH: TYPHOON}, notice="县政府通知", by=cast.administrator)
    assert recompute_stale() == 3
    assert Clock.objects.get(pk=carded.pk).due_at == day_end(date(2026, 9, 18))
    # the 19th is a Saturday, the 20th is worked
    assert Clock.objects.get(pk=running.pk).due_at == day_end(date(2026, 9, 20))
    assert sweep(at=NEXT_MINUTE).proposed == 2
    proposed = Card.objects.filter(revocation_by_move=True)
    assert {card.pk for card in proposed} == before
    assert {card.state for card in proposed} == {"issued", "to_verify"}
    assert not reconcile(at=local(2026, 9, 18, 0, 20)).differs
    # the red does not count meanwhile; decided on the day that it now may last to, it never will
    Clock.objects.filter(pk=kept.pk).update(ended_at=local(2026, 9, 18, 16), outcome="decided")
    for card in proposed:
        actions.confirm_revocation(number=card.number, by=cast.supervisor, at=local(2026, 9, 18, 17))
    sweep(at=local(2026, 9, 30))
    standing = Card.objects.filter(rule_code__in=("T02", "T03")).exclude(state="revoked").order_by("true_at")
    assert [(card.rule_code, card.subject_id, card.true_at) for card in standing] == [
        ("T02", carded.pk, day_end(date(2026, 9, 18))),
        ("T02", running.pk, day_end(date(2026, 9, 20))),
    ]
    assert not reconcile(at=local(2026, 9, 30, 0, 20)).differs


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_day_that_becomes_worked_brings_the_card_forward(committed: Matters) -> None:
    """Saturday the 12th is worked by a later notice: what was due on the 17th was due on the 16th."""
    clock = committed.due()
    sweep(at=local(2026, 9, 16, 23))
    worked = {date(2026, 9, 12): NamedDay("work", "调休上班", "县政府通知")}
    change_calendar_days(code="CN", days=worked, notice="县政府通知", by=committed.cast.administrator)
    sweep(at=local(2026, 9, 17, 8))
    assert not Card.objects.filter(rule_code="T02").exists()
    assert recompute_stale() == 1
    sweep(at=local(2026, 9, 17, 8, 1))
    card = Card.objects.get(rule_code="T02")
    assert (card.subject_id, card.true_at) == (clock.pk, day_end(date(2026, 9, 16)))
