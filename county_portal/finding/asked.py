"""What may be meant by what was typed or scanned into the search box. Nothing is looked up here."""

import re
from dataclasses import dataclass, field
from typing import Final

from approvals.registered.naming import LONGEST_NUMBER
from approvals.typed import line, number
from kernel.accounts.models import Applicant
from kernel.accounts.people import normal_name, normal_phone
from kernel.accounts.refusals import PhoneInvalid
from kernel.identifiers.documents import check, normalize
from kernel.identifiers.numbers import check_case_number, check_number

# fewer last digits are those of a hundred matters
FEWEST_DIGITS: Final = 4
# of a passport fewer signs are guessed, and digits alone are the end of a matter's number
SHORTEST_DOCUMENT: Final = 7
# 当场一次告知单, 批量收件清单: counted, without a check digit
_SLIP: Final = re.compile(r"(GZ|PL)[0-9]{8,12}")
_HAN: Final = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Asked:
    """What was typed, as each kind of question takes it; empty where it cannot be meant.

    `number` the whole number of a matter, `digits` its last ones, `chain` that of a bag or mandate of the village
    chain, `slip` that of a notice told on the spot or of a batch, `foreign` a department's own, `documents` the kinds
    of document that `document` can be one of.
    """

    text: str
    number: str = ""
    digits: str = ""
    chain: str = ""
    slip: str = ""
    foreign: str = ""
    document: str = ""
    documents: tuple[str, ...] = field(default=())
    phone: str = ""
    name: str = ""

    @property
    def whole(self) -> bool:
        """Whether it can only be one thing's whole number; a passport's may as well be a phone."""
        return bool(self.number or self.chain or self.slip or (self.documents and not self.phone))

    @property
    def of_a_person(self) -> bool:
        """Whether it may be something of a person's own: asked less freely than a number on a slip."""
        return bool(self.documents or self.phone or self.name)


def asked(typed: str) -> Asked:
    """Read one line of typing. A number that checks is that number and nothing else."""
    text = line(typed)
    compact = number(text)
    if check_case_number(compact).valid:
        return Asked(text, number=compact)
    if check_number(compact).valid:
        return Asked(text, chain=compact)
    if _SLIP.fullmatch(compact):
        return Asked(text, slip=compact)
    plain = normalize(text)
    documents = _documents(plain)
    sure = bool(documents) and len(plain) == len("990101198309270015")
    digits = compact.isdecimal() and compact == plain and len(compact) >= FEWEST_DIGITS and not sure
    return Asked(
        text,
        digits=compact if digits else "",
        foreign=text if text and not sure and len(text) <= LONGEST_NUMBER else "",
        document=plain if documents else "",
        documents=documents,
        phone="" if sure else _phone(text),
        name=normal_name(text) if _is_name(text) else "",
    )


def _documents(plain: str) -> tuple[str, ...]:
    if len(plain) < SHORTEST_DOCUMENT:
        return ()
    return tuple(kind for kind in Applicant.IdKind.values if check(kind, plain).valid)


def _phone(text: str) -> str:
    try:
        return normal_phone(text)
    except PhoneInvalid:
        return ""


def _is_name(text: str) -> bool:
    """A name has letters; one in Latin letters alone has a blank between them, as on a passport."""
    if _HAN.search(text):
        return len(text) > 1
    return " " in text and not any(sign.isdecimal() for sign in text)
