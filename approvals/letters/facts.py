"""What the letters of a licence matter share: the common facts, papers, and where progress is followed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from approvals.actions.chain import INTAKE
from approvals.case_files import CaseFiles
from approvals.joint.queries import followed_by
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.catalogue.models import Material
from kernel.clocks.models import Clock
from kernel.documents.letters import data
from kernel.ledger.models import Entry
from kernel.organizations.models import Organization, Window
from kernel.workdays.zone import local_date

LICENCE: Final = "licence"
# where nobody is named for the case at that moment
ON_DUTY: Final = "值班人员"


@dataclass(frozen=True)
class Wanted:
    """A letter type and its words."""

    letter_type: str
    words: data.LetterData


# None where this entry calls for no such letter
Builder = Callable[[Entry, CaseFiles], Wanted | None]


def common(case: Case, entry: Entry, handler: User | None) -> dict[str, Any]:
    """What every letter of a case says."""
    window, version = case.window, case.item_version
    unit = _unit_of(handler, case, entry)
    return {
        "organ": data.IssuingOrgan.of(case.organization),
        "applicant": case.applicant.name,
        "applicant_masked": case.applicant.name_masked,
        "item": version.name,
        "licence": version.regime.code == LICENCE,
        "basis": version.legal_basis or version.regime.legal_basis,
        "remedy": version.regime.remedy,
        "issued_at": entry.at,
        "matter_number": followed_by(case),
        "handler": handler.full_name if handler is not None else ON_DUTY,
        "phone": unit.phone if unit is not None else "",
        "place": place_of(window) if window is not None else "",
    }


def place_of(window: Window) -> str:
    """县政务大厅 C01 综合受理: where one goes, as a letter says it."""
    return f"{window.service_point} {window}"


def _unit_of(handler: User | None, case: Case, entry: Entry) -> Organization | None:
    """Under whose phone the person named is found: where he had the matter last, else where it was at the act."""
    turns = [turn for turn in case.turns.all() if turn.post is not None and turn.from_at <= entry.at]
    his = [turn for turn in turns if handler is not None and handler in (turn.taken_by, turn.post and turn.post.user)]
    turn = next(iter((his or turns)[-1:]), None)
    # what came online is the window's that opened it, wherever it had been waiting
    if case.window is not None and (turn is None or turn.step == INTAKE):
        return case.window.organization
    return turn.organization if turn is not None else None


def paper(material: Material, note: str = "") -> data.Paper:
    """A line of a list of papers."""
    return data.Paper(name=material.name, form=str(material.get_form_display()), copies=material.copies, note=note)


def track_address() -> str:
    """Where progress is followed, as it is printed."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('track')}"


def due_day(clock: Clock) -> date | None:
    """The last day of a term; None while it stands still."""
    return local_date(clock.due_at) if clock.due_at is not None else None
