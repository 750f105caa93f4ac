"""A USB key in the real browser, by its virtual authenticator: registered, asked for, removed, wrong, played again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import Browser, CDPSession, Page, expect

from kernel.accounts.models import User
from tests.browser import PHONE, axe, overflow
from tests.cast import PASSWORD, Cast, build

pytestmark = [pytest.mark.browser]
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "isUserVerified": False,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def county(live_portal: str, settings: Any) -> Cast:
    made = build()
    settings.SECOND_FACTOR_ROLES = frozenset({"window_clerk"})
    return made


@pytest.fixture
def page(chromium: Browser, live_portal: str, county: Cast) -> Iterator[Page]:
    """No number may name a key's owner: the portal is asked by a name."""
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, timezone_id="Asia/Shanghai",
        base_url=live_portal.replace("127.0.0.1", "localhost"),
    )  # fmt: skip
    made = context.new_page()
    made.set_default_timeout(10_000)
    yield made
    context.close()


def plug_in(page: Page) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def sign_in(page: Page, user: User) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def register(page: Page, user: User) -> tuple[CDPSession, str]:
    """The clerk is led to register and does; she stands before her recovery codes."""
    session, key = plug_in(page)
    sign_in(page, user)
    page.wait_for_url("**/account/2fa/")
    page.get_by_role("link", name="登记一把钥匙").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    page.get_by_label("给它起个名字").fill("抽屉里的那把")
    page.get_by_role("button", name="登记").click()
    page.wait_for_url("**/recovery-codes/")
    return session, key


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="退出").click()


def test_a_key_is_registered_and_opens_after_the_password(page: Page, county: Cast) -> None:
    register(page, county.clerk)
    expect(page.locator(".codelist li")).to_have_count(10)
    page.goto("/account/2fa/")
    expect(page.get_by_text("抽屉里的那把").first).to_be_visible()
    sign_out(page)
    sign_in(page, county.clerk)
    page.wait_for_url("**/account/2fa/authenticate/")
    page.get_by_role("button", name="碰一下钥匙登录").click()
    page.wait_for_url("**/hall/")


def test_the_key_unlocks_the_screen(page: Page, county: Cast) -> None:
    register(page, county.clerk)
    page.goto("/hall/")
    page.keyboard.press("Alt+L")
    page.wait_for_url("**/account/lock/**")
    page.get_by_role("button", name="用钥匙解锁").click()
    page.wait_for_url("**/hall/")


def test_another_key_and_a_removed_one_open_nothing(page: Page, county: Cast) -> None:
    session, key = register(page, county.clerk)
    sign_out(page)
    sign_in(page, county.clerk)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.get_by_role("button", name="碰一下钥匙登录").click()
    expect(page.locator("[data-key-said]")).to_have_text("没有读到钥匙。请插好，看到提示后碰一下，再按一次按钮。")
    assert page.url.endswith("/account/2fa/authenticate/")
    Authenticator.objects.all().delete()
    page.reload()
    page.wait_for_url("**/account/2fa/")


def test_an_answer_that_was_given_before_opens_nothing(page: Page, county: Cast) -> None:
    register(page, county.clerk)
    sign_out(page)
    sign_in(page, county.clerk)
    page.wait_for_url("**/authenticate/")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="碰一下钥匙登录").click()
    page.wait_for_url("**/hall/")
    answer = sent.value.post_data_json["credential"]
    assert json.loads(answer)["type"] == "public-key"
    thief = Client()
    thief.post("/account/login/", {"login": county.clerk.username, "password": PASSWORD}, HTTP_HOST="localhost")
    thief.get("/account/2fa/authenticate/", HTTP_HOST="localhost")
    again = thief.post("/account/2fa/authenticate/", {"credential": answer}, HTTP_HOST="localhost")
    assert "没有通过" in again.content.decode() and "_auth_user_id" not in thief.session


def test_the_pages_fit_a_telephone(page: Page, county: Cast) -> None:
    page.set_viewport_size(PHONE)
    register(page, county.clerk)
    assert overflow(page) == 0 and axe(page) == []
    for path in ("/account/2fa/", "/account/2fa/key/add/", "/account/2fa/totp/activate/"):
        page.goto(path)
        assert overflow(page) == 0 and axe(page) == [], path
    sign_out(page)
    sign_in(page, county.clerk)
    page.wait_for_url("**/authenticate/")
    assert overflow(page) == 0 and axe(page) == []
