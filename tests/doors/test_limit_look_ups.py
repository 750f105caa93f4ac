"""Look-ups are limited tightly per number and loosely per address, and no number is written into the cache."""

import uuid
from typing import Any

import pytest
from django.test import RequestFactory

from kernel.doors.throttles import PER_ADDRESS, PER_NUMBER, TooMany, limit_lookup

AWAY = "redis://127.0.0.1:9/0"


@pytest.fixture(params=["valkey", "valkey is away"], autouse=True)
def counted_by_nobody_before(request: pytest.FixtureRequest, settings: Any) -> None:
    facts = {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {"default": facts if request.param == "valkey" else {**facts, "LOCATION": AWAY}}


def look_up(number: str, address: str = "10.1.1.1") -> None:
    limit_lookup(RequestFactory().post("/track/", REMOTE_ADDR=address), number)


def test_one_number_may_be_tried_ten_times_from_anywhere() -> None:
    for each in range(PER_NUMBER[0]):
        look_up("A", f"10.1.1.{each}")
    with pytest.raises(TooMany) as refusal:
        look_up("A", "10.9.9.9")
    assert refusal.value.status == 429
    look_up("B")


def test_forty_people_of_a_village_room_share_one_address() -> None:
    for person in range(40):
        for _each in range(3):
            look_up(f"case {person}")
    assert PER_ADDRESS[0] >= 40 * 10


def test_an_address_that_walks_through_numbers_is_stopped() -> None:
    for each in range(PER_ADDRESS[0]):
        look_up(f"number {each}")
    with pytest.raises(TooMany):
        look_up("one more")
    look_up("one more", "10.1.1.2")


class Overheard:
    """A cache that only listens."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def add(self, key: str, *_more: Any) -> None:
        self.keys.append(key)

    def incr(self, key: str) -> int:
        self.keys.append(key)
        return 1


def test_the_number_itself_is_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    overheard = Overheard()
    monkeypatch.setattr("kernel.doors.throttles.cache", overheard)
    look_up("990101202609071000015", "10.1.1.9")
    assert len(set(overheard.keys)) == 2
    assert not any("9901" in key or "10.1.1.9" in key for key in overheard.keys)
