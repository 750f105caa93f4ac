"""What a person types to be reached otherwise; what he leaves empty stays."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.accounts.actions import NewContact
from kernel.accounts.forms import LONGEST_PASSWORD
from kernel.accounts.models import Applicant, User
from kernel.ledger.refusals import Refusal

_LINE = {"autocomplete": "off"}
_FIELD_OF: Final = {
    "email_invalid": "email",
    "cannot_be_reached": "contact_phone",
    "password_wrong": "password",
    "too_many_wrong_tries": "password",
}


class OwnContactForm(forms.Form):
    """For one of the account's own applicants."""

    use_required_attribute = False

    applicant = forms.ModelChoiceField(label=_("改谁的"), queryset=Applicant.objects.none(), widget=forms.HiddenInput)
    phone = forms.CharField(
        label=_("新手机"), max_length=30, required=False, widget=forms.TextInput(attrs={**_LINE, "inputmode": "tel"})
    )
    address = forms.CharField(label=_("新住址"), max_length=200, required=False, widget=forms.TextInput(attrs=_LINE))
    email = forms.CharField(
        label=_("新电子邮箱"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={**_LINE, "inputmode": "email", "autocapitalize": "none"}),
    )
    contact_name = forms.CharField(
        label=_("新联系人"), max_length=60, required=False, widget=forms.TextInput(attrs=_LINE)
    )
    contact_phone = forms.CharField(
        label=_("新联系人的电话"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_LINE, "inputmode": "tel"}),
    )
    password = forms.CharField(
        label=_("登录密码"),
        max_length=LONGEST_PASSWORD,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("改手机、联系人电话或电子邮箱要填，只改住址不用。"),
    )

    def __init__(self, data: Any = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["applicant"].queryset = Applicant.objects.of_user(user)  # type: ignore[attr-defined]

    def new(self) -> NewContact:
        """What was typed."""
        names = ("phone", "address", "contact_name", "contact_phone", "email")
        return NewContact(**{name: self.cleaned_data[name] for name in names})

    def say(self, refusal: Refusal) -> None:
        """Put a refusal at its field, or above all of them."""
        field = _FIELD_OF.get(refusal.code)
        if refusal.code == "phone_invalid":
            field = "phone" if self.cleaned_data.get("phone") else "contact_phone"
        self.add_error(field, refusal.sentence)
