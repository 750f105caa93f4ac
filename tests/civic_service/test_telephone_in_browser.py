"""What the agent's telephone says of counts, of matters that ended, of a session that ended, and before it forgets."""

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_service.models import Errand
from tests.browser import PHONE, axe, overflow, wait_until
from tests.cast import Cast, build
from tests.civic_service.conftest import Countryside, settle
from tests.civic_service.test_file_without_a_line_in_browser import FORM, fill, hand_over, shoot
from tests.civic_service.test_road_in_browser import PICTURE

pytestmark = [pytest.mark.browser]


@pytest.fixture
def places(live_portal: str, settings: Any, tmp_path: Path) -> tuple[Cast, Countryside]:
    settings.MEDIA_ROOT = tmp_path / "documents"
    cast = build()
    return cast, settle(cast)


@pytest.fixture
def page(open_page: Any, places: tuple[Cast, Countryside]) -> Page:
    """The empty form on the agent's telephone."""
    opened: Page = open_page(FORM, user=places[1].agent, **PHONE)
    return opened


def shot(page: Page) -> None:
    shoot(page, base64.b64decode(page.evaluate(PICTURE)))


def test_a_count_ticks_its_paper_and_is_read_in_any_width(page: Page) -> None:
    fill(page)
    page.locator("[name=originals_m1]").fill("１")
    assert page.locator("[name=paper_m1]").is_checked()
    page.locator("[name=copies_m3]").fill("2")
    page.locator("[name=paper_m3]").uncheck()
    assert page.locator("[name=copies_m3]").input_value() == ""
    hand_over(page)
    expect(page.get_by_role("heading", name="代办接件回执")).to_be_visible()
    expect(page.get_by_text("原件 1 份")).to_be_visible()
    papers = Errand.objects.get().mandate.papers
    assert [(each.material.code, each.originals) for each in papers.order_by("material__code")] == [("m1", 1)]


def test_what_is_no_count_is_said_while_the_villager_is_there(page: Page) -> None:
    fill(page)
    page.locator("[name=originals_m1]").fill("1份")
    page.context.set_offline(True)
    hand_over(page)
    expect(page.locator("[data-problem]")).to_contain_text("份数只写数字")
    expect(page.locator("#count-m1")).to_contain_text("份数只写数字")
    assert page.locator("[name=originals_m1]").input_value() == "1份"
    assert (axe(page), overflow(page) <= 0) == ([], True)
    page.locator("[name=originals_m1]").fill("1")
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    expect(page.locator("[data-waiting]")).to_contain_text("现在没有信号")
    page.context.set_offline(False)
    wait_until(page, lambda: Errand.objects.count() == 1, seconds=20)
