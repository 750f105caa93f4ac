"""Until an e-seal is connected, a letter's seal is put on by hand, and that is a recorded act (practice.md 1.8)."""

from datetime import datetime

from django.db import transaction

from kernel.accounts.models import User
from kernel.documents import access, events, seals
from kernel.documents.models import Document, Letter
from kernel.documents.refusals import LetterNotReady, StampedAlready
from kernel.ledger.actors import Actor
from kernel.ledger.locking import lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record


def record_hand_stamp(*, by: User, number: str, actor: Actor, at: datetime | None = None) -> Letter:
    """Record who stamped a printed letter, and when.

    Errors: NotFound when it is not his to see or he is no staff; LetterNotReady; StampedAlready, also by an e-seal.
    """
    with transaction.atomic():
        letter = Letter.objects.filter(number=number).first()
        if letter is None or not by.is_staff_member or not access.may_see(by, letter.subject_kind, letter.subject_id):
            raise NotFound
        if letter.document is None:
            raise LetterNotReady(number=number)
        document, at = lock(Document.objects.letters(), number=number, at=at)
        letter.refresh_from_db()
        if letter.stamped_at is not None or letter.seal_provider != seals.PRINTED_PLACE:
            raise StampedAlready(serial=letter.serial)
        letter.stamped_at, letter.stamped_by = at, by
        letter.save(update_fields=["stamped_at", "stamped_by"])
        record(
            events.STAMPED_BY_HAND,
            document.ledger_subject,
            about=letter.about,
            actor=actor,
            at=at,
            title=letter.title,
            serial=letter.serial,
            seal=letter.seal,
        )
    return letter
