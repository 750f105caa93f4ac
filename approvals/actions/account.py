"""With the person at the counter: an account is opened for him, or his lost slip or forgotten password is renewed."""

from datetime import datetime

from django.db import transaction

from approvals.events import ACCOUNT_OPENED, SLIP_RENEWED
from approvals.permissions import at_window
from kernel.accounts import opening
from kernel.accounts.locking import lock_applicant
from kernel.accounts.models import Applicant, User
from kernel.accounts.opening import Issued
from kernel.accounts.refusals import IdentityNotSeen
from kernel.ledger.events import EventType
from kernel.ledger.writer import record
from kernel.organizations.models import Window
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.zone import local_date


@transaction.atomic
def open_account(
    *,
    applicant: Applicant,
    username: str = "",
    identity_seen: bool,
    window: Window,
    by: User,
    at: datetime | None = None,
) -> Issued:
    """Open the account of whoever stands here with his document, under a name of his choice.

    Errors: NotYourPost, IdentityNotSeen, those of `opening.open_for`.
    """
    at = lock_applicant(applicant, at=at)
    post = at_window(by, window, at=at)
    if not identity_seen:
        raise IdentityNotSeen
    issued = opening.open_for(applicant, username=username, by=by, at=at)
    _record(ACCOUNT_OPENED, issued, applicant, post, at)
    return issued


@transaction.atomic
def renew_slip(
    *, applicant: Applicant, identity_seen: bool, window: Window, by: User, at: datetime | None = None
) -> Issued:
    """Another slip for the account of whoever stands here; the old slip and the old password are dead at once.

    Errors: NotYourPost, IdentityNotSeen, NoAccountYet.
    """
    at = lock_applicant(applicant, at=at)
    post = at_window(by, window, at=at)
    if not identity_seen:
        raise IdentityNotSeen
    issued = opening.renew_for(applicant, by=by, at=at)
    _record(SLIP_RENEWED, issued, applicant, post, at)
    return issued


def _record(event: EventType, issued: Issued, applicant: Applicant, post: HeldPost, at: datetime) -> None:
    slip = issued.slip
    record(
        event,
        slip.user.account_subject,
        actor=actor(post),
        at=at,
        whose=applicant.name_masked,
        slip=slip.number,
        until=local_date(slip.good_until),
    )
