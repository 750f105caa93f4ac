"""Reading an XLSX list that a person made: the first sheet with the columns, every cell as the text it shows.

A formula is read as the value it was saved with and is never worked out; one that was never worked out is an empty
cell, and its row tells so. The value of cells merged downwards stands in each of their rows.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from kernel.identifiers.csv_files import ROWS_ABOVE, Columns, CsvFileUnreadable, CsvRow, one_row

# a hundred thousand items unfold to a tenth of this; what is larger was made to fill the memory
LARGEST_UNFOLDED: Final = 1_000_000_000
# a spreadsheet keeps no more digits of a number
_DIGITS_KEPT: Final = 15
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
# a cell with a formula and no value, or an empty one; bounded, as the file may be made to take all time there is
_UNWORKED: Final = re.compile(
    rb"<(?:\w{1,9}:)?c\s([^<>]{1,200})>\s{0,9}<(?:\w{1,9}:)?f(?:\s[^<>]{0,300}?)?(?:/>|>[^<]*</(?:\w{1,9}:)?f>)\s{0,9}"
    rb"(<(?:\w{1,9}:)?v\s{0,9}(?:/>|>\s{0,9}</(?:\w{1,9}:)?v>))?\s{0,9}</(?:\w{1,9}:)?c>"
)
_PLACE: Final = re.compile(rb"""\br=["']([A-Z]{1,3}[0-9]+)["']""")
_OF_TEXT: Final = re.compile(rb"""\bt=["']str["']""")
_CHUNK: Final = 1 << 20
# the longest formula has 8192 characters, each of up to six bytes
_OVERLAP: Final = 1 << 16
_BROKEN: Final = (InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, EOFError, KeyError, ValueError)

Place = tuple[int, int]


class SheetRows(list[CsvRow]):
    """The rows of one sheet; `unread` are the names of the other sheets with anything on them."""

    def __init__(self, rows: Iterable[CsvRow], unread: Iterable[str]) -> None:
        super().__init__(rows)
        self.unread = tuple(unread)


@dataclass(frozen=True)
class _Record:
    """Number and stripped cells of a row that has any, and the places from 0 of formulas without a value."""

    line: int
    cells: list[str]
    unworked: frozenset[int]


@dataclass(frozen=True)
class _Marks:
    """What the library does not tell of a sheet's cells, by (row, column), both from 1.

    `merged`: for each cell below the first of a merged range, in its first column, where the value stands.
    `unworked`: formulas without a value.
    """

    merged: dict[Place, Place] = field(default_factory=dict)
    unworked: set[Place] = field(default_factory=set)


def read_rows(
    path: Path, *, required: Iterable[str], any_of: Iterable[str] = (), names: Mapping[str, str] | None = None
) -> SheetRows:
    """As `csv_files.read_rows`: rows by column in the sheet's order, `line` the number of the row. Errors: the same."""
    known = Columns(required, any_of, names)
    try:
        with warnings.catch_warnings():
            # what the library does not know of a workbook's looks says nothing about its cells
            warnings.simplefilter("ignore", UserWarning)
            return _read(path, known)
    except CsvFileUnreadable:
        raise
    except OSError as error:
        raise CsvFileUnreadable(str(_("打不开文件 {name}，请核对路径和权限。")).format(name=path)) from error
    except _BROKEN as error:
        raise CsvFileUnreadable(str(_("文件 {name} 不是有效的 XLSX。")).format(name=path.name)) from error


def _read(path: Path, known: Columns) -> SheetRows:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST_UNFOLDED:
            raise CsvFileUnreadable(str(_("文件 {name} 展开后过大，请分成几个文件。")).format(name=path.name))
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            return _of_book(book.worksheets, archive, known, path.name)
        finally:
            book.close()


def _of_book(sheets: Iterable[Any], archive: zipfile.ZipFile, known: Columns, name: str) -> SheetRows:
    """The first sheet that has all columns; where none has, the one with most is refused. Errors: CsvFileUnreadable."""
    begun = [(sheet.title, *_begun(sheet, archive)) for sheet in sheets]
    filled = [(title, first, rest) for title, first, rest in begun if first]
    if not filled:
        raise CsvFileUnreadable(str(_("文件 {name} 是空的。")).format(name=name))
    heads = [known.place([record.cells for record in first]) for _title, first, _rest in filled]
    headings = [first[head].cells for (_title, first, _rest), head in zip(filled, heads, strict=True)]
    whole = [place for place, cells in enumerate(headings) if not known.missing(known.named(cells))]
    many = [known.many(cells) for cells in headings]
    chosen = whole[0] if whole else many.index(max(many))
    columns = known.named(headings[chosen])
    known.refuse(columns, name)
    _title, first, rest = filled[chosen]
    return SheetRows(
        (one_row(columns, row.cells, row.line, row.unworked) for row in chain(first[heads[chosen] + 1 :], rest)),
        unread=(title for place, (title, _first, _rest) in enumerate(filled) if place != chosen),
    )


def _begun(sheet: Any, archive: zipfile.ZipFile) -> tuple[list[_Record], Iterator[_Record]]:
    """The first rows of a sheet, and those that follow."""
    # its own word on its size may be wrong, or blow every row up to the last column there is
    sheet.reset_dimensions()
    records = _filled(sheet.iter_rows(values_only=True), _marks(archive, sheet._worksheet_path))
    return list(islice(records, ROWS_ABOVE)), records


def _filled(rows: Iterable[tuple[Any, ...]], marks: _Marks) -> Iterator[_Record]:
    """Rows with what merged cells above them say."""
    values: dict[Place, str] = {}
    starts = set(marks.merged.values())
    for line, row in enumerate(rows, start=1):
        cells, unworked = [_text(value) for value in row], set[int]()
        for column in range(1, len(cells) + 1):
            place = (line, column)
            if place in starts:
                values[place] = cells[column - 1]
            elif place in marks.merged and not cells[column - 1]:
                place = marks.merged[place]
                cells[column - 1] = values.get(place, "")
            if place in marks.unworked:
                unworked.add(column - 1)
        if any(cells) or unworked:
            yield _Record(line, cells, frozenset(unworked))


def _marks(archive: zipfile.ZipFile, part: str) -> _Marks:
    """The library's reader of rows passes over them, so they are looked for in the sheet's own text."""
    marks, tail = _Marks(), b""
    with archive.open(part.removeprefix("/")) as sheet:
        while chunk := sheet.read(_CHUNK):
            text = tail + chunk
            for area in set(_MERGED.findall(text)):
                left, top, _right, bottom = range_boundaries(area.decode())
                marks.merged.update({(row, left): (top, left) for row in range(top + 1, bottom + 1)})
            marks.unworked.update(_unworked(text))
            tail = text[-_OVERLAP:]
    return marks


def _unworked(text: bytes) -> Iterator[Place]:
    if b"<f" not in text and b":f" not in text:
        return
    for attributes, value in _UNWORKED.findall(text):
        place = _PLACE.search(attributes)
        # a formula of text with an empty value was worked out and says nothing
        if place is not None and not (value and _OF_TEXT.search(attributes)):
            yield coordinate_to_tuple(place[1].decode())


def _text(value: Any) -> str:
    """What the cell shows: whole numbers without a point, those too long to be kept by their first digits, days without
    a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float) and abs(value) >= 10**_DIGITS_KEPT:
        return f"{Decimal(value):.5E}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == datetime.min.time() else value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
