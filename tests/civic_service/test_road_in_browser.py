"""There and back in a real browser: the agent on a telephone with 64 kbit/s, town's clerk, window clerk, villager."""

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from approvals import actions as hall
from civic_service.models import Bag, Errand
from kernel.cases.models import Case
from kernel.documents.models import Document
from tests.browser import DESK, PHONE, axe, overflow, wait_until
from tests.cast import Cast, build
from tests.civic_service.conftest import Countryside, settle

pytestmark = [pytest.mark.browser]


# bytes a second, and milliseconds that each answer is late
VILLAGE_LINE = {"downloadThroughput": 8_000, "uploadThroughput": 8_000, "latency": 300, "offline": False}
BAG = "**/proxy/bags/*/"
PICTURE = """() => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [900, 1200];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ddd"; pen.fillRect(0, 0, 900, 1200); pen.fillStyle = "#222"; pen.font = "40px sans-serif";
  for (let line = 1; line < 24; line += 1) pen.fillText("营业场所证明 第 " + line + " 行", 40, 50 * line);
  return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
}"""


@pytest.fixture
def places(live_portal: str, settings: Any, tmp_path: Path) -> tuple[Cast, Countryside]:
    settings.MEDIA_ROOT = tmp_path
    cast = build()
    return cast, settle(cast)


def clean(page: Page) -> None:
    assert axe(page) == []
    assert overflow(page) <= 0


def slow(page: Page) -> None:
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", VILLAGE_LINE)


def sign_for(page: Page) -> None:
    page.get_by_role("link", name=Bag.objects.latest("pk").number).click()
    page.wait_for_url(BAG)
    clean(page)
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.locator(".note-ok")).to_contain_text("签收")


def send_on(page: Page) -> None:
    page.get_by_role("button", name="装袋交出").click()
    # the county's counter bears the same heading as the bag
    page.wait_for_url(BAG)
    clean(page)


def test_a_villagers_matter_goes_to_the_county_and_comes_home(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    cast, there = places
    page = open_page("/proxy/new/?q=医疗", user=there.agent, **PHONE)
    clean(page)
    page.get_by_role("link", name="第三类医疗器械经营许可").click()
    page.get_by_label("姓名", exact=True).fill("李桂兰")
    page.get_by_label("证件号码").fill("990101195604120024")
    page.get_by_label("联系人", exact=True).fill("赵磊")
    page.get_by_label("联系人手机").fill("16100000031")
    page.locator("[name=field_premises]").fill("上岭村 3 组")
    page.get_by_label("面积（平方米）").fill("80")
    page.locator("[name=paper_m1]").check()
    page.locator("[name=paper_m2]").check()
    page.locator("[name=paper_m3]").check()
    picture = base64.b64decode(page.evaluate(PICTURE))
    page.locator("[data-photo=m1]").set_input_files({"name": "1.jpg", "mimeType": "image/jpeg", "buffer": picture})
    expect(page.locator("[data-shots=m1] button")).to_have_count(1)
    page.get_by_label("按手印，两人见证").check()
    sheet = {"name": "2.jpg", "mimeType": "image/jpeg", "buffer": picture}
    page.locator("[data-photo=mandate]").set_input_files(sheet)
    expect(page.locator("[data-shots=mandate] button")).to_have_count(1)
    slow(page)
    page.get_by_label("见证人一").fill("田小禾")
    clean(page)
    page.get_by_role("button", name="接受委托，出回执").click()
    expect(page.locator("[data-problem]")).to_contain_text("按手印要有两位见证人", timeout=15_000)
    expect(page.get_by_label("姓名", exact=True)).to_have_value("李桂兰")
    page.get_by_label("见证人二").fill("石大山")
    page.get_by_role("button", name="接受委托，出回执").click()
    expect(page.get_by_role("heading", name="代办接件回执")).to_be_visible(timeout=60_000)
    clean(page)
    number = Errand.objects.get().case.number
    wait_until(page, lambda: Document.objects.uploads().count() == 2, seconds=90)

    page = open_page("/proxy/", user=there.agent, **PHONE)
    clean(page)
    send_on(page)
    page = open_page("/proxy/", user=there.town_clerk, **PHONE)
    clean(page)
    sign_for(page)
    page.goto("/proxy/")
    send_on(page)
    page = open_page("/proxy/", user=cast.clerk, **DESK)
    clean(page)
    sign_for(page)
    assert Case.objects.get(number=number).state == "received"

    page.goto(f"/cases/{number}/")
    clean(page)
    page.keyboard.press("F8")
    page.locator("dialog[open] [data-confirm]").click()
    expect(page.locator("#case-keys")).not_to_contain_text("受理")
    hall.complete_step(number=number, by=cast.reviewer, opinion="材料齐全")
    hall.grant(number=number, by=cast.approver)
    page.goto("/proxy/")
    send_on(page)
    page = open_page("/proxy/", user=there.town_clerk, **PHONE)
    sign_for(page)
    page.goto("/proxy/")
    send_on(page)
    page = open_page("/proxy/", user=there.agent, **PHONE)
    sign_for(page)
    page.goto(f"/proxy/errands/{number}/")
    clean(page)
    expect(page.get_by_role("link", name="按了手印的委托书 1")).to_be_visible()
    page.get_by_label("签收人姓名").fill("李桂兰")
    page.get_by_role("button", name="已交给村民").click()
    expect(page.get_by_text("结果送回，交到")).to_be_visible()
    page.get_by_label("已回访").check()
    page.get_by_label("村民怎么说").fill("证拿到了")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("回访：已回访")).to_be_visible()
    assert Case.objects.get(number=number).state == "delivered"

    page = open_page("/track/", **PHONE)
    page.get_by_label("受理号").fill(number)
    page.get_by_label("查询码").fill(Case.objects.get(number=number).query_code)
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第三类医疗器械经营许可")
    expect(page.get_by_text("结果交到李*兰手里")).to_be_visible()
    clean(page)
