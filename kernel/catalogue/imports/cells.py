"""One cell of a list as a value. Every refusal is a sentence about that cell."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from kernel.catalogue.imports.words import FAILED_FORMULAS

Value = TypeVar("Value")

# of Item.code; it stands in addresses
CODE_LENGTH: Final = 36
_CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
# how a spreadsheet shows a number that it cannot keep
_DIGITS_LOST: Final = re.compile(r"[0-9]\.[0-9]+E\+?[0-9]+|[0-9]E\+[0-9]+", re.IGNORECASE)
# a spreadsheet turns 20 into 20.0
_WHOLE_NUMBER: Final = re.compile(r"(-?[0-9]{1,9})(?:\.0+)?")
SHOWN: Final = 40


class CellRefused(ValueError):
    """The cell says nothing that can be kept; the message is the reason in a sentence."""


def code(cell: str) -> str:
    """The foreign code, full-width letters and digits made plain. Errors: CellRefused."""
    plain = unicodedata.normalize("NFKC", cell)
    if not plain:
        raise CellRefused(_("缺事项编码。"))
    if _DIGITS_LOST.fullmatch(plain):
        raise CellRefused(
            _("事项编码“{cell}”被表格软件存成了数字，后面的数位已经丢失，请把这一列设为文本后重新填写。").format(
                cell=shown(cell)
            )
        )
    if len(plain) > CODE_LENGTH or _CODE.fullmatch(plain) is None:
        raise CellRefused(
            _("事项编码“{cell}”不能用：应为不超过 {most} 位的字母、数字和 . _ -。").format(
                cell=shown(cell), most=CODE_LENGTH
            )
        )
    return plain


def text(cell: str, *, column: str, most: int, lines: bool = True) -> str:
    """A text as it is. Errors: CellRefused for one too long, unprintable, or that a failed formula left."""
    if len(cell) > most:
        raise CellRefused(
            _("“{column}”有 {length} 字，最多 {most} 字。").format(column=column, length=len(cell), most=most)
        )
    if cell in FAILED_FORMULAS:
        raise CellRefused(_("“{column}”是公式的错误值 {cell}。").format(column=column, cell=cell))
    bare = cell.replace("\n", "").replace("\r", "").replace("\t", "") if lines else cell
    # the private and unassigned signs of rare characters are kept, controls are not
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in bare):
        raise CellRefused(_("“{column}”含有不能打印的字符。").format(column=column))
    return cell


def number(cell: str, *, column: str, most: int) -> int | None:
    """A whole number from 0 to `most`; None for an empty cell. Errors: CellRefused."""
    plain = unicodedata.normalize("NFKC", cell).replace("−", "-").strip()
    if not plain:
        return None
    found = _WHOLE_NUMBER.fullmatch(plain)
    if found is None or not 0 <= int(found.group(1)) <= most:
        raise CellRefused(
            _("“{column}”应为 0 至 {most} 的整数，不是“{cell}”，没有采用。").format(
                column=column, most=most, cell=shown(cell)
            )
        )
    return int(found.group(1))


def number_or_remark(cell: str, *, column: str, most: int, remarks: list[str]) -> int | None:
    """As `number`; what cannot be read is none and remarked on."""
    try:
        return number(cell, column=column, most=most)
    except CellRefused as reason:
        remarks.append(str(reason))
        return None


def word(cell: str, words: Mapping[str, Value]) -> Value | None:
    """The value of a word of a known list; None for another one, and for none."""
    return words.get(unicodedata.normalize("NFKC", cell).strip()) if cell else None


def unworked(heading: str) -> str:
    """What is to be said of a formula without a value."""
    sentence = _("“{column}”是公式，但文件里没有算好的值，请用表格软件打开并保存后再导入。")
    return sentence.format(column=heading)


def shown(cell: str) -> str:
    """A cell as a sentence quotes it."""
    return cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…"
