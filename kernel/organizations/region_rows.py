"""The rows of a region file, checked one by one before anything is written."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kernel.identifiers.csv_files import CsvRow
from kernel.identifiers.regions import LEVELS, region_level

COLUMNS: Final = ("code", "name", "level", "parent_code")
NAME_LENGTH: Final = 100


@dataclass(frozen=True)
class Row:
    """One line: `merged_into` (an optional column) says which code took the place of this one."""

    line: int
    code: str
    name: str
    level: str
    parent_code: str
    merged_into: str = ""
    surplus: str = ""


@dataclass(frozen=True)
class RowError:
    """What is wrong with a line, as a sentence."""

    line: int
    code: str
    reason: str


def rows_of(cells: Iterable[CsvRow]) -> list[Row]:
    """Rows in the file's order."""
    return [
        Row(
            each.line,
            each["code"],
            each["name"],
            each["level"],
            each["parent_code"],
            each.get("merged_into", ""),
            each.surplus,
        )
        for each in cells
    ]


def check_rows(rows: Collection[Row], known: Mapping[str, str], former: Collection[str] = ()) -> list[RowError]:
    """Everything wrong with the file, by line.

    `known` is the level of every code that lives in the system now, `former` the codes that once did.
    """
    found: list[RowError] = []
    seen: dict[str, int] = {}
    stays = {row.code: row.level for row in rows if not row.merged_into}
    leaving = {row.code for row in rows if row.merged_into and row.code in known}
    for row in rows:
        reason = _wrong_in_itself(row)
        if not reason and row.code in seen:
            reason = _("代码与第{line}行重复。").format(line=seen[row.code])
        seen.setdefault(row.code, row.line)
        if row.merged_into:
            reason = reason or _wrong_merger(row, stays, known, leaving, former)
        else:
            reason = reason or _wrong_parent(row, stays, known, leaving)
        if reason:
            found.append(RowError(row.line, row.code, reason))
    return found


def _wrong_in_itself(row: Row) -> str:
    if re.fullmatch(r"[0-9]{12}", row.code) is None or row.code.startswith("00"):
        return _("区划代码应为12位数字。")
    if row.surplus:
        return _("比表头多出“{text}”，请核对逗号。").format(text=row.surplus[:NAME_LENGTH])
    if not row.name:
        return _("名称是空的。")
    if len(row.name) > NAME_LENGTH or not row.name.isprintable():
        return _("名称过长，或者含有不能打印的字符。")
    if row.level not in LEVELS:
        return _("级别“{level}”不认识，应为 {levels} 之一。").format(level=row.level, levels=" ".join(LEVELS))
    if region_level(row.code) != row.level:
        return _("级别“{level}”与代码不符，代码表示的是 {told}。").format(level=row.level, told=region_level(row.code))
    return ""


def _wrong_parent(row: Row, stays: Mapping[str, str], known: Mapping[str, str], leaving: Collection[str]) -> str:
    if row.level == "province":
        return _("省级没有上级，上级代码应为空。") if row.parent_code else ""
    if not row.parent_code:
        return _("缺上级代码。")
    if row.parent_code in leaving:
        return _("上级“{code}”在这个文件里已并入别处。").format(code=row.parent_code)
    above = stays.get(row.parent_code) or known.get(row.parent_code)
    if above is None:
        return _("上级“{code}”不在文件中，也不在系统中。").format(code=row.parent_code)
    if above in LEVELS and LEVELS.index(above) >= LEVELS.index(row.level):
        return _("上级“{code}”的级别不高于本级。").format(code=row.parent_code)
    return ""


def _wrong_merger(
    row: Row,
    stays: Mapping[str, str],
    known: Mapping[str, str],
    leaving: Collection[str],
    former: Collection[str],
) -> str:
    into = row.merged_into
    if into == row.code:
        return _("不能并入自己。")
    if row.code not in known and into in former:
        return ""  # merged long ago, and its successor may be gone too
    level = stays.get(into) or known.get(into)
    if level is None:
        return _("并入的“{code}”不在文件中，也不在系统中。").format(code=into)
    if row.code in known and into in leaving:
        return _("并入的“{code}”在这个文件里自己也并入别处，请写最后并入的那个。").format(code=into)
    if level in LEVELS and LEVELS.index(level) > LEVELS.index(row.level):
        return _("不能并入下级区划“{code}”。").format(code=into)
    return ""
