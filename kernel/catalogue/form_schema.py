"""An item's application form as JSON Schema (2020-12), made from its list of fields."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# what the form's own check takes, too (approvals.application_form)
LONGEST: Final = {"text": 500, "number": 500, "phone": 500, "long_text": 4_000}
DAY: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
NUMBER: Final = "^([0-9]{1,3}(,[0-9]{3})+|[0-9]*)(\\.[0-9]+)?$"


def json_schema(fields: Sequence[Mapping[str, Any]], title: str = "") -> dict[str, Any]:
    """An object with one property per field, every value a text as people type it; unknown names are not taken.

    A field is {"name", "label", "type", "required", "choices", "max"}; a number is a text that reads as one,
    a date one such as 2027-03-31.
    """
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "properties": {field["name"]: _property(field) for field in fields},
        "required": [field["name"] for field in fields if field.get("required")],
        "additionalProperties": False,
    }


def _property(field: Mapping[str, Any]) -> dict[str, Any]:
    """One field; what may be left out may also be empty."""
    kind, needed = field["type"], bool(field.get("required"))
    found: dict[str, Any] = {"type": "string", "title": field["label"], "minLength": int(needed)}
    if kind == "choice":
        return found | {"enum": [*([] if needed else [""]), *field.get("choices", ())]}
    if kind == "date":
        # an empty text is no date, and may stand where nothing is demanded
        return found | ({"pattern": DAY, "format": "date"} if needed else {"pattern": f"^$|{DAY}"})
    found["maxLength"] = int(field.get("max") or LONGEST[kind])
    return found | {"pattern": NUMBER} if kind == "number" else found
