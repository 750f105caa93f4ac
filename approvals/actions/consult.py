"""咨询件 in one key: who asked is not recorded, only that somebody did, where and when (practice 1.15)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from approvals.actions.receive import require_window
from approvals.events import CONSULTATION_UNDONE, CONSULTED
from approvals.models import Consultation
from approvals.permissions import at_window
from approvals.refusals import ConsultationUndone
from approvals.refusals_of_terms import UndoTooLate
from kernel.accounts.models import User
from kernel.catalogue.models import ItemVersion
from kernel.ledger.locking import database_now, lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.models import Window
from kernel.organizations.queries import actor

# long enough to see that the wrong key was pressed, too short to make a day's figures look better
UNDO_WITHIN: Final = timedelta(minutes=5)


@transaction.atomic
def consult(
    *, by: User, window: Window, version: ItemVersion | None = None, at: datetime | None = None
) -> Consultation:
    """Somebody asked at this window, perhaps about an item that it receives.

    It makes its own subject, so there is nothing to lock. Errors: NotYourPost, NotReceivedHere.
    """
    at = at or database_now()
    post = at_window(by, window, at=at)
    if version is not None:
        require_window(version, window)
    item = version.item if version is not None else None
    noted = Consultation.objects.create(window=window, item=item, noted_by=by, noted_at=at)
    about = version.name if version is not None else None
    record(CONSULTED, noted.ledger_subject, actor=actor(post), at=at, window=window.code, item=about)
    return noted


@transaction.atomic
def undo_consultation(*, number: str, by: User, at: datetime | None = None) -> Consultation:
    """A counter-entry, by the clerk who noted it and within five minutes; nothing is deleted.

    Errors: NotFound (absent, or another's), NotYourPost, ConsultationUndone, UndoTooLate.
    """
    digits = number.removeprefix("ZX")
    rows = Consultation.objects.select_related("window")
    noted, at = lock(rows, at=at, pk=int(digits) if digits.isascii() and digits.isdecimal() else 0)
    if noted.noted_by_id != by.pk:
        raise NotFound
    post = at_window(by, noted.window, at=at)
    if noted.undone_at is not None:
        raise ConsultationUndone
    if at - noted.noted_at > UNDO_WITHIN:
        raise UndoTooLate(minutes=UNDO_WITHIN // timedelta(minutes=1))
    noted.undone_at = at
    noted.save(update_fields=["undone_at"])
    record(CONSULTATION_UNDONE, noted.ledger_subject, actor=actor(post), at=at)
    return noted
