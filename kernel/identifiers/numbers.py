"""Numbers the house gives: 受理号, numbers of cards and others, six-digit query codes.

The check digit is ISO 7064 MOD 11,10: digits only, so that it can be read out on the phone; every single wrong
digit and nearly every swap of neighbours is found.
"""

import re
import secrets
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_11_10

from kernel.identifiers.documents import Verdict, normalize

QUERY_CODE_DIGITS: Final = 6
GROUP: Final = 4


def check_digit(body: str) -> str:
    """Check digit over digits and Latin letters (A = 10 … Z = 35)."""
    return str(mod_11_10.calc_check_digit("".join(str(int(character, 36)) for character in body)))


def case_number(area6: str, day: date, kind_digit: int | str, sequence: int) -> str:
    """受理号: six digits of area, YYYYMMDD, kind, five of sequence, check digit; 21 digits.

    Errors: ValueError when a part does not fit its place.
    """
    body = f"{area6}{day:%Y%m%d}{kind_digit}{sequence:05d}"
    if re.fullmatch(r"[0-9]{20}", body) is None:
        raise ValueError(f"not the parts of a case number: {body}")
    return body + check_digit(body)


def check_case_number(number: str) -> Verdict:
    """Whether a typed 受理号 can be one: length, its day, its check digit."""
    compact = normalize(number)
    reason = ""
    if re.fullmatch(r"[0-9]{21}", compact) is None:
        reason = str(_("受理号应为21位数字。"))
    elif not _is_day(compact[6:14]) or check_digit(compact[:-1]) != compact[-1]:
        reason = str(_("受理号有误，请逐位核对。"))
    return Verdict(valid=not reason, reason=reason, normalized=compact)


def number_with_check(prefix: str, day: date, sequence: int) -> str:
    """`JC20261014000017` and its check digit: two capital letters, day, six digits of sequence.

    Prefixes in use: JC card, HL hotline, DB proxy, JY trade, PJ evaluation. Errors: ValueError.
    """
    body = f"{prefix}{day:%Y%m%d}{sequence:06d}"
    if re.fullmatch(r"[A-Z]{2}[0-9]{14}", body) is None:
        raise ValueError(f"not the parts of a number: {body}")
    return body + check_digit(body)


def check_number(number: str) -> Verdict:
    """Whether a typed number of `number_with_check` can be one."""
    compact = normalize(number)
    fits = re.fullmatch(r"[A-Z]{2}[0-9]{15}", compact) is not None
    valid = fits and _is_day(compact[2:10]) and check_digit(compact[:-1]) == compact[-1]
    return Verdict(valid=valid, reason="" if valid else str(_("编号有误，请逐位核对。")), normalized=compact)


def query_code() -> str:
    """Six random digits, the citizen's half of a look-up."""
    return f"{secrets.randbelow(10**QUERY_CODE_DIGITS):0{QUERY_CODE_DIGITS}d}"


def in_groups(number: str) -> str:
    """A long number as it is read aloud and copied: in groups of four."""
    return " ".join(number[at : at + GROUP] for at in range(0, len(number), GROUP))


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
