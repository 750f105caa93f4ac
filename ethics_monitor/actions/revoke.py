"""撤销: proposed by one (or by the system when a date moved), decided by another; the row stays for ever."""

from datetime import datetime

from django.db import transaction

from ethics_monitor import permissions, rectification
from ethics_monitor.actions.locked import calendar_of, lock_card, move, save, words
from ethics_monitor.events import CARD_RESTORED, CARD_REVOKED, REVOCATION_PROPOSED, REVOCATION_WITHDRAWN
from ethics_monitor.models import Card, Colour
from ethics_monitor.refusals import (
    AnotherMustDecide,
    CardMoveNotAllowed,
    NoRevocationProposed,
    RevocationProposedAlready,
    VerifyInstead,
)
from ethics_monitor.workflow import ANSWERED_BY_UNIT, WORKFLOW
from kernel.accounts.models import User
from kernel.ledger.actors import SYSTEM, Actor
from kernel.ledger.writer import record
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.zone import local_date


@transaction.atomic
def propose_revocation(*, number: str, by: User, reason: str, at: datetime | None = None) -> Card:
    """提请撤销, with its reason: a card that was upheld and is proved wrong; a closed one too, for it still counts.

    Errors: NotFound, NotYourPost, TakenOver, TextMissing, RevocationProposedAlready, CardMoveNotAllowed; VerifyInstead
    while it waits to be verified, since a proposal would put off the day on which it counts by itself.
    """
    card, at = lock_card(number, at=at)
    post = permissions.verifier(by, card, at=at)
    if card.state == "to_verify":
        raise VerifyInstead(number=card.number)
    propose(card, words(reason), by=by, actor_=actor(post), at=at)
    return card


def propose(card: Card, reason: str, *, by: User | None, actor_: Actor, at: datetime) -> None:
    """Write a proposal on the locked card; without a person it is the system's, because a date moved."""
    if WORKFLOW.move_from(card.state, "revoke") is None:
        label = WORKFLOW.moves["revoke"].label
        raise CardMoveNotAllowed(number=card.number, state=card.state_row.label, move=label)
    if card.revocation_proposed_at is not None:
        raise RevocationProposedAlready(number=card.number)
    save(
        card,
        revocation_proposed_at=at,
        revocation_proposed_by=by,
        revocation_ground=reason[:200],
        revocation_by_move=by is None,
    )
    record(
        REVOCATION_PROPOSED,
        card.ledger_subject,
        about=card.about,
        actor=actor_,
        at=at,
        rule=card.rule_code,
        reason=reason,
    )


@transaction.atomic
def confirm_revocation(*, number: str, by: User, at: datetime | None = None) -> Card:
    """同意撤销 by another than who proposed: points are restored, and what it had put aside counts again.

    Errors: NotFound, NotYourPost, TakenOver, NoRevocationProposed, AnotherMustDecide.
    """
    card, post, at = _proposed(number, by, at)
    ground = card.revocation_ground
    move(card, "revoke", at=at, by=by, end_reason=ground, replaced=card.revocation_by_move)
    rectification.stop(card, at=at, outcome="revoked")
    record(
        CARD_REVOKED,
        card.ledger_subject,
        about=card.about,
        actor=actor(post),
        at=at,
        rule=card.rule_code,
        reason=ground,
        points=card.points,
    )
    _restore_lower(card, at=at)
    return card


@transaction.atomic
def decline_revocation(*, number: str, by: User, reason: str, at: datetime | None = None) -> Card:
    """不同意撤销: the card stands. Errors: as `confirm_revocation`, TextMissing."""
    card, post, at = _proposed(number, by, at)
    withdraw(card, words(reason), actor_=actor(post), at=at)
    return card


def withdraw(card: Card, reason: str, *, actor_: Actor, at: datetime) -> None:
    """Take a proposal off the locked card; the ledger keeps that it was made."""
    save(
        card,
        revocation_proposed_at=None,
        revocation_proposed_by=None,
        revocation_ground="",
        revocation_by_move=False,
    )
    record(
        REVOCATION_WITHDRAWN,
        card.ledger_subject,
        about=card.about,
        actor=actor_,
        at=at,
        rule=card.rule_code,
        reason=reason,
    )


def _proposed(number: str, by: User, at: datetime | None) -> tuple[Card, HeldPost, datetime]:
    card, at = lock_card(number, at=at)
    post = permissions.verifier(by, card, at=at)
    if card.revocation_proposed_at is None:
        raise NoRevocationProposed(number=card.number)
    if card.revocation_proposed_by_id == by.pk:
        raise AnotherMustDecide
    return card, post, at


def _restore_lower(card: Card, *, at: datetime) -> None:
    """Of what this card had put aside the highest stands again and puts the others aside in its place; a unit that
    had not answered gets its term anew."""
    lower = Card.objects.select_related("rule").filter(superseded_by=card)
    highest: Card | None = None
    for low in lower.select_for_update(no_key=True, of=("self",)).order_by("-severity", "pk"):
        if highest is not None and low.severity < highest.severity:
            save(low, superseded_by=highest)
            continue
        save(low, superseded_by=None)
        highest = highest or (low if low.state not in ("revoked", "dismissed") else None)
        if low.colour == Colour.WARNING or low.state not in ANSWERED_BY_UNIT:
            continue
        clock = rectification.start(low, at=at, calendar_code=calendar_of(low))
        record(
            CARD_RESTORED,
            low.ledger_subject,
            about=low.about,
            actor=SYSTEM,
            at=at,
            rule=low.rule_code,
            by=card.number,
            answer_by=None if clock is None or clock.due_at is None else local_date(clock.due_at),
        )
