"""Papers from a telephone: the camera is one touch away, files go one by one, and on again after the line dropped."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from approvals import actions
from kernel.cases.models import Case
from tests.browser import PHONE, overflow, session_cookie
from tests.cast import MONDAY, Cast, build
from tests.documents.samples import PDF
from tests.public.conftest import received

pytestmark = [pytest.mark.browser]


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def county(live_portal: str) -> Cast:
    return build()


@pytest.fixture
def case(county: Cast) -> Case:
    found = received(county)
    actions.notify_supplement(number=found.number, by=county.clerk, lines={"m2": "看不清"}, at=MONDAY)
    return found


@pytest.fixture
def phone(chromium: Browser, live_portal: str, county: Cast, case: Case) -> Iterator[Page]:
    """The papers of the supplement on a telephone, in a tab of its own: htmx tells the console of a line that drops."""
    context = chromium.new_context(base_url=live_portal, locale="zh-CN", viewport=PHONE, has_touch=True, is_mobile=True)
    context.add_cookies([session_cookie(county.citizen, live_portal)])
    page = context.new_page()
    page.goto(f"/apply/LW030/papers/{case.number}/")
    yield page
    context.close()


def photographs(number: int) -> list[Any]:
    return [
        {"name": f"照片{each}.pdf", "mimeType": "application/pdf", "buffer": PDF + b"\n" * each}
        for each in range(number)
    ]


def test_the_camera_is_one_touch_away(phone: Page) -> None:
    button = phone.locator("#paper-m2 label.camera")
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box is not None and box["height"] >= 44 and overflow(phone) <= 0
    with phone.expect_file_chooser() as chosen:
        button.tap()
    chosen.value.set_files(photographs(1)[0])
    expect(phone.locator("#paper-m2 .files")).to_contain_text("照片0.pdf")
    assert phone.locator("#file-m2-camera").get_attribute("capture") == "environment"


def test_files_go_one_by_one_and_on_again_after_the_line_dropped(phone: Page, case: Case) -> None:
    sent: list[str] = []

    def line(route: Any) -> None:
        sent.append(route.request.url)
        # the second one is lost on its way
        if len(sent) == 2:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    phone.route("**/papers/*/m2/", line)
    phone.locator("#file-m2").set_input_files(photographs(3))
    expect(phone.locator("#paper-m2 .err")).to_contain_text("断线了，还有 2 个没传完")
    assert phone.locator("#paper-m2 .files li").count() == 1
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator("#paper-m2 .files li")).to_have_count(3)
    assert len(sent) == 4 and phone.locator("#paper-m2 .err").count() == 0
    phone.get_by_role("button", name="补齐了，交给窗口").click()
    phone.wait_for_url(f"**/my/{case.number}/")
    case.refresh_from_db()
    assert case.state == "received"
