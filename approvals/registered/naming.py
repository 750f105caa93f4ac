"""Who applied, from what a card reader or a clerk's hands put into one field: a document's number, or a name."""

import re
from dataclasses import dataclass
from typing import Final

from approvals.registered.refusals import ApplicantUnsaid, DocumentWrong, ForeignNumberMalformed
from approvals.typed import line
from kernel.accounts.models import Applicant
from kernel.accounts.people import normal_name
from kernel.accounts.queries import find_by_document
from kernel.identifiers.documents import check
from kernel.identifiers.masking import mask, mask_name

LONGEST_NUMBER: Final = 64
LONGEST_NAME: Final = 100
# eighteen places: a resident's, a residence permit's or a firm's number; whatever else is typed is a name
_DOCUMENT: Final = re.compile(r"(?=(?:[A-Za-z]*[0-9]){6})[0-9A-Za-z]{18}")
_KINDS: Final = (Applicant.IdKind.RESIDENT_ID, Applicant.IdKind.HMT_RESIDENCE, Applicant.IdKind.USCC)


@dataclass(frozen=True)
class Named:
    """The applicant who is known here by his document, else his name or number in masked words."""

    applicant: Applicant | None
    words: str


def named(typed: str) -> Named:
    """Errors: ApplicantUnsaid, DocumentWrong."""
    text = line(typed, LONGEST_NAME)
    if not text:
        raise ApplicantUnsaid
    if _DOCUMENT.fullmatch(text) is None:
        return Named(None, mask_name(normal_name(text)))
    for kind in _KINDS:
        if check(kind, text).valid:
            verdict, applicant = find_by_document(kind, text)
            return Named(applicant, "" if applicant is not None else mask(kind, verdict.normalized))
    raise DocumentWrong(reason=check(_likely(text), text).reason)


def _likely(text: str) -> str:
    return Applicant.IdKind.RESIDENT_ID if text[:17].isdecimal() else Applicant.IdKind.USCC


def foreign(typed: str) -> str:
    """The department's number as it is kept: one width, no blanks at its ends. Errors: ForeignNumberMalformed."""
    text = line(typed)
    if not text or len(text) > LONGEST_NUMBER or check(Applicant.IdKind.RESIDENT_ID, text).valid:
        raise ForeignNumberMalformed(most=LONGEST_NUMBER)
    return text
