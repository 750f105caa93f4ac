"""Who arranges whose duty, and who is away."""

from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from kernel.accounts.models import User
from kernel.organizations.models import Absence, Organization, Post, Role
from kernel.organizations.queries.posts import posts_held
from kernel.organizations.queries.rosters import existing
from kernel.workdays.zone import local_date

# leaders arrange the duty of their unit and of those right under it; the others that of a whole county
UNIT_LEADERS: Final = frozenset(
    {Role.WINDOW_HEAD, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD, Role.TOWN_CLERK}
)
COUNTY_ARRANGERS: Final = frozenset({Role.HALL_MANAGER, Role.ADMIN_SECURITY})


def arranges(post: Post, organization: Organization) -> bool:
    """Whether this post arranges the duty of that unit."""
    if post.role in COUNTY_ARRANGERS:
        return post.organization.region.code[:6] == organization.region.code[:6]
    return post.role in UNIT_LEADERS and post.organization_id in (organization.pk, organization.parent_id)


def units_arranged(by: User, at: datetime) -> QuerySet[Organization]:
    """The units whose duty a person arranges at this instant: `arranges` as a list."""
    posts = [each.post for each in posts_held(by, at)]
    led = {post.organization_id for post in posts if post.role in UNIT_LEADERS}
    which = Q(pk__in=led) | Q(parent__in=led)
    for county in {post.organization.region.code[:6] for post in posts if post.role in COUNTY_ARRANGERS}:
        which |= Q(region__code__startswith=county)
    return Organization.objects.filter(which).order_by("code")


def people_arranged(by: User, at: datetime) -> QuerySet[User]:
    """Himself, and the holders of posts in the units whose duty he arranges."""
    units = units_arranged(by, at).values("pk")
    holders = Post.objects.filter(existing(local_date(at)), organization__in=units).values("user")
    return User.objects.filter(Q(pk=by.pk) | Q(pk__in=holders, is_active=True)).order_by("username")


def absences_arranged(by: User, at: datetime) -> QuerySet[Absence]:
    """The absences of these people that are not over, by their beginning."""
    standing = Absence.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
    mine = people_arranged(by, at).values("pk")
    return standing.filter(user__in=mine).select_related("user").order_by("from_at", "pk")
