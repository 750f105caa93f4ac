"""Pure rules about persons: how names and phones are written the same way, and who is a minor."""

import re
import unicodedata
from datetime import date
from typing import Final

from kernel.accounts.refusals import PhoneInvalid
from kernel.identifiers.documents import birth_date

ADULT_AT: Final = 18
WITH_BIRTH_DATE: Final = frozenset({"resident_id", "hmt_residence"})
# one joint for 阿依努尔·买买提, whichever key the clerk found
_JOINTS: Final = re.compile("[•・‧∙⋅]")


def normal_name(name: str) -> str:
    """The name in composed form, blanks single, the joint of names always `·`; rare characters are left alone."""
    return _JOINTS.sub("·", " ".join(unicodedata.normalize("NFC", name).split()))


def normal_phone(phone: str) -> str:
    """Digits only, without +86. Errors: `PhoneInvalid` unless 7 to 15 remain."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", phone))
    digits = digits.removeprefix("+86").removeprefix("+")
    if re.fullmatch(r"[0-9]{7,15}", digits) is None:
        raise PhoneInvalid
    return digits


def is_minor(born: date, day: date) -> bool:
    """Whether the eighteenth birthday is still to come on a day (民法典 17)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) < ADULT_AT


def born_on(id_kind: str, number: str) -> date | None:
    """The birth date a document number tells, None when it tells none."""
    return birth_date(number) if id_kind in WITH_BIRTH_DATE else None
