"""Who signs in, found by one hash."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


class OneHash(AuthenticationBackend):
    """allauth's backend, and the last that is asked: the next would hash the same wrong password once more.

    It hashes for an absent name too, so that time does not tell who has an account.
    """

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        """The user. Errors: PermissionDenied, by which Django asks no further."""
        user = super().authenticate(request, **credentials)
        if user is None:
            raise PermissionDenied
        return user
