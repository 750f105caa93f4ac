"""How often something was tried, in a window of seconds that begins with the first try.

Counted in Valkey, per process while it is away, never without a limit. An app says what it counts and how often is too
often. Keys are digests: no number of a person or a case is written into the cache.
"""

import hashlib
import time
from datetime import UTC, datetime

from django.core.cache import cache


def count(what: str, seconds: int) -> int:
    """One more of `what`; how many there are now in the window of `seconds` that began with the first."""
    key = _key(what)
    cache.add(f"{key}:until", time.time() + seconds, seconds)
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:
        # the window ended between the two
        cache.set(key, 1, seconds)
        return 1


def counted(what: str) -> int:
    """How many of `what` there are in the running window, counting none."""
    return int(cache.get(_key(what)) or 0)


def window_ends(what: str) -> datetime | None:
    """When the running window of `what` ends; None where none runs."""
    until = cache.get(f"{_key(what)}:until")
    return None if until is None else datetime.fromtimestamp(until, UTC)


def _key(what: str) -> str:
    return f"limit:{hashlib.sha256(what.encode()).hexdigest()[:32]}"
