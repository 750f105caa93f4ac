"""A number that none can be is looked up on the same road as one that nobody has: nothing tells them apart."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.approvals.test_intake import receive
from tests.cast import Cast

ABSENT = "990101202609071999990"
MALFORMED = ["x", "990101", "9" * 40, "９９０１０１２０２６", "' OR 1=1 --"]


@pytest.fixture(autouse=True)
def _own_counts(settings: Any) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.mark.parametrize("kind", ["page", "api"])
def test_a_malformed_number_takes_the_same_road_as_an_absent_one(cast: Cast, kind: str) -> None:
    receive(cast)
    # the foot's own facts are asked once a minute, by whoever comes first
    Client().get("/track/")

    def road(number: str) -> tuple[int, list[str]]:
        with CaptureQueriesContext(connection) as caught:
            if kind == "page":
                answer = Client().post("/track/", {"number": number, "code": "123456"})
            else:
                facts = {"number": number, "code": "123456"}
                answer = Client().post("/api/v1/track/", facts, content_type="application/json")
        return answer.status_code, [re.sub(r"'(?:[^']|'')*'", "…", each["sql"]) for each in caught.captured_queries]

    absent = road(ABSENT)
    assert absent[0] == 404 and absent[1]
    for number in MALFORMED:
        assert road(number) == absent, number
