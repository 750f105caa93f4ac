"""Reading a CSV list that a person made: UTF-8 with or without mark, or the GB 18030 of a spreadsheet."""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.identifiers.formulas import unguarded

# a cell that is longer is no cell of a list, but a quotation mark that was never closed is told better than a length
LONGEST_CELL: Final = 10_000_000
# a title, a unit and a date may stand above the columns' names
ROWS_ABOVE: Final = 10
# a spreadsheet's own first line, which says what parts the cells
_SEPARATOR: Final = re.compile(r"sep=([,;\t|])\r?\n?")
# what a template adds to the name of a column that must be filled in
_TO_BE_FILLED: Final = re.compile(r"^\*+|(?:\*|\(必填\))+$")


class CsvFileUnreadable(ValueError):
    """The file cannot be used; the message is one sentence saying why."""


class CsvRow(dict[str, str]):
    """The cells of a row by column, stripped; a missing one is empty.

    `line` is the line of the file on which the row begins, `surplus` what stands beyond the last column. `unworked` are
    the columns whose cell is a formula that no spreadsheet program has worked out yet; such a cell is empty.
    """

    def __init__(
        self, cells: Iterable[tuple[str, str]], *, line: int, surplus: str, unworked: Iterable[str] = ()
    ) -> None:
        super().__init__(cells)
        self.line = line
        self.surplus = surplus
        self.unworked = frozenset(unworked)


def read_rows(
    path: Path, *, required: Iterable[str], any_of: Iterable[str] = (), names: Mapping[str, str] | None = None
) -> list[CsvRow]:
    """Rows of a CSV file in its order; lines without anything in any cell are none.

    All of `required` and, if given, at least one of `any_of` must be columns. `names` gives other names by which the
    columns may be called; a title may stand above them. Errors: CsvFileUnreadable.
    """
    found = _records(_text(path), path.name)
    first = list(islice(found, ROWS_ABOVE))
    if not first:
        raise CsvFileUnreadable(str(_("文件 {name} 是空的。")).format(name=path.name))
    known = Columns(required, any_of, names)
    head = known.place([cells for _line, cells in first])
    columns = known.named(first[head][1])
    known.refuse(columns, path.name)
    return [one_row(columns, cells, line) for line, cells in chain(first[head + 1 :], found)]


class Columns:
    """What a list's columns must be, and by which other names they go."""

    def __init__(self, required: Iterable[str], any_of: Iterable[str], names: Mapping[str, str] | None) -> None:
        self.required, self.any_of, self.names = list(required), list(any_of), dict(names or {})
        self.known = list(dict.fromkeys((*self.required, *self.any_of, *self.names.values())))
        meant: dict[str, set[str]] = {}
        for heading, column in (*self.names.items(), *((each, each) for each in self.known)):
            meant.setdefault(_plain(heading), set()).add(column)
        self._meant = {heading: columns.pop() for heading, columns in meant.items() if len(columns) == 1}

    def named(self, headings: Iterable[str]) -> list[str]:
        """The columns of a file by our own names; one that we do not know keeps its name."""
        return [self.names.get(each) or self._meant.get(_plain(each), each) for each in headings]

    def place(self, rows: Sequence[Iterable[str]]) -> int:
        """Which of the first rows bears the columns' names: the one with most of them, the first of equals."""
        many = [self.many(cells) for cells in rows]
        return many.index(max(many))

    def many(self, headings: Iterable[str]) -> int:
        """How many of our columns a row names."""
        return len(set(self.named(headings)).intersection(self.known))

    def missing(self, columns: Collection[str]) -> list[str]:
        """What a file with these columns lacks, as people call it."""
        missing = [self._called(each) for each in self.required if each not in columns]
        if self.any_of and not set(columns).intersection(self.any_of):
            missing.append(" / ".join(map(self._called, self.any_of)))
        return missing

    def refuse(self, columns: Sequence[str], name: str) -> None:
        """Refuse a file that lacks a column or has one twice. Errors: CsvFileUnreadable."""
        missing = self.missing(columns)
        if missing:
            sentence = str(_("文件 {name} 缺少列：{columns}。"))
            raise CsvFileUnreadable(sentence.format(name=name, columns="、".join(missing)))
        twice = [self._called(each) for each in self.known if columns.count(each) > 1]
        if twice:
            sentence = str(_("文件 {name} 的列{columns}出现了两次。"))
            raise CsvFileUnreadable(sentence.format(name=name, columns="、".join(twice)))

    def _called(self, column: str) -> str:
        """Its first Chinese heading, with our own name in brackets."""
        headings = (each for each, ours in self.names.items() if ours == column and not each.isascii())
        heading = next(headings, "")
        return f"{heading}（{column}）" if heading else column


def _plain(heading: str) -> str:
    """A heading as it is compared: no width, no blanks or line breaks, no sign that it must be filled in."""
    return _TO_BE_FILLED.sub("", "".join(unicodedata.normalize("NFKC", heading).split()))


def _records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line on which it begins and stripped cells of every record. Errors: CsvFileUnreadable."""
    csv.field_size_limit(LONGEST_CELL)
    separator = _SEPARATOR.match(text)
    reader = csv.reader(StringIO(text, newline=""), strict=True, delimiter=separator[1] if separator else ",")
    began = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield began, stripped
            began = reader.line_num + 1
    except csv.Error as error:
        raise CsvFileUnreadable(str(_("文件 {name} 不是有效的 CSV。")).format(name=name)) from error


def one_row(columns: list[str], cells: list[str], line: int, unworked: Iterable[int] = ()) -> CsvRow:
    """The cells of one line under their columns; `unworked` are the places, from 0, of formulas without a value."""
    beyond = ",".join(cell for cell in cells[len(columns) :] if cell)
    filled = cells + [""] * (len(columns) - len(cells))
    return CsvRow(
        zip(columns, (unguarded(cell).strip() for cell in filled), strict=False),
        line=line,
        surplus=beyond,
        unworked=(columns[place] for place in unworked if place < len(columns)),
    )


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
