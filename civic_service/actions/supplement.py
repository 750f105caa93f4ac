"""代为补正: an agent brings what the organ asked for, photographs at once and originals by the next bag."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F

from civic_service import terms
from civic_service.actions.file import Paper
from civic_service.actions.locking import lock_errand
from civic_service.events import SUPPLEMENTED_FOR
from civic_service.lacking import asked_of
from civic_service.models import Errand, Mandate, PaperHanded
from civic_service.permissions import agent_post
from civic_service.refusals import MandateAllowsLess, MandateOver, NothingAsked, NotInHand, PaperNotAsked
from kernel.accounts.models import User
from kernel.cases import kinds
from kernel.cases.kinds import Asked
from kernel.catalogue.models import Material
from kernel.documents.actions import Announced, Progress, add_piece, add_upload
from kernel.documents.models import Document
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date


def send_asked(*, by: User, number: str, code: str, file: UploadedFile) -> Document:
    """Take one photograph of one paper that was asked for; the same one again is taken once.

    Errors: NotFound, NotYourPost, NothingAsked, PaperNotAsked, MandateAllowsLess, MandateOver, those of `add_upload`.
    """
    with transaction.atomic():
        errand = _held(by, number, code, at=None)

    return add_upload(
        by=by,
        subject=errand.case.ledger_subject,
        pieces=file.chunks(),
        name=file.name or "",
        material_code=code,
        hold=lambda: _held(by, number, code, at=None),
    )


def take_asked_piece(
    *, by: User, number: str, code: str, sha256: str, size: int, offset: int, piece: bytes
) -> Progress:
    """Keep one more piece of such a photograph; with the last one it is taken as by `send_asked`.

    Errors: those of `send_asked` and of `add_piece`.
    """
    with transaction.atomic():
        errand = _held(by, number, code, at=None)

    return add_piece(
        by=by,
        subject=errand.case.ledger_subject,
        file=Announced(code, f"{code}.jpg", sha256, size),
        offset=offset,
        piece=piece,
        hold=lambda: _held(by, number, code, at=None),
    )


def _held(by: User, number: str, code: str, *, at: datetime | None) -> Errand:
    errand, at = lock_errand(number, at=at)
    agent_post(by, at=at, room=errand.room)
    _mandated(errand, at)
    _require_asked(_asked(errand), [code], errand)
    return errand


@transaction.atomic
def supplement(*, by: User, number: str, papers: Sequence[Paper] = (), at: datetime | None = None) -> Errand:
    """Answer the organ's notice for the villager with the photographs that came; its time to answer runs anew.

    `papers`: what he gave out of his hand for it. Originals lie in the room and follow by bag to the counter that has
    the matter; the agent's term for that runs from now.
    Errors: NotFound, NotYourPost, NothingAsked, PaperNotAsked, MandateAllowsLess, MandateOver, NotInHand while other
    papers are on their way, those of the kind's `supplement`.
    """
    errand, at = lock_errand(number, at=at)
    post = agent_post(by, at=at, room=errand.room)
    _mandated(errand, at)
    asked = _asked(errand)
    given = [paper for paper in papers if paper.originals or paper.copies]
    _require_asked(asked, [paper.code for paper in given], errand)
    answer = kinds.get(errand.case.kind).supplement
    if answer is None or asked.until is None:
        raise NothingAsked(number=number)
    if given and (errand.ahead is not None or errand.lines.filter(open=True).exists()):
        raise NotInHand(number=number)
    answer(case=errand.case, by=by, who=actor(post), at=at)
    originals = sum(paper.originals for paper in given)
    if given:
        _take_in(errand, given, originals, at)
    record(
        SUPPLEMENTED_FOR,
        errand.case.ledger_subject,
        about=errand.mandate.ledger_subject,
        actor=actor(post),
        at=at,
        room=str(errand.room),
        papers=[paper.name for paper in asked.papers],
        originals=originals,
    )
    return errand


def _asked(errand: Errand) -> Asked:
    """Errors: NothingAsked."""
    asked = asked_of([errand]).get(errand.pk)
    if asked is None:
        raise NothingAsked(number=errand.case.number)
    return asked


def _require_asked(asked: Asked, codes: Sequence[str], errand: Errand) -> None:
    """Errors: PaperNotAsked: nothing else may be asked of a villager."""
    wanted = {paper.code for paper in asked.papers}
    for code in codes:
        if code not in wanted:
            raise PaperNotAsked(number=errand.case.number, code=code)


def _mandated(errand: Errand, at: datetime) -> None:
    """Errors: MandateAllowsLess, MandateOver."""
    mandate = errand.mandate
    if mandate.revoked_at is not None or Mandate.Scope.SUPPLEMENT not in mandate.scope:
        raise MandateAllowsLess(scope=Mandate.Scope.SUPPLEMENT.label)
    if not mandate.allows(Mandate.Scope.SUPPLEMENT, local_date(at)):
        raise MandateOver(number=errand.case.number, day=day_words(mandate.until_day))


def _take_in(errand: Errand, given: Sequence[Paper], originals: int, at: datetime) -> None:
    """What the villager gave out of his hand lies in the room, and follows his matter from there."""
    materials = {each.code: each for each in Material.objects.filter(version=errand.case.item_version)}
    for paper in given:
        row, made = PaperHanded.objects.get_or_create(
            mandate=errand.mandate,
            material=materials[paper.code],
            defaults={"originals": paper.originals, "copies": paper.copies},
        )
        if not made:
            row.originals, row.copies = F("originals") + paper.originals, F("copies") + paper.copies
            row.save(update_fields=["originals", "copies"])
    errand.ahead, errand.originals = errand.originals, originals
    errand.place, errand.came_by = errand.room, ""
    errand.save(update_fields=["ahead", "originals", "place", "came_by"])
    terms.start(errand.case, terms.TO_TOWN, answers=errand.room, at=at)
