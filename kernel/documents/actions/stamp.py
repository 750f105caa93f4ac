"""Until an e-seal is connected, a letter's seal is put on by hand, and that is a recorded act (practice.md 1.8)."""

from datetime import datetime

from django.db import transaction

from kernel.accounts.models import User
from kernel.documents import access, events, seals
from kernel.documents.models import Document, Letter
from kernel.documents.refusals import LetterNotReady, NoSealDue, StampedAlready
from kernel.ledger.locking import lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.queries import actor


@transaction.atomic
def record_hand_stamp(*, by: User, number: str, at: datetime | None = None) -> Letter:
    """Record who stamped a printed letter, and when.

    Errors: NotFound when it is not his to see; NotYourPost for who holds no post that stamps it; LetterNotReady;
    NoSealDue for one that people sign; StampedAlready, also by an e-seal.
    """
    try:
        document, at = lock(Document.objects.letters(), number=number, at=at)
    except NotFound:
        _refuse_unmade(by, number)
        raise
    letter = Letter.objects.select_related("entry").get(document=document)
    post = access.stamping_post(by, letter.subject_kind, letter.subject_id, at=at)
    if not letter.seal:
        raise NoSealDue(serial=letter.serial)
    if letter.stamped_at is not None or letter.seal_provider != seals.PRINTED_PLACE:
        raise StampedAlready(serial=letter.serial)
    letter.stamped_at, letter.stamped_by = at, by
    letter.save(update_fields=["stamped_at", "stamped_by"])
    record(
        events.STAMPED_BY_HAND,
        document.ledger_subject,
        about=letter.about,
        actor=actor(post),
        at=at,
        title=letter.title,
        serial=letter.serial,
        seal=letter.seal,
    )
    return letter


def _refuse_unmade(by: User, number: str) -> None:
    """Errors: LetterNotReady for a letter that he may see and that is still being made."""
    letter = Letter.objects.filter(number=number, document=None).first()
    if letter is not None and access.may_see(by, letter.subject_kind, letter.subject_id):
        raise LetterNotReady(number=number)
