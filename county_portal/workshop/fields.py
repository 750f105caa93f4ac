"""The fields of a part's form as its template draws them: what was typed, what is wrong, what the list above says."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from rest_framework import serializers

from county_portal.workshop.comparing import LABELS
from county_portal.workshop.inputs import PARTS
from kernel.catalogue.columns import COLUMNS, FROM_ABOVE
from kernel.catalogue.models import Regime

# texts that are more than a line
WHOLE_LINE: Final = ("name", "parent_name", "needs_person")


def form_fields(
    part: str,
    values: Mapping[str, Any],
    errors: Mapping[str, Any],
    above: Mapping[str, Any],
    reasons: Mapping[str, str],
    form: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """The fields of a part that is no list; `form` is the item's application form, of which one may be chosen."""
    found = []
    for name, field in PARTS[part]().fields.items():
        known = name in above and name in FROM_ABOVE
        found.append(
            {
                "name": name, "label": field.label, "hint": field.help_text or "", "kind": kind_of(field),
                "max": getattr(field, "max_length", None), "choices": choices_of(name, field, form),
                "value": shown(values.get(name)), "error": first(errors.get(name)), "wide": name in WHOLE_LINE,
                "known_above": known, "above": above_words(name, above[name]) if known else "",
                "differs": known and shown(above[name]) != shown(values.get(name)), "why": reasons.get(name, ""),
            }
        )  # fmt: skip
    return found


def kind_of(field: Any) -> str:
    """long | choice | number | text."""
    if field.style.get("long"):
        return "long"
    if field.style.get("of"):
        return "choice"
    if isinstance(field, serializers.ChoiceField | serializers.BooleanField | serializers.SlugRelatedField):
        return "choice"
    return "number" if isinstance(field, serializers.IntegerField) else "text"


def choices_of(name: str, field: Any, form: Sequence[Mapping[str, Any]] = ()) -> list[tuple[str, str]]:
    """What may be chosen, with nothing first where nothing is an answer."""
    if kind := field.style.get("of"):
        return [("", _("不是延续")), *((each["name"], each["label"]) for each in form if each["type"] == kind)]
    if name == "regime":
        return [("", _("未定")), *Regime.objects.order_by("pk").values_list("code", "name")]
    if isinstance(field, serializers.BooleanField):
        said = [(shown(value), str(words)) for value, words in LABELS.get(name, {}).items()]
        return [("", _("未定")), *said] if field.allow_null else said[::-1]
    if not isinstance(field, serializers.ChoiceField):
        return []
    chosen = [(str(value), str(words)) for value, words in field.choices.items()]
    return [("", _("未定")), *chosen] if field.allow_blank else chosen


def shown(value: Any) -> str:
    """A stored or typed value as its control takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def above_words(column: str, value: Any) -> str:
    """What the list from above says, as people read it."""
    if value is None or value == "":
        return _("没有写")
    return str(LABELS[column].get(value, value)) if column in LABELS else str(value)


def first(errors: Any) -> str:
    """The first sentence of what is wrong with a field."""
    if isinstance(errors, Mapping):
        return next((first(each) for each in errors.values() if first(each)), "")
    if isinstance(errors, Sequence) and not isinstance(errors, str):
        return next((first(each) for each in errors if first(each)), "")
    return str(errors or "")


def error_lines(part: str, errors: Any) -> list[dict[str, str]]:
    """The summary: each line names its field and leads to it."""
    if isinstance(errors, Mapping):
        labels = {name: str(field.label) for name, field in PARTS[part]().fields.items()}
        return [
            {"words": f"{labels.get(name, COLUMNS.get(name, name))}：{first(words)}", "field": f"f-{name}"}
            for name, words in errors.items()
        ]
    found = []
    labels = {name: str(field.label) for name, field in PARTS[part]().fields.items()}
    for place, row in enumerate(errors):
        for name, words in row.items() if isinstance(row, Mapping) else ():
            said = _("第 {place} 行 {label}：{words}").format(
                place=place + 1, label=labels.get(name, name), words=first(words)
            )
            found.append({"words": said, "field": f"r{place}-{name}"})
    return found or ([{"words": first(errors), "field": ""}] if errors else [])
