"""Cursor pages of the API: nothing twice and nothing left out while rows are added."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.doors.paging import NewestFirst
from tests.approvals.test_intake import receive
from tests.cast import Cast

PATH = "/api/v1/cases/"


@pytest.fixture
def browser(cast: Cast, client: Client) -> Client:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(browser: Client, url: str) -> dict[str, Any]:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.json()


def test_pages_stay_as_they_were_while_rows_are_added(browser: Client, cast: Cast) -> None:
    assert reverse("approvals_api:cases") == PATH
    there = [receive(cast).number for _each in range(5)]
    page = read(browser, f"{PATH}?page_size=2")
    seen = [row["number"] for row in page["results"]]
    while page["next"]:
        receive(cast)
        page = read(browser, page["next"])
        seen += [row["number"] for row in page["results"]]
    assert seen == there[::-1]


def test_the_way_back_leads_to_the_same_rows(browser: Client, cast: Cast) -> None:
    for _each in range(4):
        receive(cast)
    first = read(browser, f"{PATH}?page_size=2")
    second = read(browser, first["next"])
    assert read(browser, second["previous"])["results"] == first["results"]


def test_a_page_has_a_size_that_the_server_bears(browser: Client, cast: Cast) -> None:
    receive(cast)
    receive(cast)
    assert NewestFirst.max_page_size == 200
    for size in ("0", "-1", "x", "100000"):
        assert len(read(browser, f"{PATH}?page_size={size}")["results"]) == 2


@pytest.mark.parametrize("cursor", ["x", "%00", "cD0x", "bz0x", "cj0xJnA9eA==", "cD0yMDI2"])
def test_a_cursor_of_nobody_is_no_server_error(browser: Client, cast: Cast, cursor: str) -> None:
    receive(cast)
    answer = browser.get(f"{PATH}?cursor={cursor}")
    assert answer.status_code in (200, 404)
    assert answer.status_code == 200 or answer.json()["code"] == "not_found"
