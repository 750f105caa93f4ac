"""The unit's verbs: it answers, it never edits a card."""

from datetime import datetime

from django.db import transaction

from ethics_monitor import permissions, rectification
from ethics_monitor.actions.locked import lock_card, move, must_be_answered, report_words
from ethics_monitor.events import CARD_ACKNOWLEDGED, RECTIFICATION_REPORTED
from ethics_monitor.models import Card
from kernel.accounts.models import User
from kernel.ledger.writer import record
from kernel.organizations.queries import actor


@transaction.atomic
def acknowledge(*, number: str, by: User, at: datetime | None = None) -> Card:
    """签收 by the responsible post or a leader of the unit.

    Errors: NotFound, NotYourPost, WarningNeedsNoAnswer, CardSuperseded, CardMoveNotAllowed.
    """
    card, at = lock_card(number, at=at)
    post = permissions.of_unit(by, card, at=at)
    must_be_answered(card)
    move(card, "acknowledge", at=at, acknowledged_at=at, acknowledged_by=by)
    record(CARD_ACKNOWLEDGED, card.ledger_subject, about=card.about, actor=actor(post), at=at, rule=card.rule_code)
    return card


@transaction.atomic
def report_rectification(*, number: str, by: User, text: str, at: datetime | None = None) -> Card:
    """报整改结果 of a card that was signed for; the term stops, and whether it came late is written down.

    Errors: as `acknowledge`; TextMissing, ReportTooShort.
    """
    card, at = lock_card(number, at=at)
    post = permissions.of_unit(by, card, at=at)
    must_be_answered(card)
    said = report_words(text)
    move(card, "report", at=at, reported_at=at, reported_by=by, rectification=said)
    clock = rectification.stop(card, at=at, outcome="reported")
    record(
        RECTIFICATION_REPORTED,
        card.ledger_subject,
        about=card.about,
        actor=actor(post),
        at=at,
        rule=card.rule_code,
        rectification=said,
        late=rectification.was_late(clock, at),
    )
    return card
