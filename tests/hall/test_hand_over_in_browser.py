"""交接 in a real browser: by keys at noon, back after lunch, and nothing handed over without a word; both sizes."""

from typing import Any

import pytest
from playwright.sync_api import expect

from approvals.models import HandOver
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import Cast
from tests.hall.conftest import received

pytestmark = pytest.mark.browser
NOTE = "交接说明：办到哪里、要留意什么"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_out_at_noon_and_back_after_lunch(cast: Cast, open_page: Any, size: dict[str, int]) -> None:
    case = received(cast)
    page = open_page("/hall/shift/", user=cast.clerk, **size)
    assert axe(page) == [] and overflow(page) <= 0
    page.get_by_label(NOTE).fill("场地证明下午送来")
    with page.expect_navigation():
        page.keyboard.press("F8")
    assert HandOver.objects.get().note == "场地证明下午送来"
    expect(page.get_by_text(f"您交给 {cast.second_clerk.full_name} 的，还有 1 件没办出去")).to_be_visible()
    expect(page.locator("#rows")).not_to_contain_text(case.number)
    assert axe(page) == [] and overflow(page) <= 0
    theirs = open_page("/hall/shift/", user=cast.second_clerk, **size)
    expect(theirs.locator("#rows")).to_contain_text(case.number)
    expect(theirs.get_by_role("button", name="交回去")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="拿回来").click()
    expect(page.locator("#rows")).to_contain_text(case.number)


def test_without_a_note_the_browser_asks_for_one(cast: Cast, open_page: Any) -> None:
    received(cast)
    page = open_page("/hall/shift/", user=cast.clerk)
    page.keyboard.press("F8")
    expect(page.get_by_label(NOTE)).to_be_focused()
    assert not HandOver.objects.exists()
