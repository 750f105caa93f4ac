"""A list of items and its list of papers, read from files."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils.translation import gettext as _

from kernel.catalogue.imports import words
from kernel.catalogue.imports.papers import PaperRemark, Papers, papers_of
from kernel.catalogue.imports.rows import ItemRow, Remark, rows_of
from kernel.identifiers.csv_files import CsvRow
from kernel.identifiers.list_files import read_rows
from kernel.identifiers.xlsx_files import SheetRows


@dataclass(frozen=True)
class ItemList:
    """What two files say: how many lines each has, the rows that can be kept, and a remark for each that cannot.

    An item of which one paper cannot be kept is not kept either. `of_papers` is what is said of papers that are kept;
    `unread` are by table the sheets that were not read.
    """

    name: str
    lines: int
    paper_lines: int
    rows: list[ItemRow]
    refused: list[Remark]
    of_papers: list[PaperRemark] = field(default_factory=list)
    unread: dict[str, list[str]] = field(default_factory=dict)

    def remarks(self) -> list[Remark]:
        """What is to be said of the files as they are, beside what becomes of each row."""
        sentence = _("没有读入工作表{sheets}，如果其中还有要导入的内容，请另存为单独的文件再导入。")
        sheets = [
            Remark(0, "", sentence.format(sheets="".join(f"“{name}”" for name in names)), table)
            for table, names in self.unread.items()
        ]
        return [*sheets, *(each.remark() for each in self.of_papers)]


def read_list(items: Path, materials: Path | None = None) -> ItemList:
    """Read CSV or XLSX. Errors: CsvFileUnreadable."""
    lines = read_rows(items, required=words.ITEM_REQUIRED, names=words.ITEM_NAMES)
    rows, refused = rows_of(lines)
    unread = _unread("items", lines)
    if materials is None:
        return ItemList(items.name, len(lines), 0, rows, refused, unread=unread)
    paper_lines = read_rows(materials, required=words.MATERIAL_REQUIRED, names=words.MATERIAL_NAMES)
    papers = papers_of(paper_lines, {line["code"] for line in lines})
    broken = {remark.code for remark in papers.refused}
    refused += [
        Remark(row.line, row.code, _("有材料不能导入，整个事项没有导入。")) for row in rows if row.code in broken
    ]
    refused += papers.refused
    kept = [_with_papers(row, papers.papers) for row in rows if row.code not in broken]
    of_papers = papers.remarks({row.code for row in kept})
    unread |= _unread("materials", paper_lines)
    return ItemList(items.name, len(lines), len(paper_lines), kept, refused, of_papers, unread)


def _unread(table: str, lines: list[CsvRow]) -> dict[str, list[str]]:
    return {table: list(lines.unread)} if isinstance(lines, SheetRows) and lines.unread else {}


def _with_papers(row: ItemRow, papers: Papers) -> ItemRow:
    """The row with what the list of papers has for it; that tells more than a cell that names them."""
    found = papers.get(row.code)
    if found is None:
        return row
    return replace(row, materials=found, named_only=False, known=row.known | {"no_materials": not found})
