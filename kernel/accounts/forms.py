"""What a person types from his slip, with the password that he thought of."""

from typing import Any, Final

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.accounts.passwords import LEAST
from kernel.ledger.refusals import Refusal

LONGEST_PASSWORD: Final = 128
_LINE = {"autocapitalize": "none", "spellcheck": "false"}
_NEEDED = {"required": _("请填写。")}


class ActivationForm(forms.Form):
    """User name and code of a slip, and a password, twice."""

    use_required_attribute = False

    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        widget=forms.TextInput(attrs={**_LINE, "autocomplete": "username"}),
        error_messages=_NEEDED,
    )
    code = forms.CharField(
        label=_("激活码"),
        max_length=40,
        widget=forms.TextInput(attrs={**_LINE, "autocomplete": "one-time-code"}),
        help_text=_("12 个字母和数字，大小写、空格都不要紧。"),
        error_messages=_NEEDED,
    )
    password1 = forms.CharField(
        label=_("自己的密码"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=_NEEDED,
    )
    password2 = forms.CharField(
        label=_("再输一遍"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=_NEEDED,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("至少 {least} 位，不能全是数字，别用名字、用户名和常见的密码。").format(
            least=LEAST
        )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("password1") and facts.get("password2") and facts["password1"] != facts["password2"]:
            self.add_error("password2", _("两遍密码不一样。"))
        return facts

    def facts(self) -> dict[str, str]:
        """Keyword arguments of `activate`."""
        facts = self.cleaned_data
        return {"username": facts["username"], "code": facts["code"], "password": facts["password1"]}

    def say(self, refusal: Refusal) -> None:
        """Put a refusal at its field, or above all of them."""
        if refusal.code == "password_weak":
            self.add_error("password1", refusal.facts["why"])
        else:
            self.add_error(None, refusal.sentence)


class UnlockForm(forms.Form):
    """The password of whoever locked the screen; a wrong one counts where wrong ones at the door count."""

    use_required_attribute = False

    password = forms.CharField(
        label=_("密码"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages=_NEEDED,
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Errors: ValidationError for a wrong one, and once the account is locked out."""
        typed: str = self.cleaned_data["password"]
        user = self.request.user
        found = get_adapter().authenticate(self.request, username=user.get_username(), password=typed)
        if found is None or found.pk != user.pk:
            raise forms.ValidationError(_("密码不对。"))
        return typed
