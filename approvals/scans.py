"""扫描件: pictures that a counter takes of papers which were handed over to it, kept like what applicants send."""

from collections.abc import Callable, Iterable
from typing import Final

from django.utils.translation import gettext as _

from approvals.actions.locking import lock_case
from approvals.permissions import receiving_clerk
from approvals.queries import case_for
from approvals.refusals import PaperNotInHand
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.catalogue.models import Material
from kernel.documents.actions import add_upload
from kernel.documents.models import Document
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import actor
from kernel.organizations.refusals import NotYourPost

# from the receipt until it is decided; while the applicant supplements, papers are his to send
SCANNABLE: Final = ("received", "accepted")


def may_scan(user: User, case_id: int) -> bool:
    """Whether he may add pictures to the case now: a clerk of a window that receives it."""
    case = Case.objects.with_row().filter(pk=case_id, kind="licence", simulated=False, state__in=SCANNABLE).first()
    if case is None:
        return False
    try:
        receiving_clerk(user, case, at=database_now())
    except NotYourPost:
        return False
    return True


def scan_paper(*, number: str, by: User, paper: str, pieces: Iterable[bytes], name: str, sha256: str = "") -> Document:
    """Keep a picture of one paper; the case is locked and all is asked again once the file is there.

    `paper`: its code, `pieces` the bytes in order, `sha256` what they must hash to where that was announced.
    Errors: NotFound (no case of his, no such paper, a shared one), NotYourPost, MoveNotAllowed, PaperNotInHand; every
    refusal of `add_upload` about files.
    """
    now = database_now()
    case = case_for(by, number, at=now)
    post = receiving_clerk(by, case, at=now)
    _refuse_unlawful(case, paper)
    return add_upload(
        by=by,
        subject=case.ledger_subject,
        pieces=pieces,
        name=name,
        material_code=paper,
        sha256=sha256,
        hold=_held(by, case.number, paper),
        actor=actor(post),
    )


def _held(by: User, number: str, paper: str) -> Callable[[], None]:
    def hold() -> None:
        case, at = lock_case(number, at=None)
        receiving_clerk(by, case, at=at)
        _refuse_unlawful(case, paper)

    return hold


def _refuse_unlawful(case: Case, code: str) -> Material:
    """After acceptance only what was in hand can be pictured: no paper comes to a file unseen."""
    if case.state not in SCANNABLE:
        raise MoveNotAllowed(number=case.number, state=case.state_row.label, move=_("扫描材料"))
    tick = case.ticks.select_related("material").filter(material__code=code, material__shared=False).first()
    if tick is None:
        raise NotFound
    if case.state == "accepted" and tick.received_at is None:
        raise PaperNotInHand(name=tick.material.name)
    return tick.material
