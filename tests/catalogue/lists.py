"""Lists of items as files, in the shapes that people hand in."""

import csv
import json
import re
import zipfile
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from openpyxl import Workbook

HEAD = ["item_id", "name", "department", "item_type", "statutory_days", "promised_days", "day_unit"]
LICENCE = ["GX0001", "取水许可", "县水利局", "行政许可", "20", "10", "工作日"]
BENEFIT = ["GX0002", "临时救助", "县民政局", "行政给付", "30", "15", ""]

PAPERS_HEAD = ["item_id", "seq", "material", "necessity", "form", "originals", "copies"]


def written(path: Path, rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8") -> Path:
    """A CSV file."""
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows(rows)
    return path


def workbook(
    path: Path, rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = (), other: Sequence[Sequence[Any]] = ()
) -> Path:
    """An XLSX file of one sheet; `merged` are ranges such as `C2:C4`, `other` are rows of a second sheet, `Other`."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for place, row in enumerate(other):
        (book["Other"] if place else book.create_sheet("Other")).append(list(row))
    book.save(path)
    return path


def long_workbook(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """An XLSX file of many rows, written row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def with_formula(path: Path, cell: str, formula: str) -> Path:
    """The same workbook with a formula in one cell, and what the cell had as the value it was saved with."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rf'(<c r="{cell}"[^>]*>)(<v>)', rf"\1<f>{formula}</f>\2", parts[sheet])
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return path


def imported(path: Path, **options: Any) -> dict[str, Any]:
    """What `import_items --json` prints of a file."""
    out = StringIO()
    call_command("import_items", str(path), json=True, stdout=out, **options)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def reasons(result: dict[str, Any]) -> dict[int, str]:
    """Why lines of the list of items were refused, by line."""
    return {each["line"]: each["reason"] for each in result["refused"] if each["table"] == "items"}


def told(result: dict[str, Any], line: int, *, table: str = "items") -> list[str]:
    """What was remarked on one line; on line 0, of the whole file."""
    return [each["reason"] for each in result["remarks"] if (each["line"], each["table"]) == (line, table)]
