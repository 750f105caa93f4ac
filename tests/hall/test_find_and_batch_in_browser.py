"""The search box and the batch in a real browser: what a gun and two hands type, both sizes, axe."""

from typing import Any

import pytest
from playwright.sync_api import expect

from approvals.models import Batch
from kernel.cases.models import Case
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import Cast
from tests.hall.conftest import received
from tests.hall.test_batch_pages import ROWS

pytestmark = pytest.mark.browser
BOX = ".findbox [name=q]"


def test_a_scanned_label_opens_its_matter_from_any_desk(cast: Cast, open_page: Any) -> None:
    case = received(cast)
    page = open_page("/inbox/", user=cast.clerk)
    page.keyboard.press("/")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type(case.number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('/cases/')[0]}/cases/{case.number}/")
    page.keyboard.press("s")
    expect(page.locator(BOX)).to_be_focused()


def test_a_page_keeps_its_own_search_key_and_several_hits_are_walked(cast: Cast, open_page: Any) -> None:
    first, second = received(cast), received(cast)
    page = open_page("/hall/", user=cast.clerk)
    page.locator("#q").blur()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").blur()
    page.keyboard.press("s")
    page.keyboard.type("陈宏")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    rows = page.locator("tr[data-href]")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(second.number)
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert first.number in page.url


def test_a_batch_by_keys_alone(cast: Cast, open_page: Any) -> None:
    page = open_page("/hall/batches/?item=LW030", user=cast.clerk)
    expect(page.locator("#agency-number")).to_be_focused()
    for words in ("91990101MA0000001Y", "示范县代办有限公司", "16100000077"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    page.get_by_label("已逐份核对每人的授权委托书原件").check()
    for box in page.locator("[name=material]").all():
        box.check()
    page.locator("#id_number_1").focus()
    for row in ROWS:
        for cell in row:
            page.keyboard.type(cell)
            page.keyboard.press("Enter")
    assert not Case.objects.exists(), "Enter in a field never sends the list"
    with page.expect_navigation():
        page.keyboard.press("F8")
    batch = Batch.objects.get()
    assert batch.number in page.url and batch.lines.count() == 2
    assert axe(page) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_new_page_fits_and_is_accessible(cast: Cast, open_page: Any, size: dict[str, int]) -> None:
    case = received(cast)
    received(cast)
    paths = ("/hall/batches/", "/hall/batches/?item=LW030", f"/cases/{case.number}/label/", "/find/")
    for path in paths:
        page = open_page(path, user=cast.clerk, **size)
        assert overflow(page) <= 0 and axe(page) == [], path
    page.fill(BOX, "陈宏")
    with page.expect_navigation():
        page.press(BOX, "Enter")
    assert overflow(page) <= 0 and axe(page) == []
