"""通知路由 in a real browser: by keys alone a channel is switched off; axe-core finds nothing on a desk or a phone."""

from typing import Any

import pytest

from kernel.notices.actions import plant_routes, set_route
from kernel.notices.models import Route
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import Cast, build

pytestmark = [pytest.mark.browser]
ACCEPTED = {"event": "approvals.accepted", "audience": "applicant", "channel": "sms"}


@pytest.fixture
def cast(live_portal: str) -> Cast:
    cast = build()
    plant_routes()
    set_route(event="approvals.denied", audience="applicant", channel="sms", enabled=False, by=cast.administrator)
    return cast


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("query", ["", "?change=approvals.accepted:applicant", "?template=PORTAL_NOTICE"])
def test_nothing_for_axe_and_no_overflow(open_page: Any, cast: Cast, query: str, size: dict[str, int]) -> None:
    page = open_page(f"/notice-routes/{query}", user=cast.administrator, **size)
    assert axe(page) == []
    assert overflow(page) <= 0


def test_a_channel_is_switched_by_keys_alone(open_page: Any, cast: Cast) -> None:
    page = open_page("/notice-routes/", user=cast.administrator, **DESK)
    page.keyboard.press("/")
    page.keyboard.type("已受理")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.locator("tr", has_text="申请人").get_by_role("link", name="改").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**change=*")
    # from the heading of the switches: the radio that is on, then the other
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert not Route.objects.get(**ACCEPTED).enabled
    assert page.locator("#nr-q").input_value() == "已受理"
    assert "短信改为停用" in page.locator(".changes li").first.inner_text()
