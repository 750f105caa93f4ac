"""Who reads data health: the three administrators, the directors of the centre and the supervision office."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from county_portal.data_health.lines import Asked
from kernel.accounts.models import User
from kernel.organizations.models import ADMINISTRATORS, Role
from kernel.organizations.queries import posts_held
from kernel.organizations.refusals import NotYourPost

READERS: Final = (*ADMINISTRATORS, Role.CENTER_DIRECTOR, Role.DEPUTY_DIRECTOR, Role.SUPERVISION_OFFICE)


def asked_by(user: User, *, at: datetime, roles: Collection[str] = READERS) -> Asked:
    """What he may ask for now: the counties of his posts of these roles. Errors: NotYourPost when he has none."""
    posts = [held.post for held in posts_held(user, at) if held.post.role in roles]
    if not posts:
        raise NotYourPost(roles=sorted(roles))
    return Asked(frozenset(post.organization.region.code[:6] for post in posts), at)
