"""The board and the card in a real browser: nothing for axe to find, new cards come by themselves, keys work."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from playwright.sync_api import expect

from ethics_monitor import actions
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

PAGES = (
    *("/supervision/", "/supervision/cards/", "/supervision/to-verify/", "/supervision/discipline/"),
    *("/supervision/patterns/", "/supervision/clues/", "/supervision/evidence/"),
)


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
    page.wait_for_url(f"**/supervision/cards/{red.number}/?list=cards&colour=red")
    page.keyboard.press("y")
    page.locator("dialog[open]").wait_for()
    assert axe(page) == []
    page.keyboard.press("Enter")
    red.refresh_from_db()
    assert red.state == "to_verify"
    page.locator("dialog[open] [data-confirm]").click()
    page.locator(".note-ok").first.wait_for()
    red.refresh_from_db()
    assert red.state == "issued"


def test_one_works_through_what_waits_with_the_keys_alone(county: Matters, open_page: Callable[..., Any]) -> None:
    """Enter, Y, Y, Enter: the next row has the focus, and the same keys go on."""
    first, second, third = (late_matter(county)[1] for _each in range(3))
    page = open_page("/supervision/to-verify/", user=county.cast.supervisor)
    page.keyboard.press("j")
    for red, after in ((first, second), (second, third)):
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/supervision/cards/{red.number}/?list=verify")
        page.keyboard.press("y")
        page.locator("dialog[open]").wait_for()
        page.keyboard.press("y")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/supervision/to-verify/?at={after.number}")
        expect(page.locator(f'tr[data-row="{after.number}"]')).to_be_focused()
        expect(page.locator(".note-ok")).to_contain_text("核实成立")
        red.refresh_from_db()
        assert red.state == "issued"
    assert axe(page) == []


def test_j_and_k_go_to_the_cards_beside_it(county: Matters, open_page: Callable[..., Any]) -> None:
    first, second = (late_matter(county)[1] for _each in range(2))
    page = open_page(f"/supervision/cards/{first.number}/?list=verify", user=county.cast.supervisor)
    page.keyboard.press("j")
    page.wait_for_url(f"**/supervision/cards/{second.number}/?list=verify")
    page.keyboard.press("k")
    page.wait_for_url(f"**/supervision/cards/{first.number}/?list=verify")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/supervision/to-verify/?at={first.number}")
    expect(page.locator(f'tr[data-row="{first.number}"]')).to_be_focused()


def test_a_refused_report_says_why_and_keeps_what_was_typed(county: Matters, open_page: Callable[..., Any]) -> None:
    yellow, _red = late_matter(county)
    actions.acknowledge(number=yellow.number, by=county.cast.reviewer)
    page = open_page(f"/supervision/cards/{yellow.number}/", user=county.cast.reviewer)
    page.keyboard.press("r")
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("textbox").fill("已整改。")
    dialog.locator("[data-confirm]").click()
    expect(page.locator("#refusal")).to_contain_text("至少 10 个字")
    assert axe(page) == []
    page.keyboard.press("r")
    expect(dialog.get_by_role("textbox")).to_have_value("已整改。")
    dialog.get_by_role("textbox").fill("已补作决定，今后每日核对")
    dialog.locator("[data-confirm]").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_text("已补作决定，今后每日核对").first).to_be_visible()


@pytest.mark.parametrize("path", ["/supervision/", "/supervision/discipline/"])
def test_tiles_of_one_row_stand_in_line_in_english(county: Matters, open_page: Callable[..., Any], path: str) -> None:
    late_matter(county)
    page = open_page(path, user=county.cast.inspector, **DESK)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": page.url}])
    page.goto(page.url)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tops = page.evaluate("[...document.querySelectorAll('.lamp > b')].map(one => one.getBoundingClientRect().top)")
    feet = page.evaluate(
        "[...document.querySelectorAll('.lamp > .age')].map(one => one.getBoundingClientRect().bottom)"
    )
    assert len(set(tops)) <= 1 and len(set(feet)) <= 1
    assert page.locator(".lamp .age").evaluate_all("all => all.every(one => one.clientHeight < 30)")


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
