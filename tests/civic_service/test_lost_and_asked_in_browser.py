"""In a real browser: a lost bag turns up at the town, and an agent supplements from her telephone."""

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from approvals import actions as hall
from civic_service import actions
from civic_service.models import Errand
from kernel.organizations.models import Role
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import Cast, build, post
from tests.civic_service.conftest import Countryside, filed, settle, signed
from tests.civic_service.test_road_in_browser import PICTURE

pytestmark = [pytest.mark.browser]
PICTURES = os.environ.get("PORTAL_PICTURES", "")


@pytest.fixture
def places(live_portal: str, settings: Any, tmp_path: Path) -> tuple[Cast, Countryside]:
    settings.MEDIA_ROOT = tmp_path
    cast = build()
    return cast, settle(cast)


def photograph(page: Page) -> bytes:
    return base64.b64decode(page.evaluate(PICTURE))


def inner_overflow(page: Page) -> int:
    """By how much the part that scrolls is wider than its window."""
    return int(page.evaluate("(([it]) => it.scrollWidth - it.clientWidth)(document.querySelectorAll('main'))"))


def clean(page: Page, name: str = "") -> None:
    if PICTURES and name:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    assert axe(page) == []
    assert overflow(page) <= 0
    assert inner_overflow(page) <= 0


def test_a_lost_bag_turns_up_and_late_papers_go_home(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    cast, there = places
    kept, moved = filed(cast, there, at=None), filed(cast, there, at=None, applicant=cast.other_applicant)
    numbers = [kept.case.number, moved.case.number]
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=numbers)
    actions.lose_bag(by=there.agent, number=bag.number, reason="班车上没有找到")
    actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[moved.case.number])
    page = open_page("/proxy/", user=there.agent, **PHONE)
    expect(page.get_by_role("heading", name="丢失还没有找到的代办袋")).to_be_visible()
    clean(page, "lost-room-phone")
    page = open_page("/proxy/", user=there.town_clerk, **DESK)
    clean(page, "lost-town-desk")
    page.get_by_role("link", name="班车上没有找到").click()
    expect(page.get_by_text("袋子找到了")).to_be_visible()
    clean(page, "lost-bag-desk")
    page.get_by_role("button", name="找到了", exact=True).click()
    expect(page.get_by_role("heading", name="退还找到的材料")).to_be_visible()
    clean(page, "found-bag-desk")
    assert Errand.objects.get(pk=kept.pk).place == there.town
    page.get_by_label("签收人姓名").fill("周兰")
    page.get_by_role("button", name="已交给村民").click()
    expect(page.get_by_text("材料已退还").first).to_be_visible()
    clean(page)


def asked_for_a_copy(cast: Cast, there: Countryside) -> Errand:
    """A villager's matter of which the window has asked for a paper again; the agent may supplement."""
    errand = filed(cast, there, at=None, signed=signed(scope=["submit", "supplement"]))
    number = errand.case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1})
    bag = actions.send_bag(by=there.town_clerk, leg="to_county", window=cast.window, numbers_of_cases=[number])
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1})
    hall.notify_supplement(number=number, by=cast.clerk, lines={"m2": "复印件看不清，请重新复印"})
    return errand


