"""The second screen shows what the clerk sends, and nothing once the clerk has gone on."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser import PHONE, axe, overflow
from tests.cast import Cast
from tests.devices.conftest import OpenDesk, Peer
from tests.devices.test_read_card_in_browser import INTAKE, connected
from tests.hall.conftest import browser_of, received  # noqa: F401 - pytest finds the fixture by name


def blank(screen: Page, *, within: int = 4_000) -> None:
    """Nothing of anybody is on it, not even hidden."""
    expect(screen.get_by_text("请稍候")).to_be_visible(timeout=within)
    assert "人民路" not in screen.content()


def screen_of(open_desk: OpenDesk, page: Page, county: Cast) -> Page:
    return open_desk("/second-screen/", user=county.clerk, same=page)


def filled(page: Page) -> Page:
    page.fill("#person-id_number", "990101198309270015")
    page.fill("#person-name", "<b>陈宏</b>")
    page.fill("#field-premises", "人民路 18 号")
    return page


@pytest.mark.browser
def test_the_form_is_shown_and_gone_with_a_second_press(county: Cast, open_desk: OpenDesk) -> None:
    page = filled(open_desk(INTAKE, user=county.clerk, switched_on=False))
    show = page.locator("[data-screen-show]")
    expect(show).to_be_hidden()
    screen = screen_of(open_desk, page, county)
    blank(screen)
    assert axe(screen) == []
    expect(show).to_have_text("给申请人看Alt+S")
    page.keyboard.press("Alt+s")
    shown = screen.locator("[data-screen-shown]")
    expect(shown).to_contain_text("人民路 18 号")
    expect(shown).to_contain_text("<b>陈宏</b>")
    expect(shown.locator("dt", has_text="证件号码")).to_have_text("证件号码")
    assert "可不填" not in shown.inner_text()
    assert axe(screen) == [] and axe(page) == []
    assert overflow(screen) <= 0
    page.keyboard.press("Alt+s")
    blank(screen)


@pytest.mark.browser
def test_it_is_blank_when_the_clerk_goes_on_locks_or_is_gone(county: Cast, open_desk: OpenDesk) -> None:
    page = open_desk(INTAKE, user=county.clerk, switched_on=False)
    screen = screen_of(open_desk, page, county)

    def shown() -> None:
        filled(page).locator("[data-screen-show]").click()
        expect(screen.locator("[data-screen-shown]")).to_contain_text("人民路 18 号")

    shown()
    page.goto("/inbox/")
    blank(screen)
    page.goto(INTAKE)
    shown()
    page.evaluate("document.dispatchEvent(new Event('portal:locked'))")
    blank(screen)
    shown()
    page.evaluate("document.querySelector('main').inert = true")
    blank(screen)
    page.evaluate("document.querySelector('main').inert = false")
    shown()
    # a page that dies says nothing any more
    page.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    blank(screen, within=12_000)


@pytest.mark.browser
def test_a_slip_is_shown_to_be_looked_over(county: Cast, open_desk: OpenDesk) -> None:
    case = received(county)
    page = open_desk(f"/cases/{case.number}/slip/", user=county.clerk, switched_on=False)
    screen = screen_of(open_desk, page, county)
    page.keyboard.press("Alt+s")
    shown = screen.locator("[data-screen-shown]")
    expect(shown).to_contain_text("收件回执")
    expect(shown.locator("div", has_text="查询码").locator("dd").first).to_have_text(case.query_code)
    assert "签字" not in shown.inner_text() and "打印" not in shown.inner_text()
    screen.close()
    expect(page.locator("[data-screen-show]")).to_be_hidden()


@pytest.mark.browser
def test_a_screen_of_the_bridge_is_told_the_same(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = filled(connected(open_desk(INTAKE, user=county.clerk), peer))
    page.locator("[data-screen-show]").click()
    page.locator("[data-screen-show]").click()
    expect(page.locator("[data-screen-show]")).to_contain_text("给申请人看")
    page.wait_for_timeout(300)
    told = [said for said in peer.asked if said["type"].startswith("screen.")]
    assert [said["type"] for said in told] == ["screen.show", "screen.blank"]
    assert {"label": "姓名或名称", "value": "<b>陈宏</b>"} in told[0]["lines"]
    peer.do("device screen absent")
    expect(page.locator("[data-screen-show]")).to_be_hidden()


@pytest.mark.browser
def test_it_fits_a_small_screen(county: Cast, open_desk: OpenDesk) -> None:
    page = filled(open_desk(INTAKE, user=county.clerk, switched_on=False))
    screen = screen_of(open_desk, page, county)
    screen.set_viewport_size({**PHONE})
    page.locator("[data-screen-show]").click()
    expect(screen.locator("[data-screen-shown]")).to_be_visible()
    assert overflow(screen) <= 0


@pytest.mark.django_db
def test_only_who_serves_a_window_opens_it(cast: Cast, browser_of: Any) -> None:  # noqa: F811
    page = browser_of(cast.clerk).get("/second-screen/")
    assert page.status_code == 200 and "connect-src 'self';" in page.headers["Content-Security-Policy"]
    assert browser_of(cast.reviewer).get("/second-screen/").status_code == 403
    assert browser_of(cast.citizen).get("/second-screen/").status_code == 403
    assert Client().get("/second-screen/").status_code == 302
