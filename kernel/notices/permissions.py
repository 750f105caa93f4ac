"""Which posts may see what went outside, and which tell people by telephone."""

from datetime import datetime
from typing import Final

from kernel.accounts.models import User
from kernel.notices.models import Delivery
from kernel.organizations.models import Role
from kernel.organizations.queries import HeldPost, posts_held
from kernel.organizations.refusals import NotYourPost

# who speaks with citizens at a counter or in a village speaks with them on the telephone
CALLERS: Final = (Role.WINDOW_CLERK, Role.WINDOW_HEAD, Role.TOWN_CLERK, Role.VILLAGE_AGENT)


def calling_post(user: User, delivery: Delivery, *, at: datetime) -> HeldPost:
    """A caller's post in the unit whose matter it is. Errors: NotYourPost."""
    for held in posts_held(user, at):
        if held.post.role in CALLERS and held.post.organization.code == delivery.organization:
            return held
    raise NotYourPost(roles=sorted(CALLERS))
