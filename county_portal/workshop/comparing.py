"""A draft beside the version in force, line by line in words, with what changed said and not only coloured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.pages.papers import paper_words
from county_portal.workshop.inputs import FIELD_KINDS, LEVELS, PARTS, TASK_TYPES
from county_portal.workshop.parts import COLUMNS_OF, NAMES
from kernel.catalogue.columns import COLUMNS
from kernel.catalogue.drafts import ItemDraft, JointDraft
from kernel.catalogue.joint import names_of
from kernel.catalogue.models import ItemVersion, Material, StartEvent, Unit
from kernel.doors.strip_words import amount
from kernel.organizations.models import Role, Window

MARKS: Final = {
    "same": "", "changed": gettext_lazy("改"), "added": gettext_lazy("新增"), "removed": gettext_lazy("删去"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that an edition says: its name, what stands in force, what the draft says, and how they differ."""

    label: str
    before: str
    after: str
    mark: str

    @property
    def mark_words(self) -> str:
        return str(MARKS[self.mark])


@dataclass(frozen=True)
class Section:
    """One part of an item with its lines."""

    part: str
    name: str
    lines: list[Line]

    @property
    def changes(self) -> int:
        return sum(line.mark != "same" for line in self.lines)


def compared(before: ItemDraft | None, after: ItemDraft) -> list[Section]:
    """Every part of two editions; an item that is not in force yet has nothing before."""
    return [Section(part, str(NAMES[part]), list(_lines(part, before, after))) for part in PARTS]


def _lines(part: str, before: ItemDraft | None, after: ItemDraft) -> Iterable[Line]:
    old = said(before, part) if before is not None else {}
    new = said(after, part)
    for key in dict.fromkeys((*new, *old)):
        label, now = new.get(key, old.get(key, ("", "")))[0], new.get(key, ("", ""))[1]
        then = old.get(key, ("", ""))[1]
        if not now and not then:
            continue
        yield Line(label, then, now, _mark(key, old, new) if before is not None else "same")


def _mark(key: str, old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]) -> str:
    if key not in old:
        return "added"
    if key not in new:
        return "removed"
    return "same" if old[key] == new[key] else "changed"


def said(draft: ItemDraft, part: str) -> dict[str, tuple[str, str]]:
    """By key: the name of a thing and what is said of it."""
    if part in COLUMNS_OF:
        return {column: (str(COLUMNS[column]), _words(draft, column)) for column in COLUMNS_OF[part]}
    if part == "materials":
        return {row.code: (row.name, _paper(row)) for row in draft.materials}
    if part == "steps":
        return {row.code: (row.name, _step(row, place)) for place, row in enumerate(draft.steps, start=1)}
    if part == "fees":
        fees = {row.name: f"{row.standard}；{row.basis}" for row in draft.fees}
        free = {row.name for row in draft.fees if row.reducible}
        return {name: (name, f"{words}；{_('可减免')}" if name in free else words) for name, words in fees.items()}
    if part == "joint":
        names = names_of(draft.joint)
        return {row.item: (names[row.item], _joined(row, names)) for row in draft.joint}
    return {row["name"]: (row["label"], _field(row)) for row in draft.form}


def _paper(row: Any) -> str:
    paper = Material(**vars(row))
    said = (paper_words(paper), paper.get_source_display(), row.issuer)
    return "·".join(str(words) for words in said if words)


def _step(row: Any, place: int) -> str:
    role = str(Role(row.role).label) if row.role in Role.values else row.role
    limit = amount(row.limit, "working_day") if row.limit is not None else _("不限时")
    return f"{place}. {role}·{limit}"


def _joined(row: JointDraft, names: Mapping[str, str]) -> str:
    when = _("{item}批准后开办").format(item=names[row.after]) if row.after else _("受理时开办")
    return f"{row.item}·{amount(row.limit, 'working_day')}·{when}"


def _field(row: Mapping[str, Any]) -> str:
    parts = [str(dict(FIELD_KINDS)[row["type"]]), _("必填") if row.get("required") else _("可不填")]
    return "·".join([*parts, *([_("、").join(row.get("choices", ()))] if row["type"] == "choice" else [])])


LABELS: Final[Mapping[str, Mapping[Any, Any]]] = {
    "task_type": dict(TASK_TYPES),
    "use_level": dict(LEVELS),
    "project_type": dict(ItemVersion.ProjectType.choices),
    "handling": dict(ItemVersion.Handling.choices),
    "statutory_unit": dict(Unit.choices),
    "start_event": dict(StartEvent.choices),
    "charged": {True: gettext_lazy("收费"), False: gettext_lazy("不收费")},
    "no_materials": {True: gettext_lazy("无需材料"), False: gettext_lazy("按材料清单")},
}


def _words(draft: ItemDraft, column: str) -> str:
    if column == "windows":
        return _("、").join(_window(window) for window in draft.windows)
    if column == "delivering_window_id":
        return _window(draft.delivering) if draft.delivering is not None else ""
    if column == "promised_length":
        if draft.promised == 0:
            return _("当场办结")
        return amount(draft.promised, "working_day") if draft.promised is not None else ""
    if column == "expiry_field":
        labels = {field["name"]: field["label"] for field in draft.form}
        return str(labels.get(draft.expiry, draft.expiry))
    value = value_of(draft, column)
    if value is None or value == "":
        return ""
    return str(LABELS[column].get(value, value)) if column in LABELS else str(value)


def _window(window: Window) -> str:
    return _("{window}（{point}）").format(window=window, point=window.service_point)


def value_of(draft: ItemDraft, column: str) -> Any:
    """What a draft says in one column."""
    columns = draft.columns({})
    return columns[column] if column in columns else columns[column.removesuffix("_id")]
