"""How often a letter may be looked up: per number, so that nobody guesses around one; per address, wide enough for a
village room where forty people share one."""

import hashlib
from typing import Final

from django.core.cache import cache

from kernel.documents.refusals import AskedTooOften

SECONDS: Final = 60
PER_ADDRESS: Final = 120
PER_NUMBER: Final = 20


def count_look_up(*, address: str, number: str) -> None:
    """Count one look-up; without Valkey this process counts alone. Errors: AskedTooOften."""
    for limit, key in ((PER_ADDRESS, f"address/{address}"), (PER_NUMBER, f"number/{number}")):
        if _counted(hashlib.sha256(key.encode()).hexdigest()) > limit:
            raise AskedTooOften


def _counted(key: str) -> int:
    """How often in this minute, this time included."""
    place = f"documents/verify/{key}"
    if cache.add(place, 1, SECONDS):
        return 1
    try:
        return int(cache.incr(place))
    except ValueError:  # the minute ended between the two
        return 1
