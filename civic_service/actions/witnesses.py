"""见证人: a thumb-print is good before two persons who are no party to the mandate (practice.md 2)."""

import re
import unicodedata
from typing import Final

from civic_service.refusals import WitnessesMissing, WitnessesNotTwo
from kernel.accounts.models import Applicant, User

# blanks, and the dots that part a name of several words
_BETWEEN: Final = re.compile(r"[\s.\u00b7\u0387\u16eb\u2022\u2027\u2219\u22c5\u30fb\u200b-\u200d\ufeff]")


def require_witnesses(named: tuple[str, str], applicant: Applicant, agent: User) -> None:
    """Two persons who are neither of the parties; of a child's mandate his guardian, who gives it, is one.

    Errors: WitnessesMissing, WitnessesNotTwo.
    """
    first, second = (_plain(name) for name in named)
    if not (first and second):
        raise WitnessesMissing
    guardian = applicant.guardian.name if applicant.guardian is not None else ""
    parties = {_plain(name) for name in (applicant.name, agent.full_name, guardian)}
    if first == second or {first, second} & parties:
        raise WitnessesNotTwo


def _plain(name: str) -> str:
    """A name as it is compared: however it was typed, with whatever blanks and dots between its parts."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name)).casefold()
