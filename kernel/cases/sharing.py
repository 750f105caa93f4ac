"""A case is shared with a helper and taken back; called inside the caller's transaction, after the case's lock.

What is given is progress and letters, as the form says. What applicant and unit write to each other is not given: it
may hold what the applicant tells nobody at home.
"""

from datetime import date, datetime
from typing import Final

from django.contrib.auth.models import Permission
from django.db.models import Exists, Max, OuterRef, Q

from kernel.accounts.models import User
from kernel.accounts.queries import citizen_named
from kernel.cases.models import FOLLOW, SUPPLEMENT, Case, Grant, Share
from kernel.cases.refusals import HelperIsOneself, HelperNotNamed, SharedAlready, SharedEnough, ShareEndsBefore
from kernel.ledger.refusals import NotFound
from kernel.workdays.zone import local_date

MOST_OPEN: Final = 5
LONGEST_NAME: Final = 60


def share(case: Case, *, typed: str, until: date | None, may_supplement: bool, by: User, at: datetime) -> Share:
    """Let the account of that user name or phone follow the case, through the day `until`.

    Nothing tells whether there is such an account: without one the row is written all the same, and gives nothing.
    Errors: HelperNotNamed, HelperIsOneself, ShareEndsBefore, SharedAlready, SharedEnough.
    """
    name = typed.strip()[:LONGEST_NAME]
    if not name:
        raise HelperNotNamed
    if until is not None and until < local_date(at):
        raise ShareEndsBefore
    standing = list(case.shares.open())
    if any(row.typed.casefold() == name.casefold() for row in standing if not row.over(at)):
        raise SharedAlready(name=name)
    if len(standing) >= MOST_OPEN:
        raise SharedEnough(count=MOST_OPEN)
    helper = citizen_named(name)
    if helper == by:
        raise HelperIsOneself
    last = case.shares.aggregate(last=Max("ordinal"))["last"] or 0
    row = Share.objects.create(
        case=case,
        ordinal=last + 1,
        typed=name,
        helper=helper,
        may_supplement=may_supplement,
        until=until,
        shared_at=at,
        shared_by=by,
    )
    if helper is not None:
        codenames = (FOLLOW, SUPPLEMENT) if may_supplement else (FOLLOW,)
        held = Permission.objects.filter(content_type__app_label="cases", codename__in=codenames)
        Grant.objects.bulk_create(
            Grant(user=helper, permission=permission, content_object=case, share=row) for permission in held
        )
    return row


def take_back(case: Case, *, ordinal: int, by: User, at: datetime) -> Share:
    """End a share; the helper's rights are gone with the commit. Errors: NotFound, also for one taken back before."""
    row = case.shares.open().filter(ordinal=ordinal).first()
    if row is None:
        raise NotFound
    row.grants.all().delete()
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])
    return row


def shared_with(user: User, *, at: datetime, codename: str = FOLLOW) -> Exists:
    """The condition on cases that this helper holds a right on at an instant; joins, never row by row.

    Past its last day a share gives nothing, without anybody's doing.
    """
    lasts = Q(share__until__isnull=True) | Q(share__until__gte=local_date(at))
    return Exists(Grant.objects.filter(lasts, user=user, permission__codename=codename, content_object=OuterRef("pk")))
