"""User names that people choose for themselves at a counter: read by others, so no number of theirs."""

import re
import secrets
from typing import Final

from kernel.accounts.refusals import UserNameIsNumber, UserNameLength, UserNameSigns

LEAST: Final = 4
MOST: Final = 30
MOST_DIGITS: Final = 6
_SIGNS: Final = re.compile(r"[a-z][a-z0-9._-]*")
_NUMBER: Final = re.compile(rf"[0-9]{{{MOST_DIGITS + 1}}}")


def chosen(typed: str) -> str:
    """The name as it is kept, in small letters. Errors: UserNameLength, UserNameSigns, UserNameIsNumber."""
    name = typed.strip().lower()
    if not LEAST <= len(name) <= MOST:
        raise UserNameLength(least=LEAST, most=MOST)
    # without the joints too: 138-1234-5678
    if _NUMBER.search(re.sub(r"[._-]", "", name)):
        raise UserNameIsNumber(most=MOST_DIGITS + 1)
    if _SIGNS.fullmatch(name) is None:
        raise UserNameSigns
    return name


def given() -> str:
    """A name for whoever wants to choose none; it says nothing of him."""
    return f"yh{secrets.randbelow(900_000) + 100_000}"
