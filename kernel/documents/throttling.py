"""How often a letter may be looked up: per number, so that nobody guesses around one; per address, wide enough for a
village room where forty people share one."""

from typing import Final

from kernel.accounts.counting import count
from kernel.documents.refusals import AskedTooOften

SECONDS: Final = 60
PER_ADDRESS: Final = 120
PER_NUMBER: Final = 20


def count_look_up(*, address: str, number: str) -> None:
    """Count one look-up; without Valkey this process counts alone. Errors: AskedTooOften."""
    for limit, key in ((PER_ADDRESS, f"address/{address}"), (PER_NUMBER, f"number/{number}")):
        if count(f"letter/{key}", SECONDS) > limit:
            raise AskedTooOften
