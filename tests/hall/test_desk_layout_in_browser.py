"""The desks as they look in a real browser: axe-core and width at three sizes, the form inside its window."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from approvals import actions
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import Cast
from tests.hall.conftest import accepted, decided, received
from tests.hall.test_desk_in_browser import press, press_and_go

pytestmark = pytest.mark.browser

SMALL_DESK = {"width": 1280, "height": 720}


@pytest.fixture
def county(live_portal: str, cast: Cast) -> Iterator[Cast]:
    """The cast in the database that the live portal serves."""
    yield cast


@pytest.mark.parametrize("size", [DESK, SMALL_DESK, PHONE], ids=["1366", "1280", "390"])
def test_nothing_for_axe_and_no_overflow(county: Cast, open_page: Any, size: dict[str, int]) -> None:
    waiting, lacking = received(county), received(county, materials=())
    supplement = received(county, materials=("m1",))
    actions.notify_supplement(number=supplement.number, by=county.clerk, lines={"m2": "缺"})
    late = received(county, days=30)
    actions.deem_accepted()
    told = actions.tell_on_the_spot(
        by=county.clerk, window=county.window, version=county.item, applicant=county.applicant, missing=("m2",)
    )
    cases = [waiting, lacking, supplement, late, accepted(county), decided(county)]
    page = open_page("/hall/", user=county.clerk, **size)
    paths = ["/hall/", "/hall/?q=没有", "/hall/?item=LW030", "/review/", "/review/unit/", "/review/?light=yel"]
    paths += [f"/cases/{case.number}/" for case in cases]
    paths += [f"/cases/{waiting.number}/slip/", f"/hall/told/{told.ledger_subject.number}/"]
    for path in paths:
        page.goto(path)
        assert axe(page) == [], path
        assert overflow(page) <= 0, path
        if size != PHONE and not path.endswith(("slip/", f"{told.ledger_subject.number}/")):
            assert page.evaluate("document.documentElement.scrollHeight") <= size["height"], path


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_tab_stands_on_one_line_and_the_rest_in_a_menu(county: Cast, open_page: Any, language: str) -> None:
    case = received(county)
    page = open_page("/hall/", user=county.clerk, language=language, **DESK)
    for path in ("/hall/", f"/cases/{case.number}/"):
        page.goto(path)
        tabs = page.locator(".bar nav > a, .bar nav > .menu > summary, .bar .title, .bar .live")
        assert tabs.count() >= 8
        # 30 px are more than one line of 14 or 16 px and less than two
        assert [each.inner_text() for each in tabs.all() if _words_high(each) > 30] == []
    page.locator(".bar nav .menu summary").click()
    page.locator('.bar nav .menu a[href="/hall/accounts/"]').click()
    page.wait_for_url("**/hall/accounts/")
    assert axe(page) == [] and overflow(page) <= 0


def _words_high(place: Locator) -> float:
    """How high its words are without the place's own padding."""
    words = "place => { const all = document.createRange(); all.selectNodeContents(place);"
    return float(place.evaluate(f"{words} return all.getBoundingClientRect().height; }}"))


def test_the_menu_of_tabs_opens_on_a_phone(county: Cast, open_page: Any) -> None:
    page = open_page("/hall/", user=county.clerk, **PHONE)
    page.locator(".bar nav .menu summary").click()
    page.locator('.bar nav .menu a[href="/hall/mandates/"]').click()
    page.wait_for_url("**/hall/mandates/")


def test_the_list_of_items_gets_shorter_as_one_types(county: Cast, open_page: Any) -> None:
    page = open_page("/hall/", user=county.clerk)
    press_and_go(page, "F2")
    expect(page.locator(".called")).to_have_text("现在没有等答复的件，可以接待下一位。")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("医疗")
    expect(page.locator("#hall-items tr[data-row]")).to_have_count(1)
    page.keyboard.type("查无")
    expect(page.locator("#hall-items")).to_contain_text("没有找到这样的事项")
    expect(page.locator("#q")).to_be_focused()
    assert page.input_value("#q") == "医疗查无"


LONG_FORM = [
    {"name": "premises", "label": "经营场所地址", "type": "text", "required": True},
    {"name": "area", "label": "面积（平方米）", "type": "number", "required": True},
    {"name": "scope", "label": "经营范围", "type": "long_text", "required": True},
    {"name": "head", "label": "负责人", "type": "text", "required": True},
    {"name": "tel", "label": "联系电话", "type": "phone", "required": True},
    {"name": "more", "label": "需要说明的情况", "type": "long_text"},
]


@pytest.mark.parametrize("size", [DESK, SMALL_DESK], ids=["1366", "1280"])
@pytest.mark.parametrize("explained", [False, True], ids=["folded", "F7"])
def test_the_last_field_is_in_sight_when_one_comes_to_it(
    county: Cast, open_page: Any, size: dict[str, int], explained: bool
) -> None:
    county.item.form_schema = LONG_FORM
    county.item.save()
    page = open_page("/hall/?item=LW030", user=county.clerk, **size)
    page.keyboard.type("990101198309270015")
    press(page, "Enter")
    expect(page.locator("#person-found")).to_contain_text("已登记")
    if explained:
        press(page, "F7")
    place, pane = page.locator("#delivery"), page.locator(".body.formgrid")
    if size == DESK and not explained:
        assert inside(place, pane), "the whole form is in sight"
    place.focus()
    assert inside(place, pane)
    title = page.locator(".pane.col > header").nth(0).bounding_box()
    assert title is not None and title["height"] > 30


def inside(place: Any, pane: Any) -> bool:
    within, around = place.bounding_box(), pane.bounding_box()
    assert within is not None and around is not None
    return bool(within["y"] >= around["y"] and within["y"] + within["height"] <= around["y"] + around["height"])


@pytest.mark.parametrize("size", [DESK, SMALL_DESK], ids=["1366", "1280"])
def test_the_strip_is_in_sight_while_the_form_is_filled(county: Cast, open_page: Any, size: dict[str, int]) -> None:
    page = open_page("/hall/?item=LW030", user=county.clerk, **size)
    strip = page.locator(".preview .ds-md")
    box = strip.bounding_box()
    assert box is not None and box["y"] + box["height"] <= size["height"]
    assert strip.evaluate("each => getComputedStyle(each).display") == "flex"
