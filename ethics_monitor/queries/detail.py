"""One card with everything its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ethics_monitor.models import Card, Colour
from ethics_monitor.rectification import KIND
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.organizations.queries import Scope

EVIDENCE: Final = 200  # a matter with more entries than this shows the last ones


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One station of a card's life: when it was reached, or by when it must be, and whether that was late."""

    label: str | Promise
    at: datetime | None = None
    due: datetime | None = None
    late: bool = False
    current: bool = False


@dataclass(frozen=True)
class CardDetail:
    """`timeline` are the card's own entries, `evidence` those of the matter up to the one it was found on."""

    card: Card
    steps: tuple[LifeStep, ...]
    timeline: Sequence[Entry]
    evidence: Sequence[Entry]
    clock: Clock | None
    terms: Sequence[Clock]
    supersedes: Sequence[Card]

    @property
    def answered_late(self) -> bool:
        """Whether any answer came after its term."""
        return any(term.ended_at and term.due_at and term.ended_at > term.due_at for term in self.terms)


def card_detail(number: str, scope: Scope, *, at: datetime) -> CardDetail:
    """The card of that number if the scope may see it. Errors: NotFound, for absent and foreign alike."""
    visible = Card.objects.visible_to(scope).with_row().select_related("superseded_by", "post__window")
    card = visible.filter(number=number).first()
    if card is None:
        raise NotFound
    terms = list(Clock.objects.of(card.ledger_subject).filter(kind=KIND))
    clock = None
    if card.subject_kind == "clock":
        clock = Clock.objects.prefetch_related("pauses").filter(pk=card.subject_id).first()
    return CardDetail(
        card=card,
        steps=_steps(card, terms, at),
        timeline=list(Entry.objects.of(card.ledger_subject)),
        evidence=_evidence(card),
        clock=clock,
        terms=terms,
        supersedes=list(card.supersedes.order_by("severity", "pk")),
    )


def cards_of(about: Subject, scope: Scope) -> list[Card]:
    """The cards of one matter, highest and newest first."""
    mine = Card.objects.visible_to(scope).filter(about_kind=about.kind, about_id=about.id)
    return list(mine.with_row().order_by("-severity", "-true_at", "-pk"))


def _evidence(card: Card) -> list[Entry]:
    """The matter's chain up to the entry whose hash the card froze: one hash stands for all before it."""
    head = card.inputs.get("chain")
    if not head:
        return []
    chain = Entry.objects.of(card.about).filter(position__lte=head["position"]).order_by("-position")
    return list(reversed(chain[:EVIDENCE]))


def _steps(card: Card, terms: Sequence[Clock], at: datetime) -> tuple[LifeStep, ...]:
    issued = LifeStep(_("发出"), card.found_at, current=card.colour == Colour.WARNING)
    if card.colour == Colour.WARNING:
        return (issued,)
    stations = [issued]
    if card.colour == Colour.RED or card.counts_at is None:
        counted = card.confirmed_at or (card.counts_at if card.state != "to_verify" else None)
        stations.append(LifeStep(_("核实"), counted, card.counts_at, current=card.state == "to_verify"))
    term = terms[-1] if terms else None
    due = term.due_at if term is not None else None
    reported = card.reported_at if card.state in ("reported", "closed") else None
    late = due is not None and (reported or at) > due
    stations += [
        LifeStep(_("签收"), card.acknowledged_at, current=card.state == "issued"),
        LifeStep(_("整改"), reported, due, late=late, current=card.state in ("acknowledged", "returned")),
        LifeStep(_("核验"), card.ended_at if card.state == "closed" else None, current=card.state == "reported"),
    ]
    stations.append(_last(card))
    return tuple(stations)


def _last(card: Card) -> LifeStep:
    label = card.state_row.label if card.state in ("revoked", "dismissed") else _("销号")
    return LifeStep(label, card.ended_at, current=card.ended_at is not None)
