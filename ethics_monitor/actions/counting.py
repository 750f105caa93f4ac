"""A card comes to count: on confirmation, or a red by itself after its working day (practice.md 1.11)."""

import logging
from datetime import date, datetime

from django.db import transaction

from ethics_monitor import rectification
from ethics_monitor.actions.locked import calendar_of, lock_card, move, save
from ethics_monitor.events import CARD_COUNTED, CARD_SUPERSEDED
from ethics_monitor.models import Card, Colour
from ethics_monitor.workflow import STANDING
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.writer import record
from kernel.workdays.zone import local_date

log = logging.getLogger(__name__)

AT_MOST = 500  # a sweep; the next one takes the rest


def count_due(*, at: datetime | None = None, simulation: str = "") -> int:
    """Let every red count whose working day has passed, one transaction a card; how many.

    One that fails is logged and waits for the next sweep, it does not hold the others.
    """
    now = database_now() if at is None else at
    due = Card.objects.filter(state="to_verify", counts_at__lt=now, revocation_proposed_at__isnull=True)
    county = {"simulated": True, "region_code": simulation} if simulation else {"simulated": False}
    counted = 0
    for number in due.filter(**county).order_by("counts_at", "pk").values_list("number", flat=True)[:AT_MOST]:
        try:
            counted += _count(number, at)
        except Exception:
            log.exception("card %s could not be counted", number)
    return counted


@transaction.atomic
def _count(number: str, at: datetime | None) -> bool:
    card, at = lock_card(number, at=at)
    if card.state != "to_verify" or card.counts_at is None or card.counts_at >= at or card.revocation_proposed_at:
        return False
    move(card, "count", at=at)
    answer_by = let_count(card, at=at)
    record(
        CARD_COUNTED,
        card.ledger_subject,
        about=card.about,
        actor=SYSTEM,
        at=at,
        rule=card.rule_code,
        colour=str(card.get_colour_display()),
        points=card.points,
        answer_by=answer_by,
    )
    return True


def let_count(card: Card, *, at: datetime) -> date | None:
    """Start the term to put it right and put aside the lower cards of the family; the last day of the term."""
    clock = rectification.start(card, at=at, calendar_code=calendar_of(card))
    _supersede_lower(card, at=at)
    return local_date(clock.due_at) if clock is not None and clock.due_at is not None else None


def _supersede_lower(card: Card, *, at: datetime) -> None:
    """Keep the lower ones, but answer and count the highest alone; a warning is put aside without a word."""
    lower = Card.objects.filter(
        about_kind=card.about_kind,
        about_id=card.about_id,
        family=card.family,
        severity__lt=card.severity,
        superseded_by__isnull=True,
    ).exclude(state__in=("revoked", "dismissed"))
    for low in lower.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        save(low, superseded_by=card)
        rectification.stop(low, at=at, outcome="superseded")
        if low.colour != Colour.WARNING and low.state in STANDING:
            record(
                CARD_SUPERSEDED,
                low.ledger_subject,
                about=low.about,
                actor=SYSTEM,
                at=at,
                rule=low.rule_code,
                by=card.number,
            )
