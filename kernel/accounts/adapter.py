"""How this house uses allauth: no sign-up, lock-out per account and address, secrets encrypted, every try logged."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.accounts.addresses import address_of
from kernel.accounts.fields import decrypt, encrypt
from kernel.accounts.rotation import FACTOR_PLACE

log = logging.getLogger("portal.sign_in")

# the person sees where he is; a line saying that he signed in would only wait for some later page
_SILENT = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


class PortalAccountAdapter(DefaultAccountAdapter):
    """Accounts of staff are opened by the security administrator (or seeded), of citizens at a counter where their
    document is seen; nobody signs up at the door."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("用户名或密码不对。"),
        "too_many_login_attempts": _("错误次数过多，这个账号或这台设备暂时不能登录，请 30 分钟后再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth puts the host into the key: who varies the Host header would get five more tries with each name
        return f"sign-in:{credentials.get('username', '').strip().lower()}"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """As allauth's, and logged: who, from where, with what outcome (GB/T 22239-2019, security audit)."""
        user = super().authenticate(request, **credentials)
        outcome = "signed in" if user else "refused"
        log.info("%s: %s from %s", outcome, credentials.get("username", ""), self.get_client_ip(request))
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere in this house; allauth's own fails at a header that is shorter than the row of proxies."""
        return address_of(request)

    def add_message(self, request: HttpRequest, level: int, message_template: str, *args: Any, **kwargs: Any) -> None:
        """Only what changes something for the person is told."""
        if message_template not in _SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)


class PortalMFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie in the database as personal fields do."""

    def encrypt(self, text: str) -> str:
        """The token to store."""
        return encrypt(text, place=FACTOR_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret behind a stored token."""
        return decrypt(encrypted_text, place=FACTOR_PLACE)
