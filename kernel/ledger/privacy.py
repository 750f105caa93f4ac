"""No personal number ever enters the ledger: an entry can never be taken back, so it is refused at the door."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.identifiers import check
from kernel.ledger.refusals import Refusal

# letters and digits beside it would make it part of a longer number, such as a case's
_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])", re.ASCII)
# both follow GB 11643
_KINDS = ("resident_id", "hmt_residence")


class PersonalNumberInLedger(Refusal):
    """A text that is about to be recorded for good holds somebody's resident number."""

    code = "personal_number_in_ledger"
    status = 422
    template = _("记录的文字里不能写身份证号，请改用姓氏或材料名称。")


def refuse_personal_numbers(payload: Mapping[str, Any]) -> None:
    """Look through every text of a payload for a valid citizen's number. Errors: PersonalNumberInLedger."""
    for text in _texts(payload.values()):
        found = _EIGHTEEN.findall(_plain(text))
        if any(check(kind, number).valid for number in found for kind in _KINDS):
            raise PersonalNumberInLedger


def _plain(text: str) -> str:
    """Half-width, without characters of no width: as a person reads it."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")


def _texts(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from (each for each in value if isinstance(each, str))
