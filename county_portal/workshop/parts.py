"""A draft taken apart for a form, and put together again from what was handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from county_portal.workshop.inputs import ROWS
from kernel.catalogue.columns import FACTS
from kernel.catalogue.drafts import FeeDraft, ItemDraft, JointDraft, MaterialDraft, StepDraft

NAMES: Final[Mapping[str, str | Promise]] = {
    "facts": _("基本情况"),
    "terms": _("期限"),
    "organs": _("部门和窗口"),
    "materials": _("申请材料"),
    "steps": _("审批环节"),
    "fees": _("收费"),
    "form": _("申请表"),
    "joint": _("联办事项"),
}
# the columns of each part that is no list, in the order of its form
COLUMNS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "facts": (
        *("name", "parent_name", "task_type", "project_type", "use_level", "handling", "legal_basis"),
        *("acceptance_condition", "handle_flow", "result_name", "quantity_limit", "on_site_times", "needs_person"),
        *("charged", "consult_phone", "complaint_phone", "no_materials"),
    ),
    "terms": (
        *("regime_id", "statutory_length", "statutory_unit", "start_event", "statutory_basis", "promised_length"),
        "expiry_field",
    ),
    "organs": ("organization_id", "supervising_organization_id", "windows", "delivering_window_id"),
}
# what a column is called in its form, where that differs
_FIELD_OF: Final = {
    "regime_id": "regime", "organization_id": "organization", "supervising_organization_id": "supervising",
    "delivering_window_id": "delivering",
}  # fmt: skip


def part_of(column: str) -> str:
    """The part whose form holds a column; what nobody writes is confirmed by saving the facts."""
    if column in ROWS:
        return column
    return next((part for part, columns in COLUMNS_OF.items() if column in columns), "facts")


def field_of(column: str) -> str:
    """The name of its field in that form."""
    return _FIELD_OF.get(column, column)


def values_of(draft: ItemDraft, part: str) -> Any:
    """What a part says now, as its input takes it."""
    if part == "facts":
        own = {name: getattr(draft, name) for name in ("name", "project_type", "handling", "legal_basis")}
        return own | dict(draft.facts or {})
    if part == "terms":
        return {
            "regime": draft.regime.code if draft.regime is not None else None,
            "statutory_length": draft.statutory, "statutory_unit": draft.unit, "start_event": draft.start_event,
            "statutory_basis": draft.statutory_basis, "promised_length": draft.promised,
            "expiry_field": draft.expiry,
        }  # fmt: skip
    if part == "organs":
        organs = {"organization": draft.organization, "supervising": draft.supervising}
        codes = {name: row.code if row is not None else None for name, row in organs.items()}
        delivering = draft.delivering.full_code if draft.delivering is not None else None
        return codes | {"windows": [window.full_code for window in draft.windows], "delivering": delivering}
    if part == "form":
        return [{"choices": [], "max": None, **field} for field in draft.form]
    rows: Sequence[Any] = getattr(draft, part)
    return [dict(vars(row)) for row in rows]


def with_part(draft: ItemDraft, part: str, data: Any) -> ItemDraft:
    """The draft with one part as it was handed in; `data` is validated by that part's input."""
    if part == "facts":
        facts = {name: data[name] for name in FACTS}
        own = {name: data[name] for name in ("name", "project_type", "handling", "legal_basis")}
        return replace(draft, facts={**(draft.facts or {}), **facts}, **own)
    if part == "terms":
        return replace(
            draft, regime=data["regime"], statutory=data["statutory_length"], unit=data["statutory_unit"],
            start_event=data["start_event"], statutory_basis=data["statutory_basis"],
            promised=data["promised_length"], expiry=data["expiry_field"],
        )  # fmt: skip
    if part == "organs":
        named = "" if data["organization"] is not None else draft.department
        windows = tuple(data.get("windows", draft.windows))
        return replace(
            draft, organization=data["organization"], supervising=data["supervising"], department=named,
            windows=windows, delivering=data["delivering"],
        )  # fmt: skip
    rows: dict[str, Any] = {part: tuple(_row(part, row) for row in _named(part, data))}
    return replace(draft, **rows)


def _row(part: str, row: Mapping[str, Any]) -> Any:
    if part == "materials":
        return MaterialDraft(**row)
    if part == "steps":
        return StepDraft(**row)
    if part == "fees":
        return FeeDraft(**row)
    if part == "joint":
        return JointDraft(**row)
    kept = {name: row[name] for name in ("name", "label", "type", "required")}
    choices = {"choices": list(row.get("choices", ()))} if row["type"] == "choice" else {}
    return kept | choices | ({"max": row["max"]} if row.get("max") else {})


def _named(part: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every row with a code of its own: what is new takes the next number that none has."""
    key, start = {"materials": ("code", "m"), "steps": ("code", "s"), "form": ("name", "f")}.get(part, ("", ""))
    found = [dict(row) for row in rows]
    if not key:
        return found
    taken = {row[key] for row in found}
    number = 0
    for row in found:
        while not row[key]:
            number += 1
            row[key] = "" if f"{start}{number}" in taken else f"{start}{number}"
        taken.add(row[key])
    return found