def test_an_agent_supplements_from_her_telephone(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    cast, there = places
    errand = asked_for_a_copy(cast, there)
    number = errand.case.number
    page = open_page("/proxy/", user=there.agent, **PHONE)
    expect(page.get_by_role("heading", name="窗口要补材料的")).to_be_visible()
    clean(page, "asked-room-phone")
    page.goto(f"/proxy/errands/{number}/")
    clean(page, "asked-errand-phone")
    # the line drops while she takes it: it is kept, may be looked at, and nothing is handed in without it
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.locator("#asked [data-photo=m2]").set_input_files({
        "name": "1.jpg", "mimeType": "image/jpeg", "buffer": photograph(page)
    })  # fmt: skip
    expect(page.locator("[data-shots=m2] button")).to_have_count(1)
    expect(page.locator("[data-outbox]")).to_contain_text("1 张照片已存在手机里")
    page.locator("[data-shots=m2] button").click()
    page.get_by_role("button", name="就用这张").click()
    expect(page.locator("[data-shots=m2] button")).to_have_count(1)
    page.get_by_role("button", name="代为补正").click()
    expect(page.locator("[data-unfinished]")).to_be_focused()
    clean(page, "asked-offline-phone")
    page.context.set_offline(False)
    expect(page.get_by_text("照片已到")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-unfinished]")).to_be_hidden()
    expect(page.locator("[data-shots=m2] button")).to_have_count(0)
    page.locator("[name=originals_m2]").fill("1")
    clean(page, "asked-sent-phone")
    page.get_by_role("button", name="代为补正").click()
    expect(page.locator(".note-ok")).to_contain_text("代为补正")
    expect(page.locator("#asked")).to_have_count(0)
    clean(page, "supplemented-phone")
    page.set_viewport_size(DESK)
    clean(page, "supplemented-desk")
    assert Errand.objects.get(pk=errand.pk).ahead == 1


def test_a_photograph_of_what_was_asked_outlives_the_page(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    """Taken without a line and left behind: the desk shows it, and sends it when the line is back."""
    cast, there = places
    errand = asked_for_a_copy(cast, there)
    number = errand.case.number
    page = open_page(f"/proxy/errands/{number}/", user=there.agent, **PHONE)
    page.route("**/papers/*/", lambda route: route.abort("connectionreset"))
    page.locator("#asked [data-photo=m2]").set_input_files({
        "name": "1.jpg", "mimeType": "image/jpeg", "buffer": photograph(page)
    })  # fmt: skip
    expect(page.locator("[data-outbox]")).to_contain_text("1 张照片已存在手机里")
    first, page = page, page.context.new_page()
    page.route("**/papers/*/", lambda route: route.abort("connectionreset"))
    page.goto("/proxy/")
    expect(page.locator("[data-pocket]")).to_contain_text("窗口要补的照片在传")
    clean(page, "asked-pocket-phone")
    page.unroute("**/papers/*/")
    page.locator("[data-pocket] [data-do=send]").click()
    expect(page.locator("[data-pocket]")).to_be_hidden()
    expect(first.get_by_text("照片已到")).to_be_visible()
    page.goto(f"/proxy/errands/{number}/")
    expect(page.get_by_text("照片已到")).to_be_visible()


def test_what_is_refused_far_down_the_page_is_said_in_sight(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    cast, there = places
    page = open_page(f"/proxy/errands/{filed(cast, there, at=None).case.number}/", user=there.agent, **PHONE)
    page.set_viewport_size({"width": 390, "height": 400})
    page.get_by_role("button", name="撤回委托").click()
    expect(page.locator("#refusal")).to_contain_text("请写明原因")
    expect(page.locator("#refusal")).to_be_in_viewport(ratio=1)
    assert page.locator("#refusal .note").bounding_box()["x"] == page.locator("h1").bounding_box()["x"]


def test_an_agent_of_two_rooms_chooses(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    _cast, there = places
    post(there.agent, Role.VILLAGE_AGENT, there.other_room, title="下岭村代办员 B 岗")
    page = open_page("/proxy/", user=there.agent, **PHONE)
    clean(page, "which-room-phone")
    page.get_by_role("link", name="下岭村便民服务室").click()
    clean(page, "room-chosen-phone")
    page.goto("/proxy/new/LW030/")
    expect(page.get_by_label("哪个服务室接的")).to_have_value(there.other_room.code)
    page.get_by_text("按手印，两人见证").click()
    clean(page, "thumb-form-phone")
    for address in ("/proxy/?mode=elder", "/proxy/new/LW030/"):
        page.goto(address)
        assert page.locator("html").get_attribute("data-mode") == "elder"
        assert inner_overflow(page) <= 0
