"""A Valkey that hangs is worse than one that is gone: every request would wait for it, on one of six threads."""

import socket
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.test import RequestFactory
from redis.exceptions import ConnectionError as Refused
from rest_framework.request import Request
from rest_framework.views import APIView

from kernel.accounts.counting import count
from kernel.doors.cache import LoopholeFreeCache
from kernel.doors.throttles import Burst


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


@pytest.mark.long
def test_one_wait_is_enough_for_all_that_follow(cache: LoopholeFreeCache, hanging: Hanging) -> None:
    assert cache.add("count", 1, 60)
    after_the_first = len(hanging.taken)
    for _each in range(50):
        cache.incr("count")
    cache.set("other", "x")
    cache.delete("other")
    assert (cache.get("count"), cache.get("other", "gone")) == (51, "gone")
    assert after_the_first <= 1 and len(hanging.taken) == after_the_first


@pytest.mark.long
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


class Flipping:
    """The real Valkey, which goes away and comes back, on wish without what it knew."""

    def __init__(self, found: LoopholeFreeCache, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cache, self.away = found, False
        client = type(found._cache).get_client

        def asked(*args: Any, **more: Any) -> Any:
            if self.away:
                raise Refused
            return client(*args, **more)

        monkeypatch.setattr(type(found._cache), "get_client", asked)

    def goes(self) -> None:
        self.away = True

    def comes_back(self, *, empty: bool) -> None:
        self.away = False
        LoopholeFreeCache._away_until[self.cache._server] -= 5.0
        if empty:
            client = self.cache._cache.get_client()
            for key in client.scan_iter(match=f"*{self.cache.key_prefix}*"):
                client.delete(key)


@pytest.fixture
def flipping(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Flipping:
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}
    monkeypatch.setattr(LoopholeFreeCache, "_away_until", {})
    found = caches["default"]
    assert isinstance(found, LoopholeFreeCache)
    return Flipping(found, monkeypatch)


def passed(times: int) -> int:
    """How many of so many requests of one visitor the API's limit lets through."""
    request = Request(RequestFactory().get("/api/v1/items/"))
    request.user = AnonymousUser()
    return sum(Burst().allow_request(request, APIView()) for _each in range(times))


@pytest.mark.parametrize("empty", [True, False])
def test_a_valkey_that_flips_away_and_back_lets_nobody_through_anew(flipping: Flipping, *, empty: bool) -> None:
    through = passed(300)
    flipping.goes()
    through += passed(150)
    flipping.comes_back(empty=empty)
    through += passed(200)
    flipping.goes()
    through += passed(10)
    assert through == 600


@pytest.mark.parametrize("empty", [True, False])
def test_nor_who_looks_up_numbers(flipping: Flipping, *, empty: bool) -> None:
    for _each in range(4):
        count("A", 600)
    flipping.goes()
    for _each in range(4):
        count("A", 600)
    flipping.comes_back(empty=empty)
    assert count("A", 600) >= 9


@pytest.mark.parametrize("empty", [True, False])
def test_nor_who_is_counted_from_one(flipping: Flipping, *, empty: bool) -> None:
    """Limits that begin by adding a one, and go on from it."""
    cache = flipping.cache
    assert cache.add("n", 1, 60) and cache.incr("n") == 2
    flipping.goes()
    assert not cache.add("n", 1, 60) and cache.incr("n") == 3
    assert cache.add("until", 7.5, 60)
    flipping.comes_back(empty=empty)
    assert (cache.get("n"), cache.get("until"), cache.get("none", "gone")) == (3, 7.5, "gone")
    assert not cache.add("n", 1, 60) and cache.incr("n") == 4 and not cache.add("until", 9.5, 60)
    cache.delete("n")
    assert cache.add("n", 1, 60) and cache.get("n") == 1


def test_while_it_never_was_away_only_valkey_counts(flipping: Flipping) -> None:
    """Another process may have forgotten a count there on purpose: a sign-in that went well does."""
    cache = flipping.cache
    cache.set("failed", [2.0, 1.0], 60)
    assert cache.add("n", 5, 60)
    client = cache._cache.get_client()
    for key in client.scan_iter(match=f"*{cache.key_prefix}*"):
        client.delete(key)
    assert cache.get("failed", []) == [] and cache.add("n", 1, 60) and cache.incr("n") == 2
