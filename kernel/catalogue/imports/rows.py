"""The rows of a list of items, each checked by itself before anything is compared or written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.catalogue.drafts import MaterialDraft
from kernel.catalogue.imports import cells, words
from kernel.catalogue.imports.cells import CellRefused
from kernel.catalogue.imports.terms import terms_of
from kernel.catalogue.models import ItemVersion
from kernel.identifiers.csv_files import CsvRow

NAME_LENGTH: Final = 200
MOST_VISITS: Final = 99


@dataclass(frozen=True)
class Remark:
    """What is to be said of a line, as a sentence; `code` is the item's as it stands there.

    `table` is `items`, or `materials` for a line of the list of papers. What is said of the whole file has line 0.
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
    for column in words.ITEM_REQUIRED:
        if column in line.unworked:
            raise CellRefused(cells.unworked(words.ITEM_CALLED[column]))
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
    terms = terms_of(line)
    row = ItemRow(line.line, code, department, "", known | terms.known, papers, promise=terms.promise)
    row.remarks += [cells.unworked(words.ITEM_CALLED[each]) for each in words.ITEM_CALLED if each in line.unworked]
    row.remarks += terms.remarks
    _add_kind(row, line)
    return row


def _add_kind(row: ItemRow, line: Mapping[str, str]) -> None:
    """Type, regime, level, visits and fee; a word that is not known is remarked on."""
    said = line.get("item_type", "")
    type_code, row.regime = cells.word(said, words.TYPES) or ("", "")
    joint = ItemVersion.ProjectType.JOINT if said in words.JOINT_TYPES else None
    if said and not type_code:
        row.remarks.append(_("事项类型“{type}”没有对应的办理规则。").format(type=cells.shown(said)))
    fee = line.get("fee", "")
    charged = cells.word(fee.upper(), words.CHARGED)
    if charged or (fee and charged is None):
        row.remarks.append(_("收费情况“{fee}”须写成收费项目、标准和依据。").format(fee=cells.shown(fee)))
    visits, column = line.get("on_site_times", ""), _("到现场次数")
    kind = {
        "task_type": type_code or None,
        "project_type": joint or cells.word(line.get("handle_type", ""), words.HANDLE_TYPES),
        "use_level": cells.word(line.get("level", ""), words.LEVELS),
        "on_site_times": cells.number_or_remark(visits, column=column, most=MOST_VISITS, remarks=row.remarks),
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
