"""The application form of an item: fields as data, checked the same way for page, API and window.

A field is {"name", "label", "type": text|number|phone|choice|long_text|date, "required", "choices", "max"}.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from approvals.refusals import FormIncomplete
from kernel.accounts.people import normal_phone
from kernel.accounts.refusals import PhoneInvalid
from kernel.catalogue.form_schema import DAY
from kernel.catalogue.models import ItemVersion
from kernel.workdays.words import day_words

MAX_TEXT = 500
MAX_LONG_TEXT = 4_000
# no day of a form is further off: a slip of the hand in the year
MAX_YEARS = 100


def clean(version: ItemVersion, values: Mapping[str, Any], *, today: date | None) -> dict[str, str]:
    """The values that belong to the form, trimmed. `today` is the day on which it is handed in, when every required
    field must be there and a licence to be renewed must still hold; None for a draft.

    Errors: FormIncomplete naming the fields; `facts["errors"]` maps field name to sentence.
    """
    fields: Sequence[Mapping[str, Any]] = version.form_schema
    kept: dict[str, str] = {}
    errors: dict[str, str] = {}
    for field in fields:
        name = field["name"]
        value = _written(field["type"], str(values.get(name, "") or "").strip())
        problem = _problem(field, value, whole=today is not None)
        if not problem and name == version.expiry_field and today is not None:
            problem = _lapsed(value, today)
        if problem:
            errors[name] = problem
        kept[name] = value
    if errors and today is not None:
        labels = "、".join(field["label"] for field in fields if field["name"] in errors)
        raise FormIncomplete(count=len(errors), names=labels, errors=errors)
    return kept


def problems(version: ItemVersion, values: Mapping[str, Any], *, today: date) -> Mapping[str, str]:
    """The sentence about each field that would be refused if it were handed in today, by name; empty if none would."""
    try:
        clean(version, values, today=today)
    except FormIncomplete as refusal:
        errors: Mapping[str, str] = refusal.facts["errors"]
        return errors
    return {}


def _written(kind: str, value: str) -> str:
    """Numbers, phones and days half-width, a number without the commas of its thousands; words as they were typed."""
    if kind not in ("number", "phone", "date"):
        return value
    plain = unicodedata.normalize("NFKC", value)
    grouped = kind == "number" and re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain)
    return plain.replace(",", "") if grouped else plain


def _problem(field: Mapping[str, Any], value: str, *, whole: bool) -> str:
    if not value:
        return _("请填写{label}").format(label=field["label"]) if whole and field.get("required") else ""
    limit = int(field.get("max") or (MAX_LONG_TEXT if field["type"] == "long_text" else MAX_TEXT))
    if len(value) > limit:
        return _("{label}最多 {limit} 个字").format(label=field["label"], limit=limit)
    if field["type"] == "number":
        return _number_problem(field, value)
    if field["type"] == "phone":
        return _phone_problem(value)
    if field["type"] == "choice" and value not in field.get("choices", []):
        return _("请在所列选项中选择{label}").format(label=field["label"])
    if field["type"] == "date" and day_of(value) is None:
        return _("{label}请填日期，年-月-日，如 2027-03-31").format(label=field["label"])
    return ""


def day_of(value: str) -> date | None:
    """The day that a field of type `date` says; None for what is no day such as 2027-03-31."""
    try:
        return date.fromisoformat(value) if re.fullmatch(DAY, value) else None
    except ValueError:
        return None


def _lapsed(value: str, today: date) -> str:
    """What is over cannot be renewed (行政许可法 50, 70(1)); its last day is still a day of it."""
    last = day_of(value)
    if last is None or last < today:
        return _("原许可已经过期，不能延续，请重新申请")
    return _("请核对年份") if last.year > today.year + MAX_YEARS else ""


def said(field: Mapping[str, Any], value: str) -> str:
    """A value as people read it: a day with its weekday, everything else as it was typed."""
    day = day_of(value) if field["type"] == "date" else None
    return day_words(day, with_year=True) if day is not None else value


def _number_problem(field: Mapping[str, Any], value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and number >= 0:
        return ""
    if "O" in value.upper():
        return _("含有字母“O”，请改为数字 0")
    return _("{label}请填数字").format(label=field["label"])


def _phone_problem(value: str) -> str:
    try:
        normal_phone(value)
    except PhoneInvalid as refusal:
        if "O" in value.upper():
            return _("含有字母“O”，请改为数字 0")
        return refusal.sentence
    return ""


def dump(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def load(text: str) -> dict[str, str]:
    return dict(json.loads(text or "{}"))
