"""A card on the reader fills the form as if it had been typed; nobody's text is lost by it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE, axe, overflow
from tests.cast import Cast
from tests.devices.conftest import OpenDesk, Peer

pytestmark = pytest.mark.browser

INTAKE = "/hall/?item=LW030"
NUMBER = "990101198309270015"


def light(page: Page) -> Any:
    return page.locator("[data-device-light]")


def said(page: Page) -> Any:
    return page.locator("[data-device-said]")


def connected(page: Page, peer: Peer) -> Page:
    expect(light(page)).to_have_text("外设：已连")
    peer.do("page")
    return page


def test_a_card_fills_name_and_number_and_the_person_is_looked_up(
    county: Cast, peer: Peer, open_desk: OpenDesk
) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    peer.do("card")
    expect(page.locator("#person-id_number")).to_have_value(NUMBER)
    expect(page.locator("#person-name")).to_have_value("陈宏")
    expect(page.locator("#person-found")).to_contain_text("已登记：陈*")
    expect(page.locator("#person-phone")).to_be_focused()
    expect(said(page)).to_contain_text("填好了姓名和证件号码")
    assert said(page).get_attribute("role") == "status"
    kept = page.evaluate("Object.values(sessionStorage).join()")
    assert NUMBER in kept, "what was read is kept as what is typed"
    assert axe(page) == []


def test_what_was_typed_is_overwritten_only_when_told_to(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    page.fill("#person-name", "陈红")
    peer.do("card")
    dialog = page.locator("[data-card-asks]")
    expect(dialog).to_contain_text("陈红")
    expect(dialog).to_contain_text("陈宏")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(said(page)).to_contain_text("没有换")
    expect(page.locator("#person-name")).to_have_value("陈红")
    expect(page.locator("#person-id_number")).to_have_value("")
    peer.do("card")
    dialog.get_by_role("button", name="换成证件上的").click()
    expect(page.locator("#person-name")).to_have_value("陈宏")
    expect(page.locator("#person-id_number")).to_have_value(NUMBER)


def test_the_agents_card_goes_where_the_focus_is(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    page.check("[name=by_agent]")
    page.focus("[name=agent-name]")
    peer.do("card 王䶮 990101199503160033")
    expect(page.locator("[name=agent-id_number]")).to_have_value("990101199503160033")
    expect(page.locator("[name=agent-name]")).to_have_value("王䶮")
    expect(page.locator("#person-id_number")).to_have_value("")


def test_a_persons_card_is_no_firms(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    page.check('[name=kind][value="legal"]', force=True)
    peer.do("card")
    expect(said(page)).to_contain_text("申请人选的是法人")
    expect(page.locator("#person-id_number")).to_have_value("")


def test_a_card_that_has_run_out_is_said(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    peer.do("card expired")
    expect(said(page)).to_contain_text("2020-01-01 到期，已经过期")
    expect(page.locator("#person-name")).to_have_value("陈宏")


def test_behind_an_open_dialog_nothing_is_filled(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    page.locator("[data-keys-open]").click()
    peer.do("card")
    expect(said(page)).to_contain_text("先关上对话框")
    expect(page.locator("#person-name")).to_have_value("")


def test_opening_an_account_and_registering_take_a_card_too(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = connected(open_desk("/hall/accounts/", user=county.clerk), peer)
    page.focus("#renew-id_number")
    peer.do("card")
    expect(page.locator("#renew-id_number")).to_have_value(NUMBER)
    expect(page.locator("#open-id_number")).to_have_value("")
    county.item.handling = "external"
    county.item.save()
    page.goto(INTAKE)
    connected(page, peer)
    peer.do("card")
    expect(page.locator("#who")).to_have_value(NUMBER)
    expect(page.locator("#foreign-number")).to_have_value("")


@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, PHONE], ids=["desk", "phone"])
def test_off_by_default_and_switched_on_by_the_dialog(
    county: Cast, peers: Callable[..., Peer], open_desk: OpenDesk, size: dict[str, int]
) -> None:
    peer = peers()
    page = open_desk("/hall/", user=county.clerk, switched_on=False, **size)
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not any(str(peer.port) in url for url in sockets), "nothing is tried before it is switched on"
    expect(light(page)).to_be_hidden()
    page.get_by_text("更多", exact=True).click()
    page.get_by_role("button", name="外设", exact=True).click()
    dialog = page.locator("#devices")
    expect(dialog).to_contain_text("没有打开。")
    dialog.get_by_label("这台电脑接了外设").check()
    expect(dialog).to_contain_text("读卡器（SIM id_card_reader）：就绪")
    peer.do("device id_card_reader absent")
    expect(dialog).to_contain_text("读卡器（SIM id_card_reader）：没接上")
    assert axe(page) == []
    assert overflow(page) <= 0
    page.reload()
    expect(light(page)).to_have_text("外设：已连")
    light(page).click()
    dialog.get_by_label("这台电脑接了外设").uncheck()
    expect(light(page)).to_be_hidden()
    page.reload()
    expect(light(page)).to_be_hidden()
