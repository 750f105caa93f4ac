"""Reading an XLSX list that a person made: the first sheet with anything on it, every cell as the text it shows.

A formula is read as the value it was saved with and is never worked out; one that was never worked out is an empty
cell. The value of cells merged downwards stands in each of their rows.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from kernel.identifiers.csv_files import Columns, CsvFileUnreadable, CsvRow, one_row

# a hundred thousand items unfold to a tenth of this; what is larger was made to fill the memory
LARGEST_UNFOLDED: Final = 1_000_000_000
# a title, a unit and a date may stand above the columns' names
ROWS_ABOVE: Final = 10
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 200
_BROKEN: Final = (InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, EOFError, KeyError, ValueError)

Cells = tuple[int, list[str]]


def read_rows(
    path: Path, *, required: Iterable[str], any_of: Iterable[str] = (), names: Mapping[str, str] | None = None
) -> list[CsvRow]:
    """As `csv_files.read_rows`: rows by column in the sheet's order, `line` the number of the row. Errors: the same."""
    known = Columns(required, any_of, names)
    found = _whole(path)
    if not found:
        raise CsvFileUnreadable(str(_("文件 {name} 是空的。")).format(name=path.name))
    head = _place_of_columns(found, known)
    columns = known.named(found[head][1])
    known.refuse(columns, path.name)
    return [one_row(columns, cells, line) for line, cells in found[head + 1 :]]


def _place_of_columns(found: list[Cells], known: Columns) -> int:
    """Which of the first rows bears the columns' names: the one with most of them, the first of equals."""
    ours = {*known.required, *known.any_of, *known.names.values()}
    many = [len(ours.intersection(known.named(cells))) for _line, cells in found[:ROWS_ABOVE]]
    return many.index(max(many))


def _whole(path: Path) -> list[Cells]:
    try:
        with warnings.catch_warnings():
            # what the library does not know of a workbook's looks says nothing about its cells
            warnings.simplefilter("ignore", UserWarning)
            return list(_records(path))
    except CsvFileUnreadable:
        raise
    except OSError as error:
        raise CsvFileUnreadable(str(_("打不开文件 {name}，请核对路径和权限。")).format(name=path)) from error
    except _BROKEN as error:
        raise CsvFileUnreadable(str(_("文件 {name} 不是有效的 XLSX。")).format(name=path.name)) from error


def _records(path: Path) -> Iterator[Cells]:
    """Number and stripped cells of every row that has any."""
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNFOLDED:
            raise CsvFileUnreadable(str(_("文件 {name} 展开后过大，请分成几个文件。")).format(name=path.name))
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                # its own word on its size may be wrong, or blow every row up to the last column there is
                sheet.reset_dimensions()
                merged = _merged_downwards(archive, sheet._worksheet_path)
                rows = list(_filled(sheet.iter_rows(values_only=True), merged))
                if rows:
                    yield from rows
                    return
        finally:
            book.close()


def _filled(rows: Iterable[tuple[Any, ...]], merged: Mapping[tuple[int, int], tuple[int, int]]) -> Iterator[Cells]:
    """Rows with what merged cells above them say; `merged` by (row, column), both from 1, the place of the value."""
    values: dict[tuple[int, int], str] = {}
    starts = set(merged.values())
    for line, row in enumerate(rows, start=1):
        cells = [_text(value) for value in row]
        for column in range(1, len(cells) + 1):
            if (line, column) in starts:
                values[line, column] = cells[column - 1]
            elif (line, column) in merged and not cells[column - 1]:
                cells[column - 1] = values.get(merged[line, column], "")
        if any(cells):
            yield line, cells


def _merged_downwards(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell below the first of a merged range, in its first column, where the value stands."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for area in _merged_areas(archive, part):
        left, top, _right, bottom = range_boundaries(area)
        found |= {(row, left): (top, left) for row in range(top + 1, bottom + 1)}
    return found


def _merged_areas(archive: zipfile.ZipFile, part: str) -> set[str]:
    """The library's reader of rows passes over merged ranges, so they are looked for in the sheet's own text."""
    areas, tail = set[str](), b""
    with archive.open(part.removeprefix("/")) as sheet:
        while chunk := sheet.read(_CHUNK):
            text = tail + chunk
            areas |= {found.decode() for found in _MERGED.findall(text)}
            tail = text[-_OVERLAP:]
    return areas


def _text(value: Any) -> str:
    """What the cell shows: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == datetime.min.time() else value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
