"""Which posts tell people by telephone, read what they were told, and say who is told by what."""

from datetime import datetime
from typing import Final

from kernel.accounts.models import User
from kernel.ledger.actors import SYSTEM, Actor
from kernel.notices.models import Delivery
from kernel.organizations.models import Role
from kernel.organizations.queries import HeldPost, actor, held, posts_held
from kernel.organizations.queries.scopes import SEES_NO_CASE
from kernel.organizations.refusals import NotYourPost

# who speaks with citizens at a counter or in a village speaks with them on the telephone
CALLERS: Final = (Role.WINDOW_CLERK, Role.WINDOW_HEAD, Role.TOWN_CLERK, Role.VILLAGE_AGENT)

# 三员: the system administrator says by what people are told, the auditor sees it and what was changed
ROUTE_KEEPERS: Final = (Role.ADMIN_SYSTEM,)
ROUTE_READERS: Final = (Role.ADMIN_SYSTEM, Role.ADMIN_AUDIT)


def may_change_routes(by: User | None, at: datetime) -> Actor:
    """The system administrator; `by=None` is the operator at the console. Errors: NotYourPost."""
    return SYSTEM if by is None else actor(held(by, roles=ROUTE_KEEPERS, at=at))


def calling_post(user: User, call: Delivery, *, at: datetime) -> HeldPost:
    """His caller's post in the unit that makes this call, one of his `queries.calls_of`. Errors: NotYourPost."""
    posts = [each for each in posts_held(user, at) if each.post.role in CALLERS]
    for unit in (call.organization, call.desk):
        for each in posts:
            if each.post.organization.code == unit:
                return each
    raise NotYourPost(roles=sorted(CALLERS))


def reading_post(user: User, message: Delivery, *, at: datetime) -> HeldPost:
    """The post by which he reads what was told of a matter that he sees; one at its unit before another.

    Errors: NotYourPost for whoever sees no case.
    """
    posts = [each for each in posts_held(user, at) if each.post.role not in SEES_NO_CASE]
    if not posts:
        raise NotYourPost
    return next((each for each in posts if each.post.organization.code == message.organization), posts[0])
