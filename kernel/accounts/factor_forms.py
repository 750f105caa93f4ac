"""The forms of allauth's second factor in this house's words: a code opens once, a token brings its own seed."""

import base64
import binascii
import re
from typing import Any, Final

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

# RFC 4226, R6: a shared secret of at least 128 bits
LEAST_BYTES: Final = 16
MOST_SIGNS: Final = 128


class _OneUse(BaseAuthenticateForm):
    """allauth remembers a used code for one period; with a tolerance it is valid for three."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = _("验证码"), _("令牌上现在显示的 6 位数字；令牌不在手边的，用一个备用码。")
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean_code(self) -> str:
        """Errors: ValidationError for a wrong code, a used one, and after too many tries."""
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
            if not cache.add(f"token-code:{self.user.pk}:{code.strip()}", "used", seconds):
                raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OneUse, AuthenticateForm):
    """Between the password and the sign-in."""


class CodeAgainForm(_OneUse, ReauthenticateForm):
    """Before the security of the account is changed."""


class TokenForm(ActivateTOTPForm):
    """A token that lies on the desk: it takes the portal's seed, or brings the one it was delivered with."""

    seed = forms.CharField(
        label=_("令牌自带的种子（令牌不能写入时才填）"),
        help_text=_("随令牌交付的单子上的一串字母和数字（Base32）。"),
        required=False,
        max_length=MOST_SIGNS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ("seed", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = _("令牌现在显示的 6 位数字"), _("用来核对令牌和系统一致。")
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean_seed(self) -> str:
        """The token's own secret takes the place of ours. Errors: ValidationError."""
        seed = re.sub(r"[\s-]", "", self.cleaned_data["seed"]).upper().rstrip("=")
        if not seed:
            return ""
        seed += "=" * (-len(seed) % 8)
        try:
            secret = base64.b32decode(seed)
        except binascii.Error as wrong:
            raise forms.ValidationError(_("种子不对：只有字母 A–Z 和数字 2–7。")) from wrong
        if len(secret) < LEAST_BYTES:
            raise forms.ValidationError(_("种子太短，至少 26 个字母和数字。"))
        self.secret = seed
        return seed


class KeyForm(AddWebAuthnForm):
    """A USB key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.help_text = _("给它起个名字"), _("有两把时分得清，例如“窗口抽屉里的那把”。")
        name.widget.attrs |= {"maxlength": 40, "autocomplete": "off"}
