"""Counting at the doors: in one window, alike with and without Valkey, and no number is written into the cache."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from kernel.accounts.counting import count, counted, window_ends
from kernel.ledger.locking import database_now

AWAY = "redis://127.0.0.1:9/0"
MINUTES = 600


@pytest.fixture(params=["valkey", "valkey is away"], autouse=True)
def counted_by_nobody_before(request: pytest.FixtureRequest, settings: Any) -> None:
    facts = {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {"default": facts if request.param == "valkey" else {**facts, "LOCATION": AWAY}}


def test_each_thing_is_counted_by_itself() -> None:
    assert [count("A", MINUTES) for _each in range(3)] == [1, 2, 3]
    assert (counted("A"), counted("B")) == (3, 0)
    assert count("B", MINUTES) == 1


@pytest.mark.django_db
def test_the_window_is_that_of_the_first() -> None:
    assert window_ends("A") is None
    count("A", MINUTES)
    ends = window_ends("A")
    count("A", 2 * MINUTES)
    assert ends is not None and window_ends("A") == ends
    assert timedelta() < ends - database_now() <= timedelta(seconds=MINUTES + 1)


class Ended:
    """A cache whose window ends between adding and counting."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}

    def add(self, *_of_the_key: Any) -> None: ...

    def incr(self, _key: str) -> int:
        raise ValueError

    def set(self, key: str, value: int, _seconds: int) -> None:
        self.kept[key] = value


def test_a_window_that_ended_between_the_two_questions_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Ended()
    monkeypatch.setattr("kernel.accounts.counting.cache", ended)
    assert count("A", MINUTES) == 1 and list(ended.kept.values()) == [1]


class Overheard:
    """A cache that only listens."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def add(self, key: str, *_more: Any) -> None:
        self.keys.append(key)

    def incr(self, key: str) -> int:
        self.keys.append(key)
        return 1

    def get(self, key: str) -> None:
        self.keys.append(key)


def test_the_number_itself_is_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    overheard = Overheard()
    monkeypatch.setattr("kernel.accounts.counting.cache", overheard)
    count("number:990101202609071000015", MINUTES)
    counted("address:10.1.1.9")
    window_ends("address:10.1.1.9")
    assert len(overheard.keys) >= 4
    assert not any("9901" in key or "10.1.1.9" in key for key in overheard.keys)
