"""Papers from a telephone: the camera is one touch away, files go one by one and piece by piece, on after a drop."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from approvals import actions
from kernel.cases.models import Case
from kernel.documents.models import Document
from tests.browser import PHONE, overflow, session_cookie
from tests.cast import MONDAY, Cast, build
from tests.documents.samples import PDF, jpeg
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


def going(page: Page) -> Locator:
    return page.locator("#paper-m2 .goingfile")


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
    expect(going(phone).first).to_contain_text("断线了")
    expect(going(phone).last).to_contain_text("等前一个传完")
    assert phone.locator("#paper-m2 .files:not(.going) li").count() == 1 and overflow(phone) <= 0
    phone.get_by_role("button", name="补齐了，交给窗口").click()
    expect(phone.locator("#refusal")).to_contain_text("还有文件没有传完")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator("#paper-m2 .files:not(.going) li")).to_have_count(3)
    assert len(sent) == 4 and going(phone).count() == 0
    phone.get_by_role("button", name="补齐了，交给窗口").click()
    phone.wait_for_url(f"**/my/{case.number}/")
    case.refresh_from_db()
    assert case.state == "received"


def test_a_file_goes_on_where_it_was_stopped_and_another_is_not_held_up(phone: Page, case: Case) -> None:
    large = jpeg(comment=bytes(60_000))
    offsets: list[int] = []

    def line(route: Any) -> None:
        said = route.request.post_data_buffer
        offsets.append(int(said.partition(b'name="offset"\r\n\r\n')[2].partition(b"\r\n")[0]))
        # the second piece hangs until somebody stops it
        if len(offsets) != 2:
            route.continue_()

    phone.route("**/papers/*/m2/", line)
    files = [{"name": "大.jpg", "mimeType": "image/jpeg", "buffer": large}, photographs(1)[0]]
    phone.locator("#file-m2").set_input_files(files)
    stop = phone.get_by_role("button", name="停下 大.jpg")
    expect(going(phone).first).to_contain_text("正在传，已传 27%")
    box = stop.bounding_box()
    assert box is not None and box["height"] >= 44 and overflow(phone) <= 0
    stop.click()
    expect(going(phone).first).to_contain_text("已停下，传了 27%")
    expect(phone.locator("#paper-m2 .files:not(.going)")).to_contain_text("照片0.pdf")
    phone.get_by_role("button", name="接着传 大.jpg").click()
    expect(phone.locator("#paper-m2 .files:not(.going)")).to_contain_text("大.jpg")
    first = 16 * 1024
    # the photograph went in between
    assert offsets[:4] == [0, first, 0, first] and min(offsets[4:], default=first) >= first
    assert Document.objects.get(size=len(large)).sha256 == hashlib.sha256(large).hexdigest()


def test_a_file_that_is_chosen_again_after_a_reload_goes_on_where_it_was(phone: Page) -> None:
    photograph = {"name": "大.jpg", "mimeType": "image/jpeg", "buffer": jpeg(comment=bytes(60_000))}
    offsets: list[int] = []

    def line(route: Any) -> None:
        said = route.request.post_data_buffer
        offsets.append(int(said.partition(b'name="offset"\r\n\r\n')[2].partition(b"\r\n")[0]))
        if len(offsets) != 2:
            route.continue_()

    phone.route("**/papers/*/m2/", line)
    phone.on("dialog", lambda asked: asked.accept())
    phone.locator("#file-m2").set_input_files(photograph)
    expect(going(phone)).to_contain_text("正在传，已传 27%")
    phone.reload()
    phone.locator("#file-m2").set_input_files(photograph)
    expect(phone.locator("#paper-m2 .files:not(.going)")).to_contain_text("大.jpg")
    assert offsets[2:4] == [0, 16 * 1024], "the server said where to go on"


def test_a_refused_file_is_given_up_and_the_next_one_goes(phone: Page) -> None:
    script = {"name": "坏.pdf", "mimeType": "application/pdf", "buffer": b"#!/bin/sh\n"}
    phone.locator("#file-m2").set_input_files([script, photographs(1)[0]])
    expect(phone.locator("#paper-m2 .files:not(.going)")).to_contain_text("照片0.pdf")
    expect(going(phone)).to_have_count(1)
    expect(going(phone)).not_to_contain_text("正在传")
    assert phone.get_by_role("button", name="接着传 坏.pdf").count() == 0
    phone.get_by_role("button", name="不传了 坏.pdf").click()
    expect(going(phone)).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_by_number_and_code_a_telephone_sends_and_hands_in(
    chromium: Browser, live_portal: str, case: Case, script: bool
) -> None:
    context = chromium.new_context(
        base_url=live_portal, locale="zh-CN", viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=script
    )
    page = context.new_page()
    page.goto("/track/")
    page.fill("#track-number", case.number)
    page.fill("#track-code", case.query_code)
    page.locator("main form button").click()
    page.get_by_role("link", name="在网上传").click()
    assert case.query_code not in page.url and overflow(page) <= 0
    page.locator("#file-m2").set_input_files(photographs(1)[0])
    if not script:
        page.locator("#paper-m2 .sendfile button").click()
    expect(page.locator("#paper-m2 .files:not(.going)")).to_contain_text("照片0.pdf")
    page.get_by_role("button", name="补齐了，交给窗口").click()
    page.wait_for_url(f"**/track/{case.number}/")
    expect(page.locator("main")).to_contain_text("补的材料已交给窗口")
    case.refresh_from_db()
    assert case.state == "received"
    context.close()
