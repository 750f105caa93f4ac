"""Is this the number of such a document? GB 11643, GB 32100, GB 11714, passports, 港澳台居民居住证.

python-stdnum computes the check characters. Its `validate` is not used, for it refuses true numbers: persons born
in a county before the list of places knows its present code (370281 before 1989), and credit codes whose first
character is a letter (N of the agriculture departments, A of the military, Y of others).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc

CREDIT_CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_CODE_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
HMT_PREFIXES: Final = ("810000", "820000", "830000")
# nobody alive was born earlier; a typing error in the century is the usual cause
EARLIEST_BIRTH: Final = date(1850, 1, 1)

# with the marks of writing direction and of no width that come along when a number is copied
_SEPARATORS = re.compile(r"[\s\-‐-―\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`valid`; `reason` a sentence in the reader's language, empty when valid; `normalized` half-width, upper case."""

    valid: bool
    reason: str
    normalized: str


def normalize(value: str) -> str:
    """Half-width, upper case, without blanks, hyphens and invisible marks."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).upper()


def check(kind: str, value: str, *, today: date | None = None) -> Verdict:
    """Check the number of a document of `kind` (one of KINDS).

    With `today` a birth date after it is refused. Errors: ValueError for an unknown kind.
    """
    checker = _CHECKERS.get(kind)
    if checker is None:
        raise ValueError(str(_("不认识的证件类型“{kind}”。")).format(kind=kind))
    number = normalize(value)
    reason = checker(number, today) if number else _("号码是空的，请填写。")
    return Verdict(valid=reason is None, reason="" if reason is None else str(reason), normalized=number)


def birth_date(resident_number: str) -> date | None:
    """Date of birth in an 18-character number, None when it is not a day of the calendar."""
    try:
        return date(int(resident_number[6:10]), int(resident_number[10:12]), int(resident_number[12:14]))
    except ValueError:
        return None


def _eighteen(number: str, today: date | None) -> str | Promise | None:
    """What is wrong with an 18-character citizen number by GB 11643; the list of places is not asked."""
    if len(number) != 18:
        return _("应为18位，现在是{count}位。").format(count=len(number))
    if re.fullmatch(r"[0-9]{17}[0-9X]", number) is None:
        return _("前17位应为数字，最后一位应为数字或X。")
    if number.startswith("0"):
        return _("前6位的地址码不会以0开头。")
    born = birth_date(number)
    if born is None or born < EARLIEST_BIRTH:
        return _("第7至14位的出生日期{digits}不存在。").format(digits=number[6:14])
    if today is not None and born > today:
        return _("出生日期{digits}晚于今天。").format(digits=number[6:14])
    if ric.calc_check_digit(number) != number[-1]:
        return _("校验码不符，请逐位核对。")
    return None


def _resident_id(number: str, today: date | None) -> str | Promise | None:
    if re.fullmatch(r"[0-9]{15}", number):
        return _("15位的旧号码已停止使用，请填18位号码。")
    if number.startswith(HMT_PREFIXES):
        return _("这是港澳台居民居住证的号码，请改选证件类型。")
    return _eighteen(number, today)


def _hmt_residence(number: str, today: date | None) -> str | Promise | None:
    if not number.startswith(HMT_PREFIXES):
        return _("港澳台居民居住证号码应以810000、820000或830000开头。")
    return _eighteen(number, today)


def _uscc(number: str, today: date | None) -> str | Promise | None:
    if len(number) != 18:
        return _("应为18位，现在是{count}位。").format(count=len(number))
    strange = sorted(set(number) - set(CREDIT_CODE_ALPHABET))
    if strange:
        return _("含有统一社会信用代码不用的字符：{characters}。").format(characters=" ".join(strange))
    if not number[2:8].isdigit():
        return _("第3至8位的登记机关行政区划码应为数字。")
    if uscc.calc_check_digit(number[:17]) != number[-1]:
        return _("校验码不符，请逐位核对。")
    return None


def org_code_check_character(body: str) -> str:
    """Ninth character of an organisation code from its first eight (GB 11714)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORG_CODE_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def _org_code(number: str, today: date | None) -> str | Promise | None:
    if len(number) != 9:
        return _("应为9位，现在是{count}位。").format(count=len(number))
    if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", number) is None:
        return _("前8位应为数字或字母，最后一位应为数字或X。")
    if org_code_check_character(number[:8]) != number[-1]:
        return _("校验码不符，请逐位核对。")
    return None


def _passport(number: str, today: date | None) -> str | Promise | None:
    if re.fullmatch(r"(?=.*[0-9])[0-9A-Z]{5,12}", number) is None:
        return _("护照号码应为5至12位的字母和数字。")
    return None


_CHECKERS: Final[dict[str, Callable[[str, date | None], str | Promise | None]]] = {
    "resident_id": _resident_id,
    "uscc": _uscc,
    "org_code": _org_code,
    "passport": _passport,
    "hmt_residence": _hmt_residence,
}
KINDS: Final = tuple(_CHECKERS)
