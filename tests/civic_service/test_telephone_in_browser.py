"""What the agent's telephone says of counts, of matters that ended, of a session that ended, and before it forgets."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from civic_service import actions
from civic_service.models import Bag, Errand
from kernel.documents.models import Document
from kernel.organizations.models import Post
from tests.browser import PHONE, axe, overflow, wait_until
from tests.cast import Cast, build
from tests.civic_service.conftest import Countryside, filed, settle
from tests.civic_service.test_file_without_a_line_in_browser import FORM, LEFT, fill, hand_over, shoot
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


def test_photographs_of_a_matter_that_was_taken_back_are_let_go(page: Page, places: tuple[Cast, Countryside]) -> None:
    asked: list[str] = []
    page.context.route("**/photos/**", lambda route: route.abort("connectionreset"))
    fill(page)
    shot(page)
    hand_over(page)
    expect(page.get_by_role("heading", name="代办接件回执")).to_be_visible()
    number = Errand.objects.get().case.number
    actions.recall(by=places[1].agent, number=number, reason="不办了")
    page.goto("/proxy/")
    page.context.unroute("**/photos/**")

    def count(route: Route) -> None:
        asked.append(route.request.method)
        route.continue_()

    page.context.route("**/photos/**", count)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    pocket = page.locator("[data-pocket]")
    expect(pocket).to_contain_text(f"这件已登记，办件号 {number}")
    expect(page.locator("[data-outbox]")).to_contain_text("1 件已登记，照片没有再传")
    assert (axe(page), overflow(page) <= 0) == ([], True)
    before = len(asked)
    for _again in range(2):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(300)
    assert len(asked) == before
    drop, dialog = pocket.locator("[data-do=drop]"), page.locator("dialog[data-drop]")
    drop.click()
    expect(dialog).to_contain_text("删去的只是还在手机里的照片")
    dialog.locator("button[value='']").click()
    expect(pocket).to_be_visible()
    drop.click()
    dialog.locator("button[value=drop]").click()
    expect(pocket).to_be_hidden()
    expect(page.locator("[data-outbox]")).to_be_hidden()
    assert page.evaluate(LEFT) == [0, 0] and not Document.objects.uploads().exists()


def test_who_is_signed_out_is_told_so(page: Page) -> None:
    fill(page)
    page.context.clear_cookies()
    hand_over(page)
    waiting = page.locator("[data-waiting]")
    expect(waiting).to_contain_text("登录已过期。这份登记和照片都存好了，重新登录后自动登记")
    expect(waiting.get_by_text("现在没有信号")).to_be_hidden()
    expect(waiting.get_by_role("link", name="重新登录")).to_be_visible()
    expect(page.locator("[data-outbox]")).to_contain_text("登录已过期")
    assert (axe(page), overflow(page) <= 0) == ([], True)


def test_the_browser_is_asked_to_keep_what_waits(page: Page) -> None:
    page.evaluate("""() => {
      window.asked = 0;
      navigator.storage.persisted = async () => false;
      navigator.storage.persist = async () => { window.asked += 1; return false; };
    }""")
    fill(page)
    assert page.evaluate("window.asked") == 0
    page.context.set_offline(True)
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    assert page.evaluate("window.asked") == 1
    page.context.set_offline(False)


def test_what_was_not_finished_is_dropped_after_a_question(page: Page) -> None:
    fill(page)
    shot(page)
    expect(page.locator("[data-kept-here]")).to_contain_text("已存在手机里")
    page.wait_for_timeout(600)
    page.goto(FORM)
    offer, dialog = page.locator("[data-kept-offer]"), page.locator("dialog[data-drop]")
    offer.get_by_role("button", name="删去").click()
    expect(dialog).to_contain_text("李桂兰")
    assert axe(page) == []
    dialog.locator("button[value='']").click()
    expect(offer).to_be_visible()
    assert page.evaluate(LEFT) == [1, 1]
    offer.get_by_role("button", name="删去").click()
    dialog.locator("button[value=drop]").click()
    expect(offer).to_be_hidden()
    wait_until(page, lambda: page.evaluate(LEFT) == [0, 0])


def test_who_has_no_post_any_longer_still_saves_what_lies_on_her_telephone(
    page: Page, places: tuple[Cast, Countryside], tmp_path: Path
) -> None:
    fill(page)
    page.context.set_offline(True)
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    Post.objects.filter(user=places[1].agent).delete()
    page.context.set_offline(False)
    assert page.goto("/proxy/").status == 403  # type: ignore[union-attr]
    expect(page.get_by_role("heading", name="您现在没有办理这件事的岗位")).to_be_visible()
    pocket = page.locator("[data-pocket]")
    expect(pocket).to_contain_text("没有被收下")
    expect(page.locator("[data-outbox]")).to_be_visible()
    assert (axe(page), overflow(page) <= 0) == ([], True)
    with page.expect_download() as leaving:
        pocket.locator("[data-do=file]").click()
    leaving.value.save_as(tmp_path / "packet.json")
    assert json.loads((tmp_path / "packet.json").read_text())["packet"]["person"]["name"] == "李桂兰"
    assert not Errand.objects.exists()


def test_htmx_comes_when_a_bag_is_handed_over(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    cast, there = places
    filed(cast, there, at=None)
    page = open_page("/proxy/", user=there.agent, **PHONE)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.htmx.version") is None
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="装袋交出").click()
    expect(page.locator("#refusal [data-refusal]")).to_be_visible()
    assert page.evaluate("window.htmx.version") and not Bag.objects.exists()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="装袋交出").click()
    wait_until(page, lambda: Bag.objects.exists())


def test_without_htmx_the_bag_goes_as_an_ordinary_form(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    cast, there = places
    filed(cast, there, at=None)
    page = open_page("/proxy/", user=there.agent, **PHONE)
    page.context.route("**/htmx*.js", lambda route: route.abort("connectionreset"))
    page.get_by_role("button", name="装袋交出").click()
    wait_until(page, lambda: Bag.objects.exists())
