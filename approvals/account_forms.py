"""What a clerk types of the person for whom he opens an account, or renews a slip."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import NATURAL_CHOICES
from kernel.accounts.usernames import MOST
from kernel.ledger.refusals import Refusal

_LINE = {"autocomplete": "off", "spellcheck": "false"}
_NEEDED = {"required": _("请填写。")}
# beside what a refusal says of its own field
FIELD_OF: Final = {"account_needs_phone": "phone", "identity_not_seen": "seen"}


class RenewForm(forms.Form):
    """By the document alone, which lies before the clerk."""

    use_required_attribute = False

    id_kind = forms.ChoiceField(label=_("证件类型"), choices=NATURAL_CHOICES)
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, widget=forms.TextInput(attrs=_LINE), error_messages=_NEEDED
    )
    seen = forms.BooleanField(
        label=_("本人在场，证件原件已核对"), error_messages={"required": _("先核对本人的证件原件，再勾选。")}
    )

    def say(self, refusal: Refusal) -> None:
        """Put a refusal at the field that it is about, else above all of them."""
        field = str(refusal.facts.get("field") or FIELD_OF.get(refusal.code, ""))
        if refusal.code.startswith("user_name_"):
            field = "username"
        self.add_error(field if field in self.fields else None, refusal.sentence)


class OpenForm(RenewForm):
    """With the name, which must be the registered one, and what he wants to be called here."""

    name = forms.CharField(label=_("姓名"), max_length=100, widget=forms.TextInput(attrs=_LINE), error_messages=_NEEDED)
    phone = forms.CharField(
        label=_("手机"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_LINE, "inputmode": "tel"}),
        help_text=_("登记过手机的可以不填。"),
    )
    username = forms.CharField(
        label=_("用户名"),
        max_length=MOST,
        required=False,
        widget=forms.TextInput(attrs={**_LINE, "autocapitalize": "none"}),
        help_text=_("本人自己起，字母开头；不填就给一个。不能用身份证号、手机号。"),
    )
    field_order: Any = ("id_kind", "id_number", "name", "phone", "username", "seen")
