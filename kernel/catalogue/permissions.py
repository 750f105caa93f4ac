"""Whose posts edit which items, and whose put them in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from kernel.accounts.models import User
from kernel.organizations.models import Organization, Role
from kernel.organizations.permissions import COUNTY_DIGITS
from kernel.organizations.queries import HeldPost, posts_held, units_below
from kernel.organizations.refusals import NotYourPost

# every item of their county
COUNTY_EDITORS: Final = frozenset({Role.ADMIN_SYSTEM, Role.HALL_MANAGER})
# the items of their own unit and of those below it
UNIT_EDITORS: Final = frozenset({Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD})
EDITORS: Final = COUNTY_EDITORS | UNIT_EDITORS
PUBLISHERS: Final = frozenset({Role.ADMIN_SYSTEM, Role.HALL_MANAGER, Role.DEPUTY_DIRECTOR, Role.CENTER_DIRECTOR})
WORKSHOP: Final = EDITORS | PUBLISHERS
# what people call things is the centre's to say
WORD_KEEPERS: Final = frozenset({Role.ADMIN_SYSTEM, Role.HALL_MANAGER})


@dataclass(frozen=True)
class Workbench:
    """The items in somebody's hands at one instant.

    `counties` (six-digit codes) are edited whole, of the others the items of `units`; items of the counties in
    `publishing` may be put in force.
    """

    counties: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    publishing: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        return not (self.counties or self.units or self.publishing)

    def edits(self, organization: Organization | None) -> bool:
        """Whether an item of this unit is his to edit; one whose unit is none of a county's is a county editor's."""
        if organization is None:
            return bool(self.counties)
        return organization.pk in self.units or county_of(organization) in self.counties

    def publishes(self, organization: Organization | None) -> bool:
        """Whether an item of this unit is his to put in force."""
        return bool(self.publishing) if organization is None else county_of(organization) in self.publishing

    def rows(self) -> Q:
        """Versions that he may read here."""
        whole = self.counties | self.publishing
        within = Q(organization__in=self.units)
        for county in sorted(whole):
            within |= Q(organization__region__code__startswith=county)
        return within | Q(organization__isnull=True) if whole else within


def county_of(organization: Organization) -> str:
    """The six digits of the county of a unit."""
    return organization.region.code[:COUNTY_DIGITS]


def workbench_of(user: User, at: datetime) -> Workbench:
    """What his own posts and those he acts for put into his hands."""
    posts = [each.post for each in posts_held(user, at)]
    units = {post.organization_id for post in posts if post.role in UNIT_EDITORS}
    return Workbench(
        counties=frozenset(county_of(post.organization) for post in posts if post.role in COUNTY_EDITORS),
        units=frozenset(units | (units_below(units) if units else set())),
        publishing=frozenset(county_of(post.organization) for post in posts if post.role in PUBLISHERS),
    )


def may_edit(by: User, organization: Organization | None, at: datetime) -> HeldPost:
    """The post by which he edits an item of this unit. Errors: NotYourPost."""
    return editing_post(posts_held(by, at), organization)


def editing_post(posts: Iterable[HeldPost], organization: Organization | None) -> HeldPost:
    """The first of somebody's posts that edits an item of this unit. Errors: NotYourPost."""
    for each in posts:
        post = each.post
        if post.role in COUNTY_EDITORS and (
            organization is None or county_of(organization) == county_of(post.organization)
        ):
            return each
        if organization is None or post.role not in UNIT_EDITORS:
            continue
        if organization.pk in {post.organization_id} | units_below({post.organization_id}):
            return each
    raise NotYourPost(roles=sorted(EDITORS))


def may_publish(by: User, organization: Organization | None, at: datetime) -> HeldPost:
    """The post by which he puts an item of this unit in force. Errors: NotYourPost."""
    return publishing_post(posts_held(by, at), organization)


def publishing_post(posts: Iterable[HeldPost], organization: Organization | None) -> HeldPost:
    """The first of somebody's posts that puts an item of this unit in force. Errors: NotYourPost."""
    for each in posts:
        post = each.post
        if post.role in PUBLISHERS and (
            organization is None or county_of(organization) == county_of(post.organization)
        ):
            return each
    raise NotYourPost(roles=sorted(PUBLISHERS))
