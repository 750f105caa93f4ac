"""Agent, town's clerk and window clerk in a real browser, the first two on a telephone: axe-core finds nothing."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_service.models import Bag, Errand
from kernel.cases.models import Case
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import Cast, build
from tests.civic_service.conftest import Countryside, settle

pytestmark = [pytest.mark.browser]


@pytest.fixture
def places(live_portal: str) -> tuple[Cast, Countryside]:
    cast = build()
    return cast, settle(cast)


def clean(page: Page) -> None:
    assert axe(page) == []
    assert overflow(page) <= 0


def test_a_villagers_matter_reaches_the_county(open_page: Any, places: tuple[Cast, Countryside]) -> None:
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
    page.locator("[name=originals_m1]").fill("1")
    page.locator("[name=paper_m2]").check()
    page.get_by_label("按手印，两人见证").check()
    page.get_by_label("见证人一").fill("田小禾")
    clean(page)
    page.get_by_role("button", name="接受委托，出回执").click()
    expect(page.get_by_role("alert")).to_contain_text("按手印要有两位见证人")
    expect(page.get_by_label("姓名", exact=True)).to_have_value("李桂兰")
    page.get_by_label("见证人二").fill("石大山")
    page.get_by_role("button", name="接受委托，出回执").click()
    expect(page.get_by_role("heading", name="代办接件回执")).to_be_visible()
    clean(page)
    number = Errand.objects.get().case.number

    page.goto(page.url.partition("/proxy/")[0] + "/proxy/")
    clean(page)
    page.get_by_role("button", name="装袋交出").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("代办袋")

    page = open_page("/proxy/", user=there.town_clerk, **PHONE)
    clean(page)
    page.get_by_role("link", name=Bag.objects.get().number).click()
    clean(page)
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.locator(".note-ok")).to_contain_text("签收")
    page.goto(page.url.partition("/proxy/")[0] + "/proxy/")
    page.get_by_role("button", name="装袋交出").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("代办袋")

    page = open_page("/proxy/", user=cast.clerk, **DESK)
    clean(page)
    page.get_by_role("link", name=Bag.objects.latest("pk").number).click()
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.locator(".note-ok")).to_contain_text("签收")
    clean(page)
    assert Case.objects.get(number=number).state == "received"

    page = open_page(f"/proxy/errands/{number}/", user=there.agent, **PHONE)
    clean(page)
    expect(page.get_by_text("收到“第三类医疗器械经营许可”申请")).to_be_visible()
