"""How this house uses allauth: no sign-up, lock-out per account and address, secrets encrypted, every try logged."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.accounts.addresses import address_of
from kernel.accounts.fields import decrypt, encrypt
from kernel.accounts.kept import kept_form, kept_text, sign_out
from kernel.accounts.rotation import FACTOR_PLACE

log = logging.getLogger("portal.sign_in")

# the person sees where he is; a line saying that he signed in would only wait for some later page
_SILENT = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})
# what changed in the second factor, in this house's words
_SAID = {
    "mfa/messages/recovery_codes_generated.txt": _("备用码生成了，请印出来锁好。"),
    "mfa/messages/totp_activated.txt": _("令牌登记好了。"),
    "mfa/messages/totp_deactivated.txt": _("令牌去掉了。"),
    "mfa/messages/webauthn_added.txt": _("钥匙登记好了。"),
    "mfa/messages/webauthn_removed.txt": _("钥匙去掉了。"),
}


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

    def logout(self, request: HttpRequest) -> None:
        """As allauth's; what others left unsent at this machine stays for them."""
        sign_out(request, own=False)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """His desk; first what he left unsent here."""
        waiting = kept_form(request) or kept_text(request)
        return reverse("account_resume") if waiting else super().get_login_redirect_url(request)

    def add_message(self, request: HttpRequest, level: int, message_template: str, *args: Any, **kwargs: Any) -> None:
        """Only what changes something for the person is told."""
        if message_template in _SAID:
            super().add_message(request, level, message=str(_SAID[message_template]))
        elif message_template not in _SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)


class PortalMFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie in the database as personal fields do."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("没有通过：验证码不对或已经用过，或者不是您登记的那把钥匙。"),
        "cannot_generate_recovery_codes": _("先登记钥匙或令牌，再生成备用码。"),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Keys are numbered; their person may write more."""
        return gettext("钥匙 {number}").format(
            number=Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        )

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser's own window names: the centre."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.COUNTY.centre}

    def encrypt(self, text: str) -> str:
        """The token to store."""
        return encrypt(text, place=FACTOR_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret behind a stored token."""
        return decrypt(encrypted_text, place=FACTOR_PLACE)
