"""What pages read of notices."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from kernel.accounts.models import User
from kernel.notices.models import Channel, Delivery, DeliveryQuerySet, Notice
from kernel.notices.permissions import CALLERS
from kernel.organizations.models import Organization, Post
from kernel.organizations.queries import posts_held, scope_of
from kernel.organizations.queries.rosters import existing
from kernel.workdays.zone import local_date

PAGE = 50


def unread_count(user: User) -> int:
    return Notice.objects.of(user).unread().count()


def latest(user: User, *, before: int | None = None) -> list[Notice]:
    """The newest notices of one person, at most fifty, older than id `before` when given."""
    rows = Notice.objects.of(user)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("entry")[:PAGE])


def deliveries_of(user: User, at: datetime) -> DeliveryQuerySet:
    """What went outside about the matters that his posts let him see, newest first."""
    return Delivery.objects.visible_to(scope_of(user, at)).select_related("entry").order_by("-ordered_at", "-pk")


def calls_of(user: User, at: datetime) -> DeliveryQuerySet:
    """Everything for the telephone in the units where he is a caller, told or not.

    The unit whose matter it is calls. Where it has no caller's post on that day, as a bureau whose matters the hall's
    general window takes, the unit of that window calls.
    """
    here = {held.post.organization_id for held in posts_held(user, at) if held.post.role in CALLERS}
    units = Organization.objects.filter(pk__in=here).values("code")
    staffed = Post.objects.filter(
        existing(local_date(at)), role__in=CALLERS, user__is_active=True, organization__code=OuterRef("organization")
    )
    elsewhere = Q(desk__in=units) & ~Q(Exists(staffed))
    return Delivery.objects.filter(Q(organization__in=units) | elsewhere, channel=Channel.CALL)
