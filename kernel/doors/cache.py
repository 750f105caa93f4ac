"""The portal's cache: Valkey, and this process's own memory while Valkey is away or does not answer.

What is counted is counted in both, so that neither its going nor its coming back, perhaps empty, begins a count anew.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Final

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# on one machine or in one room it answers in a millisecond; the client's own five seconds, three times over, would
# hold every page thread
PATIENCE_SECONDS: Final = 0.5
# so long nobody asks again after it did not answer
AWAY_SECONDS: Final = 5.0
# so long after it was away the own counts are looked at too: the longest time over which anything is limited
DOUBTED_SECONDS: Final = 86_400.0
NOBODY: Final = object()


class LoopholeFreeCache(RedisCache):
    """A RedisCache that falls back to a per-process counter, so that a limit never becomes none.

    Everything kept here is a hint (throttle counts, fragments); sessions and facts live in PostgreSQL. Of a count (a
    whole number, or a list of instants) that both hold after Valkey was away, the one that allows less is told; what
    Valkey has lost meanwhile is told as it was.
    """

    # by server, for all threads: one of them has waited, the others need not
    _away_until: ClassVar[dict[str, float]] = {}

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        given = params.get("OPTIONS", {})
        patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        super().__init__(server, {**params, "OPTIONS": {**patience, "retry": Retry(NoBackoff(), 0), **given}})
        self._server = server
        # wide enough that a walk through numbers does not push out the count that would stop it
        options = {"KEY_PREFIX": self.key_prefix, "OPTIONS": {"MAX_ENTRIES": 50_000}}
        self._own = LocMemCache("fallback", options)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        there = self._asked(super().get, key, default, version)
        if there is NOBODY:
            return self._own.get(key, default, version)
        if not self._doubted():
            return there
        here = self._own.get(key, NOBODY, version)
        if here is NOBODY:
            return there
        return here if there is default else _stricter(there, here)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        self._own.set(key, value, *args, **kwargs)
        self._asked(super().set, key, value, *args, **kwargs)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        made = self._asked(super().add, key, value, *args, **kwargs)
        if made is NOBODY or not made:
            added = self._own.add(key, value, *args, **kwargs)
            return added if made is NOBODY else False
        kept = self._own.get(key, NOBODY) if self._doubted() else NOBODY
        if kept is not NOBODY:
            self._asked(super().set, key, kept, *args, **kwargs)
            return False
        self._own.set(key, value, *args, **kwargs)
        return True

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        there = self._asked(super().incr, key, delta, version)
        if there is NOBODY:
            return self._own.incr(key, delta, version)
        here = there
        with suppress(ValueError):  # the own one may have ended a moment before
            here = self._own.incr(key, delta, version)
            if here < there or not self._doubted():
                here = self._own.incr(key, there - here, version)
        if here > there:
            self._asked(super().incr, key, here - there, version)
        return int(here)

    def delete(self, key: str, version: int | None = None) -> bool:
        gone = self._own.delete(key, version)
        there = self._asked(super().delete, key, version)
        return gone if there is NOBODY else bool(there)

    def _doubted(self) -> bool:
        """Whether Valkey was away so lately that what it has not counted may still matter."""
        return time.monotonic() < self._away_until.get(self._server, -DOUBTED_SECONDS) + DOUBTED_SECONDS

    def _asked(self, there: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What Valkey says; NOBODY while it is away."""
        if time.monotonic() < self._away_until.get(self._server, 0.0):
            return NOBODY
        try:
            return there(*args, **kwargs)
        except RedisError:
            self._away_until[self._server] = time.monotonic() + AWAY_SECONDS
            return NOBODY


def _stricter(there: Any, here: Any) -> Any:
    """Of two counts the one that allows less; of anything else what Valkey says."""
    if type(there) is int and type(here) is int:
        return max(there, here)
    if _is_history(there) and _is_history(here):
        # the same instants stand in both as far as both were told; newest first, as who counts them keeps them
        return sorted({*there, *here}, reverse=True)
    return there


def _is_history(value: Any) -> bool:
    """Whether it is a list of instants, as the limits of DRF and allauth keep it."""
    return isinstance(value, list) and all(isinstance(each, float) for each in value)
