"""A list of items and its list of papers, read from files."""

from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from kernel.catalogue.imports import words
from kernel.catalogue.imports.papers import Papers, papers_of
from kernel.catalogue.imports.rows import ItemRow, Remark, rows_of
from kernel.identifiers.csv_files import CsvRow
from kernel.identifiers.list_files import read_rows


@dataclass(frozen=True)
class ItemList:
    """What two files say: how many lines each has, the rows that can be kept, and a remark for each that cannot.

    An item of which one paper cannot be kept is not kept either.
    """

    name: str
    lines: int
    paper_lines: int
    rows: list[ItemRow]
    refused: list[Remark]


def read_list(items: Path, materials: Path | None = None) -> ItemList:
    """Read CSV or XLSX. Errors: CsvFileUnreadable."""
    lines = read_rows(items, required=words.ITEM_REQUIRED, names=words.ITEM_NAMES)
    rows, refused = rows_of(lines)
    paper_lines = list[CsvRow]()
    if materials is not None:
        paper_lines = read_rows(materials, required=words.MATERIAL_REQUIRED, names=words.MATERIAL_NAMES)
        papers, of_papers = papers_of(paper_lines, {line["code"] for line in lines})
        broken = {remark.code for remark in of_papers}
        refused += [
            Remark(row.line, row.code, _("有材料不能导入，整个事项没有导入。")) for row in rows if row.code in broken
        ]
        refused += of_papers
        rows = [_with_papers(row, papers) for row in rows if row.code not in broken]
    return ItemList(items.name, len(lines), len(paper_lines), rows, refused)


def _with_papers(row: ItemRow, papers: Papers) -> ItemRow:
    """The row with what the list of papers has for it; that tells more than a cell that names them."""
    found = papers.get(row.code)
    if found is None:
        return row
    return replace(row, materials=found, named_only=False, known=row.known | {"no_materials": not found})
