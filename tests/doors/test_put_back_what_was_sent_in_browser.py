"""A session that ended while somebody wrote: his text stands in the form when he has signed in again, and only his."""

from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from kernel.accounts.idle import SEEN, SINCE
from kernel.accounts.models import User
from tests.browser import session_cookie
from tests.cast import PASSWORD, Cast, build
from tests.hall.conftest import accepted, decided

pytestmark = [pytest.mark.browser]
WORDS = "执照原件要不要带？"


@pytest.fixture
def county(live_portal: str) -> Cast:
    return build()


def sent_too_late(open_page: Any, county: Cast) -> Page:
    """The citizen's question, pressed after his session had ended: he stands at the sign-in."""
    case = accepted(county)
    page: Page = open_page(f"/my/{case.number}/", user=county.citizen)
    page.get_by_label("想问什么").fill(WORDS)
    Session.objects.all().delete()
    page.get_by_role("button", name="发问").click()
    page.wait_for_url("**/account/login/**")
    return page


def sign_in(page: Page, user: User, live_portal: str) -> None:
    back = page.evaluate("new URLSearchParams(location.search).get('next')")
    page.context.add_cookies([session_cookie(user, live_portal)])
    page.goto(back)


def test_what_was_written_stands_in_the_form_again(open_page: Any, county: Cast, live_portal: str) -> None:
    page = sent_too_late(open_page, county)
    sign_in(page, county.citizen, live_portal)
    expect(page.get_by_label("想问什么")).to_have_value(WORDS)
    expect(page.locator("[data-toasts]")).to_contain_text("没有送出")
    page.get_by_role("button", name="发问").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_label("想问什么")).to_have_value("")
    page.reload()
    expect(page.get_by_label("想问什么")).to_have_value("")


def test_somebody_else_in_the_same_tab_does_not_see_it(open_page: Any, county: Cast, live_portal: str) -> None:
    page = sent_too_late(open_page, county)
    sign_in(page, county.clerk, live_portal)
    page.goto("/desk/")
    assert page.evaluate("sessionStorage.getItem('resent')") is None
    assert WORDS not in page.content()


def test_what_was_written_in_a_dialog_is_shown_in_it_again(open_page: Any, county: Cast, live_portal: str) -> None:
    case = decided(county)
    page: Page = open_page(f"/cases/{case.number}/", user=county.clerk)
    page.get_by_role("button", name="送达").first.click()
    dialog = page.locator("#d-deliver")
    dialog.get_by_label("方式").select_option("post")
    dialog.get_by_label("邮件单号").fill("EX123456789CN")
    Session.objects.all().delete()
    dialog.get_by_role("button", name="送达").click()
    page.wait_for_url("**/account/login/**")
    sign_in(page, county.clerk, live_portal)
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("邮件单号")).to_have_value("EX123456789CN")


def test_what_the_server_kept_and_sent_is_not_put_back_as_well(open_page: Any, county: Cast, live_portal: str) -> None:
    case = accepted(county)
    page: Page = open_page(f"/my/{case.number}/", user=county.citizen)
    page.get_by_label("想问什么").fill(WORDS)
    for each in Session.objects.all():
        session = SessionStore(each.session_key)
        session[SEEN] = session[SINCE] = 1.0
        session.save()
    page.get_by_role("button", name="发问").click()
    page.locator("[name=login]").fill(county.citizen.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.get_by_text("查看保留的内容").click()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_text([WORDS])
    page.get_by_role("button", name="提交刚才的内容").click()
    expect(page.locator("#questions").get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_label("想问什么")).to_have_value("")
