"""收件: a matter has reached a counter that receives it, in the county's bag or at the town's own counter."""

from datetime import datetime

from civic_service import terms
from civic_service.events import WITHOUT_MANDATE
from civic_service.models import Bag, Errand
from civic_service.sheets import without_sheet
from kernel.accounts.models import User
from kernel.cases import kinds
from kernel.ledger.actors import Actor
from kernel.ledger.writer import record
from kernel.organizations.models import Window


def arrive(errand: Errand, *, by: User, who: Actor, window: Window | None, at: datetime) -> None:
    """The matter is at a counter that receives it: the errand's way there ends, the organ's time begins.

    Errors: those of the kind's `receive`.
    """
    case = errand.case
    for term in (terms.TO_TOWN, terms.TO_COUNTY):
        terms.stop(case, term, at=at, outcome="received")
    take = kinds.get(case.kind).receive
    if take is None:
        raise ValueError(f"kind {case.kind} cannot be received from an agent")
    take(case=case, by=by, window=window, at=at)
    errand.arrived_at = at
    errand.save(update_fields=["arrived_at"])
    if without_sheet([errand]):
        _record_without_sheet(errand, who=who, at=at)


def _record_without_sheet(errand: Errand, *, who: Actor, at: datetime) -> None:
    """The organ has the matter and has not seen whose thumb is on the mandate: dated by when its room sent it on."""
    first = errand.lines.filter(bag__leg=Bag.Leg.TO_TOWN).order_by("pk").values_list("bag__sent_at", flat=True).first()
    mandate = errand.mandate
    record(
        WITHOUT_MANDATE,
        errand.case.ledger_subject,
        about=mandate.ledger_subject,
        actor=who,
        at=at,
        mandate=mandate.number,
        sent_at=first or at,
    )
