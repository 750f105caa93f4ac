"""A Valkey that hangs is worse than one that is gone: every request would wait for it, on one of six threads."""

import socket
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches

from kernel.doors.cache import LoopholeFreeCache


class Hanging:
    """Takes connections and never says a word."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.taken: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"

    def _take(self) -> None:
        while True:
            try:
                self.taken.append(self.listener.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        # a closed descriptor alone would not wake who waits for a connection
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for each in self.taken:
            each.close()


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    server = Hanging()
    yield server
    server.close()


@pytest.fixture
def cache(settings: Any, hanging: Hanging) -> LoopholeFreeCache:
    facts = {**settings.CACHES["default"], "LOCATION": hanging.address, "KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {"default": facts}
    found = caches["default"]
    assert isinstance(found, LoopholeFreeCache)
    return found


def test_one_wait_is_enough_for_all_that_follow(cache: LoopholeFreeCache, hanging: Hanging) -> None:
    assert cache.add("count", 1, 60)
    after_the_first = len(hanging.taken)
    for _each in range(50):
        cache.incr("count")
    cache.set("other", "x")
    cache.delete("other")
    assert (cache.get("count"), cache.get("other", "gone")) == (51, "gone")
    assert after_the_first <= 1 and len(hanging.taken) == after_the_first


def test_it_is_asked_again_after_a_while(
    cache: LoopholeFreeCache, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.get("count")
    monkeypatch.setattr("kernel.doors.cache.time.monotonic", lambda: 10.0**12)
    cache.get("count")
    assert len(hanging.taken) == 2


def test_nobody_waits_longer_than_a_moment(cache: LoopholeFreeCache) -> None:
    options = cache._cache._pool_options
    assert options["socket_timeout"] <= 0.5 and options["socket_connect_timeout"] <= 0.5


def test_nobody_waits_for_a_third_try(cache: LoopholeFreeCache) -> None:
    assert cache._cache._pool_options["retry"].get_retries() == 0
