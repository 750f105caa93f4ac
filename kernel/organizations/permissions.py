"""Which posts may change who holds what, and who is in the hall.

三员: authority is given by the security administrator and by nobody else.
"""

from datetime import datetime
from typing import Final

from kernel.accounts.models import User
from kernel.ledger.actors import SYSTEM, Actor
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Organization, Post, Role
from kernel.organizations.queries import actor, arranges, held, posts_held, posts_of
from kernel.organizations.refusals import NotYourPost, OwnFactor

HALL_KEEPERS: Final = frozenset({Role.HALL_MANAGER, Role.CENTER_DIRECTOR, Role.DEPUTY_DIRECTOR})
COUNTY_DIGITS: Final = 6


def may_keep_hall(by: User, organization: Organization, at: datetime) -> Actor:
    """Who answers for the hall of the county in which the unit lies. Errors: NotYourPost."""
    for each in posts_held(by, at):
        county = each.post.organization.region.code[:COUNTY_DIGITS]
        if each.post.role in HALL_KEEPERS and organization.region.code.startswith(county):
            return actor(each)
    raise NotYourPost(roles=sorted(HALL_KEEPERS))


def may_give_posts(by: User | None, at: datetime) -> Actor:
    """The security administrator; at the very first start, while there is none, the system itself (`by=None`)."""
    if by is None:
        if Post.objects.filter(role=Role.ADMIN_SECURITY).exists():
            raise NotYourPost
        return SYSTEM
    return actor(held(by, role=Role.ADMIN_SECURITY, at=at))


def may_reset_factor(by: User, whom: User, at: datetime) -> Actor:
    """The security administrator of a county in which the other holds a post; his own is another's to reset.

    Errors: NotYourPost for another post; NotFound for nobody of his county; OwnFactor.
    """
    post = held(by, role=Role.ADMIN_SECURITY, at=at)
    county = post.post.organization.region.code[:COUNTY_DIGITS]
    if whom.pk == by.pk:
        raise OwnFactor
    if not any(each.organization.region.code.startswith(county) for each in posts_of([whom.pk], at)):
        raise NotFound
    return actor(post)


def may_arrange_duty(by: User, organization: Organization, at: datetime) -> Actor:
    """A leader of the unit or of the one above it, the county's hall manager or its security administrator."""
    for each in posts_held(by, at):
        if arranges(each.post, organization):
            return actor(each)
    raise NotYourPost


def may_register_absence(by: User, absent: User, at: datetime) -> Actor:
    """The person himself, or whoever arranges duty in a unit where he holds a post."""
    own = posts_held(by, at)
    if by.pk == absent.pk:
        return actor(own[0]) if own else Actor(person=by.masked_name)
    for each in posts_held(absent, at):
        if not each.acting:
            try:
                return may_arrange_duty(by, each.post.organization, at)
            except NotYourPost:
                continue
    raise NotYourPost


def may_change_regions(by: User | None, at: datetime) -> Actor:
    """The system administrator; `by=None` is the operator at the console."""
    return SYSTEM if by is None else actor(held(by, role=Role.ADMIN_SYSTEM, at=at))
