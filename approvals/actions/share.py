"""The applicant lets a helper follow one case, and takes it back."""

from datetime import date, datetime

from django.db import transaction

from approvals.actions.locking import lock_case
from approvals.events import SHARED, TAKEN_BACK
from approvals.permissions import principal
from approvals.refusals import NotUnderWay
from kernel.accounts.models import User
from kernel.cases import sharing
from kernel.cases.models import Share
from kernel.ledger.writer import record


@transaction.atomic
def share(
    *, number: str, by: User, helper: str, until: date | None, may_supplement: bool, at: datetime | None = None
) -> Share:
    """Share a case with the account of that user name or phone, through the day `until`; for good with None.

    Errors: NotFound (another's case), NotUnderWay (a draft), those of `sharing.share`.
    """
    case, at = lock_case(number, at=at)
    who = principal(by, case)
    if case.phase == "draft":
        raise NotUnderWay
    row = sharing.share(case, typed=helper, until=until, may_supplement=may_supplement, by=by, at=at)
    record(
        SHARED,
        case.ledger_subject,
        actor=who,
        at=at,
        ordinal=row.ordinal,
        until=until,
        may_supplement=may_supplement,
    )
    return row


@transaction.atomic
def take_back(*, number: str, by: User, share: int, at: datetime | None = None) -> Share:
    """End a share at once. Errors: NotFound (another's case, no such share, one that was taken back before)."""
    case, at = lock_case(number, at=at)
    who = principal(by, case)
    row = sharing.take_back(case, ordinal=share, by=by, at=at)
    record(TAKEN_BACK, case.ledger_subject, actor=who, at=at, ordinal=row.ordinal)
    return row
