"""A bar code goes where the focus is, else into the box for finding, and ends as a gun's does: with Enter."""

import pytest
from playwright.sync_api import expect

from kernel.cases.models import Case
from tests.cast import Cast
from tests.devices.conftest import OpenDesk, Peer
from tests.devices.test_read_card_in_browser import INTAKE, connected, said
from tests.hall.conftest import received

pytestmark = pytest.mark.browser


def test_a_case_number_opens_its_case_from_the_desk(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    case = received(county)
    page = connected(open_desk("/hall/", user=county.clerk), peer)
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation():
        peer.do(f"scan {case.number}")
    assert page.url.endswith(f"/cases/{case.number}/")


def test_into_the_field_with_the_focus_and_on_to_the_next(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    page.focus("#field-premises")
    page.keyboard.type("甲乙")
    page.keyboard.press("ArrowLeft")
    peer.do("scan 12")
    expect(page.locator("#field-premises")).to_have_value("甲12乙")
    expect(page.locator("#field-area")).to_be_focused()
    assert Case.objects.count() == 0, "a scan never sends the form"


def test_what_does_not_fit_is_said_and_what_has_no_field_is_looked_up(
    county: Cast, peer: Peer, open_desk: OpenDesk
) -> None:
    page = connected(open_desk(INTAKE, user=county.clerk), peer)
    page.focus("#person-phone")
    peer.do(f"scan {'9' * 200}")
    expect(said(page)).to_contain_text("放不下")
    expect(page.locator("#person-phone")).to_have_value("")
    page.evaluate("document.activeElement.blur()")
    peer.do("scan BDC-117")
    page.wait_for_url("**/find/")
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible()
