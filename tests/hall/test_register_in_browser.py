"""Registering at the counter in a real browser: counted presses, what a bar-code gun types, both sizes, axe."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from approvals.models import Registration
from kernel.cases.models import Case
from tests.browser import PHONE, axe, overflow
from tests.cast import Cast

pytestmark = pytest.mark.browser

MOST_PRESSES = 6


class Keys:
    """A pair of hands; a gun or a card reader types and ends with Enter, which is one press of nobody's."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def scan(self, text: str) -> None:
        self.presses += 1
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def press(self, key: str) -> None:
        self.presses += 1
        self.page.keyboard.press(key)


@pytest.fixture
def county(live_portal: str, cast: Cast) -> Cast:
    cast.item.handling = "external"
    cast.item.save()
    return cast


def test_receipt_and_end_each_in_six_presses(county: Cast, open_page: Any) -> None:
    page = open_page("/hall/?item=LW030", user=county.clerk)
    keys = Keys(page)
    expect(page.locator("#foreign-number")).to_be_focused()
    keys.scan("BDC-117")
    expect(page.locator("#who")).to_be_focused()
    assert not Case.objects.exists(), "Enter in a field never sends the form"
    keys.scan("990101198309270015")
    with page.expect_navigation():
        keys.press("Enter")
    assert keys.presses <= MOST_PRESSES
    case = Case.objects.get()
    assert case.state == "registered" and case.applicant == county.applicant
    expect(page.get_by_role("status").filter(has_text="BDC-117 已登记收件")).to_be_visible()
    expect(page.locator("#foreign-number")).to_be_focused()
    expect(page.get_by_role("group", name="等登记办结")).to_contain_text("陈*")

    page.goto("/hall/")
    keys = Keys(page)
    with page.expect_navigation():
        keys.scan("BDC-117")
    expect(page.get_by_role("button", name="登记办结").first).to_be_visible()
    keys.press("F8")
    keys.press("F8")
    expect(page.locator("#d-finish [data-confirm]")).to_be_focused()
    with page.expect_navigation():
        keys.press("Enter")
    assert keys.presses <= MOST_PRESSES
    assert Registration.objects.get().result == "granted"
    assert Case.objects.get().state == "finished"
    assert axe(page) == []


def test_received_and_finished_at_once_and_the_same_number_is_refused(county: Cast, open_page: Any) -> None:
    page = open_page("/hall/?item=LW030", user=county.clerk)
    keys = Keys(page)
    keys.scan("BDC-118")
    keys.scan("周小宁")
    with page.expect_navigation():
        keys.press("F9")
    assert keys.presses == 3 and Case.objects.get().state == "finished"
    keys.scan("BDC-118")
    keys.scan("周小宁")
    keys.press("F8")
    expect(page.locator("#refusal")).to_contain_text("已经登记过")
    expect(page.locator("#foreign-number")).to_have_value("BDC-118")
    assert Case.objects.count() == 1


@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, PHONE], ids=["desk", "phone"])
def test_form_and_board_fit_and_are_accessible(county: Cast, open_page: Any, size: dict[str, int]) -> None:
    for path, user in (("/hall/?item=LW030", county.clerk), ("/registered/", county.supervisor)):
        page = open_page(path, user=user, **size)
        assert overflow(page) <= 0, path
        assert axe(page) == [], path
