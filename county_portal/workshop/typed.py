"""What a page's form says, as the inputs take it: empty fields are none, rows are numbered, blank rows are no rows."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict
from rest_framework import serializers

from county_portal.workshop.inputs import MOST_ROWS, PARTS, ROWS

ROW: Final = re.compile(r"r(\d{1,4})-([a-z_]{1,30})")
REASON: Final = "why_"
BETWEEN_CHOICES: Final = re.compile(r"[、,，;；\n]+")
# a row that says nothing here is none
SPEAKING: Final = {
    "materials": ("name",),
    "steps": ("name",),
    "fees": ("name", "standard"),
    "form": ("label",),
    "joint": ("item",),
}


def typed_part(part: str, post: QueryDict) -> Any:
    """The typed text of one part, not validated: a mapping, or for lists a list of them in the order of the page."""
    if part in ROWS:
        return typed_rows(part, post)
    fields = PARTS[part]().fields
    typed: dict[str, Any] = {}
    for name, field in fields.items():
        if isinstance(field, serializers.ManyRelatedField):
            typed[name] = post.getlist(name)
        elif name in post:
            typed[name] = _value(field, str(post[name]))
    return typed


def typed_rows(part: str, post: QueryDict) -> list[dict[str, Any]]:
    """Rows `r0-name`, `r1-name` … in the order in which they stand on the page."""
    rows: dict[str, dict[str, str]] = {}
    for key in post:
        found = ROW.fullmatch(key)
        if found is not None:
            rows.setdefault(found.group(1), {})[found.group(2)] = str(post[key])
    speaking = [row for row in rows.values() if any(row.get(name, "").strip() for name in SPEAKING[part])]
    fields = PARTS[part]().fields
    return [_row(fields, row) for row in speaking[: MOST_ROWS + 1]]


def _row(fields: Mapping[str, Any], row: Mapping[str, str]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, field in fields.items():
        if isinstance(field, serializers.BooleanField):
            typed[name] = name in row
        elif isinstance(field, serializers.ListField):
            typed[name] = [each.strip() for each in BETWEEN_CHOICES.split(row.get(name, "")) if each.strip()]
        elif name in row:
            typed[name] = _value(field, row[name])
    return typed


def _value(field: Any, text: str) -> Any:
    plain = text.strip()
    return None if plain == "" and field.allow_null else plain


def typed_reasons(post: QueryDict) -> dict[str, str]:
    """The reasons for what the county sets otherwise, by column."""
    return {key[len(REASON) :]: str(post[key]).strip()[:200] for key in post if key.startswith(REASON)}
