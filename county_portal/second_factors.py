"""Which members of staff have a key or a token, as the security administrator of their county is shown it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings

from kernel.accounts.models import User
from kernel.organizations.models import Post, Role
from kernel.organizations.permissions import COUNTY_DIGITS
from kernel.organizations.queries import STRONG, held, posts_of_roles

READERS: Final = (Role.ADMIN_SECURITY,)


@dataclass(frozen=True)
class FactorRow:
    """One person: his posts, what he registered (allauth's types, in a fixed order), and whether he still owes one."""

    person: User
    posts: Sequence[Post]
    kinds: Sequence[str]
    demanded: bool

    @property
    def owes(self) -> bool:
        return self.demanded and not set(self.kinds) & set(STRONG)


def factor_rows(by: User, *, at: datetime) -> list[FactorRow]:
    """Everybody of the county whose post asks for a factor or who has one; who owes one first. Errors: NotYourPost."""
    post = held(by, roles=READERS, at=at).post
    here = posts_of_roles(Role.values, at=at).filter(
        organization__region__code__startswith=post.organization.region.code[:COUNTY_DIGITS], user__is_active=True
    )
    posts: defaultdict[User, list[Post]] = defaultdict(list)
    for each in here:
        posts[each.user].append(each)
    kinds: defaultdict[int, list[str]] = defaultdict(list)
    order = [*STRONG, Authenticator.Type.RECOVERY_CODES]
    found = Authenticator.objects.filter(user__in=list(posts)).values_list("user", "type").distinct()
    for user, kind in sorted(found, key=lambda row: order.index(row[1])):
        kinds[user].append(kind)
    rows = [
        FactorRow(person, theirs, kinds[person.pk], any(each.role in settings.SECOND_FACTOR_ROLES for each in theirs))
        for person, theirs in posts.items()
    ]
    shown = [row for row in rows if row.demanded or row.kinds]
    return sorted(shown, key=lambda row: (not row.owes, row.person.username))
