"""Whose post asks for a second factor, and who has none yet."""

from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings

from kernel.accounts.models import User
from kernel.organizations.queries.posts import posts_held

# recovery codes alone are a sheet of paper: they stand in for a key or a token, and are none
STRONG: Final = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


def owes_second_factor(user: User, *, at: datetime) -> bool:
    """Whether a post in his hands (his own, or one he acts for) is of `SECOND_FACTOR_ROLES` and he has no factor."""
    if not settings.SECOND_FACTOR_ROLES or user.is_citizen:
        return False
    if Authenticator.objects.filter(user=user, type__in=STRONG).exists():
        return False
    return any(held.post.role in settings.SECOND_FACTOR_ROLES for held in posts_held(user, at))
