"""The API is limited per person and per address, in Valkey, and per process while Valkey is away."""

import uuid
from typing import Any

import pytest
from django.test import Client

from kernel.doors.throttles import Burst
from tests.cast import Cast
from tests.roof.conftest import as_

PATH = "/api/v1/seals/"
AWAY = "redis://127.0.0.1:9/0"


@pytest.fixture(params=["valkey", "valkey is away"])
def limited(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three a minute, counted by nobody before."""
    if request.param != "valkey":
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": AWAY}}
    monkeypatch.setattr(Burst, "rate", "3/min")
    monkeypatch.setattr(Burst, "scope", f"test-{uuid.uuid4().hex}")


@pytest.mark.usefixtures("limited")
def test_too_many_are_told_when_to_come_again(client: Client, db: None) -> None:
    answers = [client.get(PATH) for _each in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    said = answers[-1].json()
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    assert said["code"] == "too_many_requests" and "秒" in said["title"]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


@pytest.mark.usefixtures("limited")
def test_each_person_and_address_has_a_count_of_its_own(client: Client, cast: Cast) -> None:
    for _each in range(4):
        last = client.get(PATH)
    assert last.status_code == 429
    assert client.get(PATH, REMOTE_ADDR="10.0.0.9").status_code == 200
    browser = as_(cast.clerk)
    assert [browser.get(PATH).status_code for _each in range(4)] == [200, 200, 200, 429]
    assert as_(cast.reviewer).get(PATH).status_code == 200
