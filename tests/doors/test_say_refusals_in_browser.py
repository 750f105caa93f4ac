"""A page left open says what the server said: its own sentence for a refusal, the network's for no answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from approvals import actions
from kernel.cases.models import Case
from tests.browser import session_cookie
from tests.cast import Cast, build
from tests.documents.samples import PDF
from tests.public.conftest import draft

pytestmark = [pytest.mark.browser]

NETWORK = "连不上服务器"


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def county(live_portal: str) -> Cast:
    return build()


@pytest.fixture
def papers(chromium: Browser, live_portal: str, county: Cast) -> Iterator[tuple[Page, Case]]:
    """The papers of a draft, open in a tab of its own: htmx tells the console of every refusal.

    Without SHA-256, as over plain HTTP, a file is sent whole by htmx, as every other form is.
    """
    case = draft(county)
    context = chromium.new_context(base_url=live_portal, locale="zh-CN")
    context.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    context.add_cookies([session_cookie(county.citizen, live_portal)])
    page = context.new_page()
    page.goto(f"/apply/LW030/papers/{case.number}/")
    yield page, case
    context.close()


def send(page: Page) -> None:
    page.get_by_label("选“申请表”的文件或照片").set_input_files(
        {"name": "申请表.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )


def test_what_is_there_no_longer_is_told_with_the_way_to_what_is(papers: tuple[Page, Case], county: Cast) -> None:
    page, case = papers
    actions.discard_draft(number=case.number, by=county.citizen)
    send(page)
    toast = page.locator("[data-toasts] [role=alert]")
    expect(toast).to_contain_text("它已经不在这里了")
    assert NETWORK not in toast.inner_text()
    link = toast.get_by_role("link", name="刷新这一页")
    with page.expect_navigation():
        link.click()
    assert case.number in page.url


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("application/problem+json", '{"title": "只收 PDF。", "detail": "请换一份。"}', "只收 PDF。 请换一份。"),
        ("text/html", "<h1>请求太快</h1><p>请一分钟后再试。</p>", "请求太快 请一分钟后再试。"),
        ("text/html", "", NETWORK),
        ("application/json", "{", NETWORK),
    ],
)
def test_any_refusal_in_its_own_words(papers: tuple[Page, Case], kind: str, body: str, said: str) -> None:
    page, _case = papers
    page.route("**/papers/**/m1/", lambda route: route.fulfill(status=415, content_type=kind, body=body))
    send(page)
    expect(page.locator("[data-toasts] [role=alert]")).to_contain_text(said)


@pytest.mark.parametrize("answer", ["none", "failure"])
def test_no_answer_and_a_failure_are_the_networks(papers: tuple[Page, Case], answer: str) -> None:
    page, _case = papers
    failed = {"status": 503, "content_type": "text/html", "body": "<h1>内部细节</h1>"}
    page.route("**/papers/**/m1/", lambda route: route.abort() if answer == "none" else route.fulfill(**failed))
    send(page)
    toast = page.locator("[data-toasts] [role=alert]")
    expect(toast).to_contain_text(NETWORK)
    assert "内部细节" not in toast.inner_text()
