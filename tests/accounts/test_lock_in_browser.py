"""锁屏 at the clerk's desk: covered at once, nothing left to read, and everything there again for whoever typed it."""

import time
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from kernel.accounts.idle import LOCKED, SEEN
from tests.browser import PHONE, axe, overflow, wait_until
from tests.cast import PASSWORD, Cast, build

pytestmark = [pytest.mark.browser]
WINDOW = "/hall/?window=C01"
DESK = f"{WINDOW}&item=LW030"
NAME, PLACE = "周小宁", "城关镇人民路 18 号"


@pytest.fixture
def county(live_portal: str) -> Cast:
    return build()


def typed(open_page: Any, county: Cast, **size: int) -> Page:
    page: Page = open_page(DESK, user=county.clerk, **size)
    page.get_by_label("姓名").first.fill(NAME)
    page.get_by_label("经营场所", exact=True).fill(PLACE)
    return page


def unlock(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("密码").first.fill(password)
    page.get_by_role("button", name="解锁").click()


def at(page: Page, path: str) -> None:
    page.wait_for_url(lambda url: url.endswith(path), timeout=10_000)


def expect_nothing_left(page: Page) -> None:
    page.wait_for_url("**/account/lock/**")
    expect(page.get_by_role("heading", name="屏幕已锁")).to_be_visible()
    assert NAME not in page.content() and PLACE not in page.content()


def test_a_key_covers_the_desk_and_the_password_brings_everything_back(open_page: Any, county: Cast) -> None:
    page = typed(open_page, county)
    page.keyboard.press("Alt+L")
    expect_nothing_left(page)
    assert axe(page) == []
    wait_until(page, lambda: NAME not in page.evaluate("JSON.stringify(sessionStorage)"))
    page.go_back()
    expect_nothing_left(page)
    unlock(page, "not the password of hers")
    expect(page.get_by_text("密码不对。").first).to_be_visible()
    unlock(page)
    at(page, DESK)
    expect(page.get_by_label("姓名").first).to_have_value(NAME)
    expect(page.get_by_label("经营场所", exact=True)).to_have_value(PLACE)


def test_the_button_locks_over_an_open_dialog_too(open_page: Any, county: Cast) -> None:
    page = typed(open_page, county)
    page.evaluate("document.querySelector('[data-keys-sheet]').showModal()")
    page.keyboard.press("Alt+L")
    expect_nothing_left(page)
    unlock(page)
    page.locator("[data-lock]").click()
    expect_nothing_left(page)


def test_a_quiet_half_hour_locks_by_itself(open_page: Any, county: Cast, settings: Any) -> None:
    settings.PORTAL_IDLE_SECONDS = {"staff": 3, "citizen": 7200}
    page = typed(open_page, county)
    page.wait_for_url("**/account/lock/**", timeout=8_000)
    expect_nothing_left(page)


def test_what_the_server_locks_is_covered_within_five_seconds(open_page: Any, county: Cast) -> None:
    page = typed(open_page, county)
    expect(page.locator("[data-live-dot]:not(.off)")).to_be_visible()
    for each in Session.objects.all():
        session = SessionStore(each.session_key)
        session[LOCKED] = session[SEEN] = time.time()
        session.save()
    page.wait_for_url("**/account/lock/**", timeout=5_500)
    expect_nothing_left(page)


def test_the_other_tabs_are_covered_and_opened_with_the_first(open_page: Any, county: Cast) -> None:
    page = typed(open_page, county)
    second = page.context.new_page()
    second.goto("/inbox/")
    page.keyboard.press("Alt+L")
    second.wait_for_url("**/account/lock/**")
    expect_nothing_left(page)
    unlock(page)
    at(page, DESK)
    second.wait_for_url("**/inbox/")


def test_a_colleague_takes_the_window_and_gives_it_back(open_page: Any, county: Cast) -> None:
    page = typed(open_page, county)
    page.keyboard.press("Alt+L")
    expect_nothing_left(page)
    page.keyboard.press("Alt+S")
    page.locator("#switch_login").fill(county.second_clerk.username)
    page.locator("#switch_password").fill(PASSWORD)
    page.get_by_role("button", name="换人登录").click()
    at(page, WINDOW)
    expect(page.locator(".menu > summary", has_text=county.second_clerk.full_name)).to_be_visible()
    page.goto(DESK)
    expect(page.get_by_label("姓名").first).to_have_value("")
    assert NAME not in page.content()
    assert NAME not in page.evaluate("JSON.stringify(sessionStorage)")
    page.keyboard.press("Alt+L")
    page.wait_for_url("**/account/lock/**")
    page.keyboard.press("Alt+S")
    page.locator("#switch_login").fill(county.clerk.username)
    page.locator("#switch_password").fill(PASSWORD)
    page.get_by_role("button", name="换人登录").click()
    at(page, WINDOW)
    page.goto(DESK)
    expect(page.get_by_label("姓名").first).to_have_value(NAME)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_lock_fits_a_telephone(open_page: Any, county: Cast, language: str) -> None:
    page: Page = open_page("/inbox/", user=county.clerk, **PHONE)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.reload()
    page.locator("[data-lock]").click()
    page.wait_for_url("**/account/lock/**")
    page.locator("details.changing > summary").click()
    assert overflow(page) == 0 and axe(page) == []
