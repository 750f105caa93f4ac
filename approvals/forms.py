"""Forms of the clerk desk: who stands at the window. The item's own fields are data, see application_form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Applicant
from kernel.accounts.people import born_on, is_minor, normal_phone
from kernel.accounts.queries import find_by_document
from kernel.accounts.refusals import PhoneInvalid
from kernel.identifiers.documents import check, normalize

NATURAL_DOCUMENTS = (Applicant.IdKind.RESIDENT_ID, Applicant.IdKind.PASSPORT, Applicant.IdKind.HMT_RESIDENCE)
LEGAL_DOCUMENTS = (Applicant.IdKind.USCC, Applicant.IdKind.ORG_CODE)
KIND_CHOICES = [(Applicant.Kind.NATURAL.value, _("自然人")), (Applicant.Kind.LEGAL.value, _("法人 / 组织"))]
NATURAL_CHOICES = [(kind.value, kind.label) for kind in NATURAL_DOCUMENTS]

_LINE = {"autocomplete": "off", "spellcheck": "false"}
_PHONE = {**_LINE, "inputmode": "tel"}


def _text(label: Any, most: int, *, required: bool = False, phone: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs=_PHONE if phone else _LINE)
    said = {"required": _("请填写。")}
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, error_messages=said)


def phone_problem(phone: str) -> str:
    """The sentence about a phone that is none, empty for a good one or for none at all."""
    try:
        if phone:
            normal_phone(phone)
    except PhoneInvalid as refusal:
        return gettext("含有字母“O”，请改为数字 0") if "O" in normalize(phone) else refusal.sentence
    return ""


class BesideForm(forms.Form):
    """A grown-up natural person beside the applicant: his guardian or his agent."""

    # the server says what is missing, in one summary; a browser would balk at a field that is folded away
    use_required_attribute = False

    name = _text(_("姓名"), 100, required=True)
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=NATURAL_CHOICES)
    id_number = _text(_("证件号码"), 40, required=True)
    phone = _text(_("手机"), 30, required=True, phone=True)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "person-%s", **kwargs})
        self.today = today

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("id_number") and facts.get("id_kind"):
            verdict = check(facts["id_kind"], facts["id_number"], today=self.today)
            if not verdict.valid:
                self.add_error("id_number", verdict.reason)
            elif (born := born_on(facts["id_kind"], verdict.normalized)) and is_minor(born, self.today):
                self.add_error("id_number", _("未满 18 周岁，不能做监护人或代办人。"))
        if problem := phone_problem(facts.get("phone", "")):
            self.add_error("phone", problem)
        return facts

    def registration(self) -> dict[str, Any]:
        """Keyword arguments of `register_applicant`."""
        return {"kind": Applicant.Kind.NATURAL, **self.cleaned_data}


class PersonForm(forms.Form):
    """Who applies, found again by document or registered when new; with guardian, contact or agent where needed."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("申请人"), choices=KIND_CHOICES, initial=Applicant.Kind.NATURAL, widget=forms.RadioSelect
    )
    id_kind = forms.ChoiceField(label=_("证件类型"), choices=Applicant.IdKind.choices)
    id_number = _text(_("证件号码"), 40, required=True)
    born = forms.DateField(
        label=_("出生日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    name = _text(_("姓名或名称"), 100, required=True)
    phone = _text(_("手机"), 30, phone=True)
    no_phone = forms.BooleanField(label=_("没有手机"), required=False)
    contact_name = _text(_("联系人"), 60)
    contact_phone = _text(_("联系人电话"), 30, phone=True)
    by_agent = forms.BooleanField(label=_("委托代办"), required=False)
    mandate_seen = forms.BooleanField(label=_("已核对授权委托书原件"), required=False)

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        # Django's default ids would make the id of `kind` the name of `id_kind`, and scripts would find two controls
        super().__init__(data, **{"auto_id": "person-%s", **kwargs})
        self.today = today
        self.known: Applicant | None = None
        self.minor = False
        self.guardian = BesideForm(data if self._typed("guardian") else None, prefix="guardian", today=today)
        self.agent = BesideForm(data if self._typed("by_agent") else None, prefix="agent", today=today)

    def _typed(self, what: str) -> bool:
        """Whether the agent was ticked, or anything of the guardian was written."""
        if not self.is_bound:
            return False
        if what == "by_agent":
            return bool(self.data.get("by_agent"))
        return any(self.data.get(f"guardian-{name}", "").strip() for name in ("name", "id_number", "phone"))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        self._clean_document(facts)
        for name in ("phone", "contact_phone"):
            if problem := phone_problem(facts.get(name, "")):
                self.add_error(name, problem)
        if bool(facts.get("contact_name")) != bool(facts.get("contact_phone")):
            empty = "contact_phone" if facts.get("contact_name") else "contact_name"
            self.add_error(empty, _("联系人的姓名和电话要一起填写。"))
        self._clean_beside(facts)
        return facts

    def _clean_document(self, facts: dict[str, Any]) -> None:
        kind, number = facts.get("id_kind"), facts.get("id_number")
        legal = facts.get("kind") == Applicant.Kind.LEGAL
        if kind and kind not in (LEGAL_DOCUMENTS if legal else NATURAL_DOCUMENTS):
            self.add_error("id_kind", _("证件类型与申请人类别不符。"))
            return
        if not kind or not number:
            return
        verdict, self.known = find_by_document(kind, number)
        if not verdict.valid:
            self.add_error("id_number", verdict.reason)
            return
        born = None if legal else born_on(kind, verdict.normalized) or facts.get("born")
        self.minor = self.known.minor if self.known is not None else born is not None and is_minor(born, self.today)

    def _clean_beside(self, facts: dict[str, Any]) -> None:
        """A new minor needs a guardian; everyone must be reached somehow; an agent shows his mandate."""
        if self.needs_guardian and not self.guardian.is_bound:
            # nothing was written of him yet: bound, his own fields say what is missing
            self.guardian = BesideForm(self.data, prefix="guardian", today=self.today)
        tried = any(self.data.get(name) for name in ("phone", "contact_name", "contact_phone"))
        reached = tried or self.known is not None or self.minor
        if not reached:
            self.add_error("phone", _("请填写手机；没有手机的，填写联系人和联系人电话。"))
        if facts.get("by_agent") and not facts.get("mandate_seen"):
            self.add_error("mandate_seen", _("委托代办的，先核对授权委托书原件再勾选。"))

    @property
    def needs_guardian(self) -> bool:
        """Whether a minor comes for the first time; known once the form was checked."""
        return self.minor and self.known is None

    def beside(self) -> list[tuple[BesideForm, Any]]:
        """The forms of the persons beside that count, with who each is."""
        asked = [(self.guardian, _("监护人"))] if self.needs_guardian else []
        return [each for each in (*asked, (self.agent, _("代办人"))) if each[0].is_bound]

    def is_valid(self) -> bool:
        """This form and those of the persons beside."""
        return super().is_valid() and all(form.is_valid() for form, _whose in self.beside())

    def lines(self) -> list[dict[str, str]]:
        """Lines of the error summary, each with the id of its field."""
        found = []
        for form, whose in ((self, ""), *self.beside()):
            # in the order in which the fields stand, whatever found them wrong
            for name in (name for name in form.fields if name in form.errors):
                bound = form[name]
                said = "".join(str(message) for message in form.errors[name])
                found.append({"words": f"{whose}{bound.label}：{said}", "field": bound.id_for_label})
        return found

    def contact(self) -> dict[str, Any]:
        """How he is reached, as typed now; what was left empty is left out."""
        names = ("phone", "contact_name", "contact_phone")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}

    def registration(self) -> dict[str, Any]:
        """Keyword arguments of `register_applicant`; what was left empty is left out."""
        names = ("kind", "id_kind", "id_number", "name", "born")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]} | self.contact()
