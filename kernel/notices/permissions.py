"""Which posts tell people by telephone."""

from datetime import datetime
from typing import Final

from kernel.accounts.models import User
from kernel.notices.models import Delivery
from kernel.organizations.models import Role
from kernel.organizations.queries import HeldPost, posts_held
from kernel.organizations.refusals import NotYourPost

# who speaks with citizens at a counter or in a village speaks with them on the telephone
CALLERS: Final = (Role.WINDOW_CLERK, Role.WINDOW_HEAD, Role.TOWN_CLERK, Role.VILLAGE_AGENT)


def calling_post(user: User, call: Delivery, *, at: datetime) -> HeldPost:
    """His caller's post in the unit that makes this call, one of his `queries.calls_of`. Errors: NotYourPost."""
    posts = [held for held in posts_held(user, at) if held.post.role in CALLERS]
    for unit in (call.organization, call.desk):
        for held in posts:
            if held.post.organization.code == unit:
                return held
    raise NotYourPost(roles=sorted(CALLERS))
