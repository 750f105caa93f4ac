"""What went outside, as both doors list it, the page and the API."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from kernel.accounts.models import User
from kernel.notices.models import Delivery, Subscription
from kernel.notices.queries import deliveries_of
from kernel.organizations.models import Role
from kernel.organizations.queries import scope_of
from kernel.organizations.queries.scopes import SEES_NO_CASE
from kernel.organizations.refusals import NotYourPost

READERS: Final = tuple(role for role in Role if role not in SEES_NO_CASE)


def messages_shown(user: User, *, at: datetime) -> QuerySet[Delivery]:
    """Messages about the matters that he sees, without their texts and addresses. Errors: NotYourPost."""
    if scope_of(user, at).nothing:
        raise NotYourPost(roles=sorted(READERS))
    return deliveries_of(user, at).defer("text", "params", "address")


def target_rows(user: User, *, at: datetime) -> list[Subscription]:
    """The webhook targets of the counties that he sees whole."""
    return list(Subscription.objects.filter(county__in=scope_of(user, at).counties).defer("secret"))
