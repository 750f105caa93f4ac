"""The rows of a list's form as its template draws them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from county_portal.workshop.fields import choices_of, first, shown
from county_portal.workshop.inputs import PARTS

# what stands in the row that a script copies
PLACE = "__row__"
# two empty rows for who has no script
SPARE = 2


def row_fields(part: str, values: Sequence[dict[str, Any]], errors: Any) -> list[dict[str, Any]]:
    """Every row with its cells, and spare ones; with no values the one row that a script copies."""
    wrong = list(errors) if isinstance(errors, list) else []
    if not values and errors is None:
        return [_row(part, PLACE, {}, {})]
    rows = [_row(part, str(place), row, wrong[place] if place < len(wrong) else {}) for place, row in enumerate(values)]
    return rows + [_row(part, str(len(values) + place), {}, {}) for place in range(SPARE)]


def _row(part: str, place: str, row: dict[str, Any], errors: Any) -> dict[str, Any]:
    fields = PARTS[part]().fields
    cells = [_cell(name, field, place, row, errors) for name, field in fields.items()]
    return {
        "place": place,
        "spare": not row and place != PLACE,
        "cells": [cell for cell in cells if cell["kind"] != "hidden"],
        "hidden": [cell for cell in cells if cell["kind"] == "hidden"],
        "name": row.get("name") or row.get("label") or row.get("item") or "",
    }


def _cell(name: str, field: Any, place: str, row: dict[str, Any], errors: Any) -> dict[str, Any]:
    value = row.get(name, "" if field.default is serializers.empty else field.default)
    ticked = bool(value) if isinstance(field, serializers.BooleanField) else False
    if name == "required" and not row:
        ticked = True
    return {
        "name": f"r{place}-{name}", "label": field.label, "kind": _kind(field), "checked": ticked,
        "value": _("、").join(value) if isinstance(value, list) else shown(value), "choices": choices_of(name, field),
        "max": getattr(field, "max_length", None), "error": first(errors.get(name)) if errors else "", "css": name,
    }  # fmt: skip


def _kind(field: Any) -> str:
    """hidden | tick | choice | number | text."""
    if isinstance(field, serializers.RegexField):
        return "hidden"
    if isinstance(field, serializers.BooleanField):
        return "tick"
    if isinstance(field, serializers.ChoiceField):
        return "choice"
    return "number" if isinstance(field, serializers.IntegerField) else "text"
