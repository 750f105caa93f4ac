"""What belongs into the package of a case, a card or a lead, for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from ethics_monitor.models import Card, Clue
from ethics_monitor.refusals import EvidenceTooLarge
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.clocks.queries import explain_clocks
from kernel.documents.queries import letters_of
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.organizations.queries import Scope

MOST: Final = 3000
KINDS: Final = ("case", "card", "clue")


@dataclass(frozen=True)
class Taken:
    """The subject, whose chains are taken, and in which county it lies."""

    subject: Subject
    region: str
    chains: tuple[Subject, ...]


def taken(kind: str, number: str, scope: Scope) -> Taken:
    """The subject of that number with all that it rests on. Errors: NotFound, for absent and foreign alike."""
    found = _READERS[kind](number, scope) if kind in _READERS else None
    if found is None:
        raise NotFound
    return found


def _of_case(number: str, scope: Scope) -> Taken | None:
    case = Case.objects.visible_to(scope).select_related("region").filter(number=number).first()
    if case is None:
        return None
    cards = Card.objects.visible_to(scope).filter(about_kind="case", about_id=case.pk).order_by("pk")
    return Taken(case.ledger_subject, case.region.code, (case.ledger_subject, *(card.ledger_subject for card in cards)))


def _of_card(number: str, scope: Scope) -> Taken | None:
    card = Card.objects.visible_to(scope).filter(number=number).first()
    if card is None:
        return None
    clue = Clue.objects.visible_to(scope).filter(card=card).first()
    behind = _chains_of(clue, scope) if clue is not None else (card.about,)
    return Taken(card.ledger_subject, card.region_code, (card.ledger_subject, *behind))


def _of_clue(number: str, scope: Scope) -> Taken | None:
    clue = Clue.objects.visible_to(scope).select_related("card").filter(number=number).first()
    if clue is None:
        return None
    card = (clue.card.ledger_subject,) if clue.card is not None else ()
    return Taken(clue.ledger_subject, clue.region, (*_chains_of(clue, scope), *card))


def _chains_of(clue: Clue, scope: Scope) -> tuple[Subject, ...]:
    cases = Case.objects.visible_to(scope).filter(pk__in=clue.facts["cases"]).order_by("pk")
    return (clue.ledger_subject, *(case.ledger_subject for case in cases))


_READERS: Final = {"case": _of_case, "card": _of_card, "clue": _of_clue}


def entries_of(chains: Sequence[Subject]) -> list[Entry]:
    """The whole chains, one after another. Errors: EvidenceTooLarge."""
    which = Q(pk__in=[])
    for kind in {chain.kind for chain in chains}:
        which |= Q(subject_kind=kind, subject_id__in=[chain.id for chain in chains if chain.kind == kind])
    found = Entry.objects.filter(which).select_related("stream").order_by("subject_kind", "subject_id", "position")
    count = found.count()
    if count > MOST:
        raise EvidenceTooLarge(count=count, most=MOST)
    return list(found)


def letters_in(chains: Sequence[Subject]) -> list[dict[str, Any]]:
    """Every letter by the hash of its paper; one that is not printed yet has none."""
    return [
        {
            "subject": chain.number,
            "number": letter.number,
            "title": letter.title,
            "organ": letter.organ_name,
            "issued_at": letter.issued_at.isoformat(),
            "sha256": letter.document.sha256 if letter.document is not None else None,
        }
        for chain in chains
        for letter in letters_of(chain.kind, chain.id)
    ]


def clocks_in(chains: Sequence[Subject], *, at: datetime) -> list[dict[str, Any]]:
    """Every term with what each of its days did to the count, and the notice or article behind it."""
    found = []
    for chain in chains:
        clocks = list(Clock.objects.of(chain).prefetch_related("pauses"))
        explained = explain_clocks(clocks, now=at)
        if explained is None:
            continue
        found.append(
            {
                "subject": chain.number,
                "terms": [_term(clock) for clock in clocks],
                "days": [
                    {
                        "date": day.date.isoformat(),
                        "kind": day.kind,
                        "ordinal": day.ordinal,
                        "label": day.label,
                        "basis": day.basis,
                    }
                    for day in explained.days
                ],
            }
        )
    return found


def _term(clock: Clock) -> dict[str, Any]:
    return {
        "name": clock.label, "length": clock.length, "unit": clock.unit, "basis": clock.basis,
        "started_at": clock.started_at.isoformat(), "due_at": clock.due_at.isoformat() if clock.due_at else None,
        "ended_at": clock.ended_at.isoformat() if clock.ended_at else None, "outcome": clock.outcome,
        "calendar": f"{clock.calendar_code}/{clock.calendar_version}",
    }  # fmt: skip
