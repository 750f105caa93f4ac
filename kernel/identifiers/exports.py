"""Lists for people's spreadsheets. Every file that the portal writes as CSV or XLSX comes from here."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from kernel.identifiers.formulas import Cell, harmless

# a spreadsheet takes no longer cell
LONGEST_CELL: Final = 32_767
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    text = StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[Sequence[Cell]], *, title: str) -> bytes:
    """One sheet, every text kept a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in rows:
        sheet.append([_plain(harmless(cell)) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _plain(cell: str | int) -> str | int:
    return ILLEGAL_CHARACTERS_RE.sub("", cell)[:LONGEST_CELL] if isinstance(cell, str) else cell
