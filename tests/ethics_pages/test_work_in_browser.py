"""The board and the card in a real browser: nothing for axe to find, new cards come by themselves, keys work."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from playwright.sync_api import expect

from ethics_monitor.actions import install_rules
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.notices import live
from kernel.workdays.models import Calendar
from kernel.workdays.seed import plant_national
from tests.browser import DESK, PHONE, axe
from tests.cast import COUNTY, build, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.ethics_pages.conftest import late_matter

pytestmark = pytest.mark.browser

PAGES = ("/supervision/", "/supervision/cards/", "/supervision/to-verify/", "/supervision/discipline/")


@pytest.fixture
def county(live_portal: str) -> Matters:
    """The cast with its rules, in the committed database that the live portal reads."""
    if not Calendar.objects.exists():
        plant_national(apps)
    install_rules(at=local(2026, 1, 5))
    return Matters(build())


def hint_from_elsewhere() -> None:
    """What the relay's process does after its commit; this thread has the browser's loop."""
    relay = Thread(target=live.hint, args=(live.board(COUNTY[:6]), "board"))
    relay.start()
    relay.join()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    county: Matters, open_page: Callable[..., Any], size: dict[str, int]
) -> None:
    yellow, red = late_matter(county)
    visits = [(path, county.cast.inspector) for path in PAGES]
    visits += [(f"/supervision/cards/{card.number}/", county.cast.supervisor) for card in (yellow, red)]
    visits += [("/supervision/mine/", county.cast.reviewer)]
    for path, user in visits:
        page = open_page(path, user=user, **size)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_new_card_comes_to_the_top_and_stays_until_read(county: Matters, open_page: Callable[..., Any]) -> None:
    county.due()
    sweep(at=PROMISED_DAY_AFTER)
    page = open_page("/supervision/", user=county.cast.supervisor)
    page.locator("[data-live-dot]:not(.off)").wait_for()
    late_matter(county)
    hint_from_elsewhere()
    page.locator("#feed li.fresh").first.wait_for()
    newest = Card.objects.filter(colour="red").latest("pk")
    assert page.locator("#feed li.fresh").first.get_attribute("data-row") == newest.number
    expect(page.locator(".lamp-red b").first).to_contain_text("1")


def test_keys_walk_the_feed_and_confirm_asks_once_more(county: Matters, open_page: Callable[..., Any]) -> None:
    _yellow, red = late_matter(county)
    page = open_page("/supervision/", user=county.cast.supervisor)
    page.keyboard.press("1")
    page.wait_for_url("**/supervision/cards/?colour=red")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/supervision/cards/{red.number}/")
    page.keyboard.press("y")
    page.locator("dialog[open]").wait_for()
    assert axe(page) == []
    page.keyboard.press("Enter")
    red.refresh_from_db()
    assert red.state == "to_verify"
    page.locator("dialog[open] [data-confirm]").click()
    page.locator(".note-ok, .toast-x").first.wait_for()
    red.refresh_from_db()
    assert red.state == "issued"


def test_a_session_that_ended_over_a_card_leads_to_the_sign_in_and_back(
    county: Matters, open_page: Callable[..., Any]
) -> None:
    _yellow, red = late_matter(county)
    page = open_page(f"/supervision/cards/{red.number}/", user=county.cast.supervisor)
    page.keyboard.press("y")
    page.context.clear_cookies(name="sessionid")
    page.locator("dialog[open] [data-confirm]").click()
    page.wait_for_url("**/account/login/?next=*")
    assert page.url.endswith(f"?next=%2Fsupervision%2Fcards%2F{red.number}%2F")
