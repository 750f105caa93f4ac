"""A bridge that is gone, slow, somebody else's or lying costs one sentence and no text; the keyboard goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.devices.conftest import OpenDesk, Peer
from tests.devices.test_read_card_in_browser import INTAKE, connected, light, said

pytestmark = pytest.mark.browser

# a port that nobody listens on: reserved, and below those that a machine gives out
NOBODY = "ws://127.0.0.1:1017"


def typed(page: Page) -> Page:
    page.fill("#person-name", "陈宏")
    return page


def still_works(page: Page) -> None:
    """What was typed is there, and the keyboard goes on."""
    expect(page.locator("#person-name")).to_have_value("陈宏")
    page.focus("#person-phone")
    page.keyboard.type("16100000001")
    expect(page.locator("#person-phone")).to_have_value("16100000001")


def test_without_a_bridge_one_sentence_is_said(county: Cast, settings: Any, open_desk: OpenDesk) -> None:
    settings.DEVICE_BRIDGE = NOBODY
    page = typed(open_desk(INTAKE, user=county.clerk))
    expect(said(page)).to_contain_text("外设程序没连上")
    expect(light(page)).to_have_text("外设：没连上")
    page.locator("[data-device-said] [data-toast-close]").click()
    # the next try after two seconds fails as well, and is not said again
    page.wait_for_timeout(2_500)
    expect(said(page)).to_have_text("")
    still_works(page)


def test_a_bridge_that_ends_and_comes_back(county: Cast, peers: Callable[..., Peer], open_desk: OpenDesk) -> None:
    first = peers()
    page = typed(connected(open_desk(INTAKE, user=county.clerk), first))
    first.end_serving()
    expect(said(page)).to_contain_text("外设程序没连上")
    still_works(page)
    second = peers(port=first.port)
    expect(light(page)).to_have_text("外设：已连", timeout=20_000)
    expect(said(page)).to_contain_text("又连上了")
    second.do("page")
    second.do("card")
    expect(page.locator("#person-id_number")).to_have_value("990101198309270015")


def test_a_bridge_that_does_not_greet(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    peer.do("mute")
    page = typed(open_desk(INTAKE, user=county.clerk))
    expect(said(page)).to_contain_text("没有回话", timeout=10_000)
    still_works(page)


def test_a_bridge_that_hangs_later(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = typed(connected(open_desk(INTAKE, user=county.clerk), peer))
    peer.do("mute")
    expect(said(page)).to_contain_text("没有回话", timeout=20_000)
    still_works(page)


@pytest.mark.parametrize(
    ("lie", "words"),
    [("version", "版本和门户的不一样"), ("portal", "和另一个门户地址配对")],
)
def test_a_bridge_of_another_version_or_portal_is_not_listened_to(
    county: Cast, peer: Peer, open_desk: OpenDesk, lie: str, words: str
) -> None:
    peer.do(f"lie {lie}")
    page = typed(open_desk(INTAKE, user=county.clerk))
    expect(said(page)).to_contain_text(words)
    peer.do("card")
    still_works(page)
    expect(page.locator("#person-id_number")).to_have_value("")
    page.wait_for_timeout(2_500)
    expect(light(page)).to_have_text("外设：没连上")


def test_a_bridge_paired_with_another_portal_tells_this_one_nothing(
    county: Cast, peers: Callable[..., Peer], open_desk: OpenDesk
) -> None:
    peer = peers(portal="https://elsewhere.example")
    page = open_desk(INTAKE, user=county.clerk)
    expect(said(page)).to_contain_text("和另一个门户地址配对")
    peer.do("card")
    assert "没有页面在前面，读到的不留。" in peer.said
    expect(page.locator("#person-id_number")).to_have_value("")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("lie name", "不像姓名"),
        ("card 陈宏 99010119830927001Y", "不像证件号码"),
        ("raw {", "看不懂"),
        ('raw {"type": "id_card.read", "document": "shoe"}', "看不懂"),
        ('raw {"type": "barcode.read", "text": "a\\u0007b"}', "不能当文字用"),
        ("error reader_dirty 读卡器要擦一擦", "外设报告：读卡器要擦一擦"),
    ],
)
def test_what_cannot_be_true_is_said_and_fills_nothing(
    county: Cast, peer: Peer, open_desk: OpenDesk, line: str, words: str
) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    page.fill("#person-phone", "161")
    peer.do(line)
    expect(said(page)).to_contain_text(words)
    expect(page.locator("#person-name")).to_have_value("")
    expect(page.locator("#person-id_number")).to_have_value("")
    expect(page.locator("#person-phone")).to_have_value("161")
    assert page.evaluate("document.querySelectorAll('main script').length") == 0


def test_a_picture_of_50_mb_is_not_taken(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = typed(connected(open_desk(INTAKE, user=county.clerk), peer))
    peer.do("lie size")
    expect(said(page)).to_contain_text("送来的太大", timeout=60_000)
    still_works(page)


def test_what_a_later_bridge_may_say_is_no_fault(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    peer.do('raw {"type": "fingerprint.read"}')
    peer.do("rate 5")
    peer.do("card")
    expect(page.locator("#person-name")).to_have_value("陈宏")
    expect(said(page)).to_contain_text("填好了")


def test_only_the_tab_in_front_is_filled(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    first = connected(open_desk(INTAKE, user=county.clerk), peer)
    second = open_desk(INTAKE, user=county.clerk, same=first)
    expect(light(second)).to_have_text("外设：已连")
    second.wait_for_timeout(300)
    peer.do("card")
    expect(second.locator("#person-name")).to_have_value("陈宏")
    expect(first.locator("#person-name")).to_have_value("")
    first.evaluate("window.dispatchEvent(new Event('focus'))")
    first.wait_for_timeout(300)
    peer.do("card 王䶮 990101199503160033")
    expect(first.locator("#person-name")).to_have_value("王䶮")


def test_no_other_page_may_even_try(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = open_desk("/inbox/", user=county.clerk)
    refused = (
        "url => new Promise(done => { document.addEventListener('securitypolicyviolation', () => done('refused'));"
    )
    refused += " setTimeout(() => done('nothing'), 5000);"
    refused += " try { new WebSocket(url).onopen = () => done('open'); } catch { done('refused'); } })"
    assert page.evaluate(refused, f"ws://127.0.0.1:{peer.port}") == "refused"
