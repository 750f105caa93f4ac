"""Reading a CSV list that a person made: UTF-8 with or without mark, or the GB 18030 of a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.identifiers.formulas import unguarded

# a cell that is longer is no cell of a list, but a quotation mark that was never closed is told better than a length
LONGEST_CELL: Final = 10_000_000


class CsvFileUnreadable(ValueError):
    """The file cannot be used; the message is one sentence saying why."""


class CsvRow(dict[str, str]):
    """The cells of a row by column, stripped; a missing one is empty.

    `line` is the line of the file on which the row begins, `surplus` what stands beyond the last column.
    """

    def __init__(self, cells: Iterable[tuple[str, str]], *, line: int, surplus: str) -> None:
        super().__init__(cells)
        self.line = line
        self.surplus = surplus


def read_rows(
    path: Path, *, required: Iterable[str], any_of: Iterable[str] = (), names: Mapping[str, str] | None = None
) -> list[CsvRow]:
    """Rows of a CSV file in its order; lines without any character between their ends are none.

    All of `required` and, if given, at least one of `any_of` must be columns. `names` gives other names by which the
    columns may be called. Errors: CsvFileUnreadable.
    """
    found = _records(_text(path), path.name)
    columns = next(((cells) for _line, cells in found if any(cells)), None)
    if columns is None:
        raise CsvFileUnreadable(str(_("文件 {name} 是空的。")).format(name=path.name))
    known = Columns(required, any_of, names)
    columns = known.named(columns)
    known.refuse(columns, path.name)
    return [one_row(columns, cells, line) for line, cells in found]


class Columns:
    """What a list's columns must be, and by which other names they go."""

    def __init__(self, required: Iterable[str], any_of: Iterable[str], names: Mapping[str, str] | None) -> None:
        self.required, self.any_of, self.names = list(required), list(any_of), dict(names or {})

    def named(self, columns: Iterable[str]) -> list[str]:
        """The columns of a file by our own names; one that we do not know keeps its name."""
        return [self.names.get(each, each) for each in columns]

    def refuse(self, columns: list[str], name: str) -> None:
        """Refuse a file that lacks a column or has one twice. Errors: CsvFileUnreadable."""
        missing = [each for each in self.required if each not in columns]
        if self.any_of and not set(columns).intersection(self.any_of):
            missing.append(" / ".join(self.any_of))
        if missing:
            sentence = str(_("文件 {name} 缺少列：{columns}。"))
            raise CsvFileUnreadable(sentence.format(name=name, columns="、".join(missing)))
        known = dict.fromkeys((*self.required, *self.any_of, *self.names.values()))
        twice = [each for each in known if columns.count(each) > 1]
        if twice:
            sentence = str(_("文件 {name} 的列{columns}出现了两次。"))
            raise CsvFileUnreadable(sentence.format(name=name, columns="、".join(twice)))


def _records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line on which it begins and stripped cells of every record. Errors: CsvFileUnreadable."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    began = 1
    try:
        for cells in reader:
            if cells:
                yield began, [cell.strip() for cell in cells]
            began = reader.line_num + 1
    except csv.Error as error:
        raise CsvFileUnreadable(str(_("文件 {name} 不是有效的 CSV。")).format(name=name)) from error


def one_row(columns: list[str], cells: list[str], line: int) -> CsvRow:
    """The cells of one line under their columns."""
    beyond = ",".join(cell for cell in cells[len(columns) :] if cell)
    filled = cells + [""] * (len(columns) - len(cells))
    return CsvRow(zip(columns, (unguarded(cell).strip() for cell in filled), strict=False), line=line, surplus=beyond)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CsvFileUnreadable(str(_("打不开文件 {name}，请核对路径和权限。")).format(name=path)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise CsvFileUnreadable(str(_("文件 {name} 不是 UTF-8 或 GB 18030 编码的文本。")).format(name=path.name))
