"""How often one may ask at the doors of approvals. Counted as the kernel counts look-ups; a key is a digest."""

import hashlib

from django.core.cache import cache

from approvals.refusals import TooManyPersons
from kernel.accounts.models import User

LOOK_UPS = (60, 600)


def limit_person(user: User) -> None:
    """Count one look-up of a document by a clerk: enough for a busy counter, not for trying numbers out.

    Errors: TooManyPersons.
    """
    most, seconds = LOOK_UPS
    if count(f"person:{user.pk}", seconds) > most:
        raise TooManyPersons(minutes=seconds // 60)


def count(what: str, seconds: int) -> int:
    """One more; how many there are now in the window of counting that began with the first."""
    key = _key(what)
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:
        # the window ended between the two
        cache.set(key, 1, seconds)
        return 1


def counted(what: str) -> int:
    """How many there are now, counting none."""
    return int(cache.get(_key(what)) or 0)


def _key(what: str) -> str:
    return f"approvals:{hashlib.sha256(what.encode()).hexdigest()[:32]}"
