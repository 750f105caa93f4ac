"""The portal's cache: Valkey, and this process's own memory while Valkey is away or does not answer."""

import time
from collections.abc import Callable
from typing import Any, ClassVar, Final, TypeVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

T = TypeVar("T")

# on one machine or in one room it answers in a millisecond; the client's own five seconds, three times over, would
# hold every page thread
PATIENCE_SECONDS: Final = 0.5
# so long nobody asks again after it did not answer
AWAY_SECONDS: Final = 5.0


class LoopholeFreeCache(RedisCache):
    """A RedisCache that falls back to a per-process counter, so that a limit never becomes none.

    Everything kept here is a hint (throttle counts, fragments); sessions and facts live in PostgreSQL.
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
        there = super().get
        return self._asked(there, self._own.get, key, default, version)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        there = super().set
        self._asked(there, self._own.set, key, value, *args, **kwargs)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        there = super().add
        return self._asked(there, self._own.add, key, value, *args, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        there = super().incr
        return self._asked(there, self._own.incr, key, delta, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        there = super().delete
        return self._asked(there, self._own.delete, key, version)

    def _asked(self, there: Callable[..., T], here: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What Valkey says, or this process while it is away."""
        if time.monotonic() < self._away_until.get(self._server, 0.0):
            return here(*args, **kwargs)
        try:
            return there(*args, **kwargs)
        except RedisError:
            self._away_until[self._server] = time.monotonic() + AWAY_SECONDS
            return here(*args, **kwargs)
