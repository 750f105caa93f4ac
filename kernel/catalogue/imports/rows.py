"""The rows of a list of items, each checked by itself before anything is compared or written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.catalogue.comparison import HOURS_A_DAY
from kernel.catalogue.drafts import LONGEST_PROMISE, LONGEST_STATUTORY, MaterialDraft
from kernel.catalogue.imports import cells, words
from kernel.catalogue.imports.cells import CellRefused
from kernel.catalogue.models import ItemVersion, Unit
from kernel.identifiers.csv_files import CsvRow

NAME_LENGTH: Final = 200
MOST_VISITS: Final = 99


@dataclass(frozen=True)
class Remark:
    """What is to be said of a line, as a sentence; `code` is the item's as it stands there.

    `table` is `items`, or `materials` for a line of the list of papers.
    """

    line: int
    code: str
    reason: str
    table: str = "items"


@dataclass
class ItemRow:
    """One item as the list knows it.

    `known` are columns of ItemVersion by name, only those of which the list says something; `department` and `regime`
    are still the list's words. `materials` is None where the list is silent of papers, and then they stay as they are.
    `promise` is a promise in another unit than working days: its length and its unit.
    """

    line: int
    code: str
    department: str
    regime: str
    known: dict[str, Any]
    materials: tuple[MaterialDraft, ...] | None = None
    named_only: bool = True
    promise: tuple[int, str] | None = None
    remarks: list[str] = field(default_factory=list)


def rows_of(lines: Iterable[CsvRow]) -> tuple[list[ItemRow], list[Remark]]:
    """The rows that can be kept, in the list's order, and a remark for each that cannot.

    Lines that bear one code contradict each other, and none of them is kept.
    """
    kept, refused = list[ItemRow](), list[Remark]()
    for cells_of_line in lines:
        try:
            kept.append(_row(cells_of_line))
        except CellRefused as reason:
            refused.append(Remark(cells_of_line.line, cells.shown(cells_of_line["code"]), str(reason)))
    lines_of_code: dict[str, list[int]] = defaultdict(list)
    for row in kept:
        lines_of_code[row.code].append(row.line)
    for code, twice in lines_of_code.items():
        if len(twice) > 1:
            sentence = _("事项编码重复（第 {lines} 行），不知道以哪一行为准。")
            said = sentence.format(lines="、".join(map(str, twice)))
            refused += [Remark(line, code, said) for line in twice]
    return [row for row in kept if len(lines_of_code[row.code]) == 1], refused


def _row(line: CsvRow) -> ItemRow:
    """Errors: CellRefused with the first thing that is wrong."""
    code = cells.code(line["code"])
    if line.surplus:
        raise CellRefused(_("比表头多出“{text}”，请核对逗号。").format(text=cells.shown(line.surplus)))
    known: dict[str, Any] = {}
    name = cells.text(line["name"], column=_("事项名称"), most=NAME_LENGTH, lines=False)
    department = cells.text(line["department"], column=_("实施部门"), most=NAME_LENGTH, lines=False)
    if not name:
        raise CellRefused(_("缺事项名称。"))
    if not department:
        raise CellRefused(_("缺实施部门。"))
    known |= {"name": name, "department_name": department}
    for column, ours, heading, most in words.TEXTS:
        said = cells.text(line.get(column, ""), column=heading, most=most)
        known |= {ours: said} if said else {}
    papers = _papers_named(line.get("materials", ""))
    # an empty cell says nothing, one that says there are none does
    known |= {} if papers is None else {"no_materials": not papers}
    row = ItemRow(line.line, code, department, "", known, papers)
    _add_terms(row, line)
    _add_kind(row, line)
    return row


def _add_terms(row: ItemRow, line: Mapping[str, str]) -> None:
    """Law and promise, each in its own unit; a promise whose unit the list does not say is read as working days."""
    statutory = cells.number(line.get("statutory_days", ""), column=_("法定期限"), most=LONGEST_STATUTORY)
    promised = cells.number(line.get("promised_days", ""), column=_("承诺期限"), most=LONGEST_PROMISE)
    said = line.get("day_unit", "")
    unit = _unit(said)
    if said and unit is None:
        row.remarks.append(_("期限单位“{unit}”不认识。").format(unit=cells.shown(said)))
    if promised and unit != Unit.WORKING_DAY and not line.get("promise_unit", ""):
        row.remarks.append(_("承诺期限没有写单位，按工作日读入，请核对。"))
    terms = {
        "statutory_length": statutory,
        "promised_length": _working_days(row, promised, line.get("promise_unit", "")),
        "statutory_unit": unit if statutory is not None else None,
        "start_event": cells.word(line.get("start_event", ""), words.STARTS),
    }
    row.known |= {column: value for column, value in terms.items() if value is not None}


def _unit(said: str) -> str | None:
    """The unit that a word means; a plain 日 may have an explanation in brackets behind it."""
    return cells.word(said, words.UNITS) or (Unit.NATURAL_DAY if said.startswith("日（") else None)


def _working_days(row: ItemRow, promised: int | None, said: str) -> int | None:
    """The promise where it counts working days; in another unit it waits for the calendar, in an unknown one it is
    left out and remarked on."""
    unit = _unit(said) if said else Unit.WORKING_DAY
    if promised is None or unit == Unit.WORKING_DAY:
        return promised
    if unit == Unit.WORKING_HOUR and promised % HOURS_A_DAY == 0:
        return promised // HOURS_A_DAY
    if unit in (Unit.NATURAL_DAY, Unit.MONTH):
        row.promise = (promised, unit)
    else:
        sentence = _("承诺期限 {length} {unit}不能折算成工作日，没有采用，请写明几个工作日。")
        row.remarks.append(sentence.format(length=promised, unit=cells.shown(said)))
    return None


def _add_kind(row: ItemRow, line: Mapping[str, str]) -> None:
    """Type, regime, level, visits and fee; a word that is not known is remarked on."""
    said = line.get("item_type", "")
    type_code, row.regime = cells.word(said, words.TYPES) or ("", "")
    joint = ItemVersion.ProjectType.JOINT if said in words.JOINT_TYPES else None
    if said and not type_code:
        row.remarks.append(_("事项类型“{type}”没有对应的办理规则。").format(type=cells.shown(said)))
    fee = line.get("fee", "")
    charged = cells.word(fee, words.CHARGED)
    if charged or (fee and charged is None):
        row.remarks.append(_("收费情况“{fee}”须写成收费项目、标准和依据。").format(fee=cells.shown(fee)))
    kind = {
        "task_type": type_code or None,
        "project_type": joint or cells.word(line.get("handle_type", ""), words.HANDLE_TYPES),
        "use_level": cells.word(line.get("level", ""), words.LEVELS),
        "on_site_times": cells.number(line.get("on_site_times", ""), column=_("到现场次数"), most=MOST_VISITS),
        "charged": True if fee and charged is None else charged,
    }
    row.known |= {column: value for column, value in kind.items() if value is not None}


def _papers_named(cell: str) -> tuple[MaterialDraft, ...] | None:
    """The papers of a cell that names them one after another; None for an empty one. Errors: CellRefused."""
    if not cell:
        return None
    names = (name.strip() for name in re.split(words.BETWEEN_PAPERS, cell))
    named = [name for name in names if name and name not in words.NO_PAPERS]
    return tuple(
        MaterialDraft(f"m{place}", cells.text(name, column=_("材料名称"), most=NAME_LENGTH))
        for place, name in enumerate(named, start=1)
    )
