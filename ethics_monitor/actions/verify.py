"""The supervision office's verbs, and the discipline organ's one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ethics_monitor import permissions, rectification
from ethics_monitor.actions.counting import let_count
from ethics_monitor.actions.locked import calendar_of, lock_card, move, must_be_answered, save, words
from ethics_monitor.events import CARD_CLOSED, CARD_CONFIRMED, CARD_DISMISSED, CARD_TAKEN_OVER, REPORT_RETURNED
from ethics_monitor.models import Card
from ethics_monitor.refusals import CardMoveNotAllowed, TakenOverAlready
from kernel.accounts.models import User
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.zone import local_date


@transaction.atomic
def confirm(*, number: str, by: User, at: datetime | None = None) -> Card:
    """核实成立: it counts from now. Errors: NotFound, NotYourPost, TakenOver, CardMoveNotAllowed."""
    card, at = lock_card(number, at=at)
    post = permissions.verifier(by, card, at=at)
    move(card, "confirm", at=at, confirmed_at=at, confirmed_by=by)
    answer_by = let_count(card, at=at)
    record(
        CARD_CONFIRMED,
        card.ledger_subject,
        about=card.about,
        actor=actor(post),
        at=at,
        rule=card.rule_code,
        colour=str(card.get_colour_display()),
        points=card.points,
        answer_by=answer_by,
    )
    return card


@transaction.atomic
def dismiss(*, number: str, by: User, reason: str, at: datetime | None = None) -> Card:
    """核实不成立: the row stays with its reason. Errors: as `confirm`, TextMissing."""
    card, at = lock_card(number, at=at)
    post = permissions.verifier(by, card, at=at)
    why = words(reason)
    move(card, "dismiss", at=at, by=by, end_reason=why)
    record(
        CARD_DISMISSED,
        card.ledger_subject,
        about=card.about,
        actor=actor(post),
        at=at,
        rule=card.rule_code,
        reason=why,
    )
    return card


@transaction.atomic
def verify_and_close(*, number: str, by: User, at: datetime | None = None) -> Card:
    """核验销号: what was reported is right. Errors: as `confirm`, CardSuperseded."""
    card, at = lock_card(number, at=at)
    post = permissions.verifier(by, card, at=at)
    must_be_answered(card)
    move(card, "close", at=at, by=by)
    record(CARD_CLOSED, card.ledger_subject, about=card.about, actor=actor(post), at=at, rule=card.rule_code)
    return card


@transaction.atomic
def return_report(*, number: str, by: User, reason: str, at: datetime | None = None) -> Card:
    """退回整改: what was reported does not do; the term runs anew. Errors: as `verify_and_close`, TextMissing."""
    card, at = lock_card(number, at=at)
    post = permissions.verifier(by, card, at=at)
    must_be_answered(card)
    why = words(reason, _("退回的理由"))
    move(card, "return", at=at)
    clock = rectification.start(card, at=at, calendar_code=calendar_of(card))
    record(
        REPORT_RETURNED,
        card.ledger_subject,
        about=card.about,
        actor=actor(post),
        at=at,
        rule=card.rule_code,
        reason=why,
        answer_by=None if clock is None or clock.due_at is None else local_date(clock.due_at),
    )
    return card


@transaction.atomic
def take_over(*, number: str, by: User, reason: str, at: datetime | None = None) -> Card:
    """提级: the discipline organ verifies this card from now on, and says why.

    Errors: NotFound, NotYourPost, TextMissing, TakenOverAlready; CardMoveNotAllowed for one that has ended.
    """
    card, at = lock_card(number, at=at)
    post = permissions.discipline(by, at=at)
    why = words(reason, _("提级的理由"))
    if not card.standing:
        raise CardMoveNotAllowed(number=card.number, state=card.state_row.label, move=_("提级"))
    if card.taken_over_at is not None:
        raise TakenOverAlready(number=card.number)
    save(card, taken_over_at=at, taken_over_by=by, taken_over_reason=why)
    record(
        CARD_TAKEN_OVER,
        card.ledger_subject,
        about=card.about,
        actor=actor(post),
        at=at,
        rule=card.rule_code,
        reason=why,
    )
    return card
