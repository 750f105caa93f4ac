"""The citizen's pages in a real browser: axe-core finds nothing, nothing overflows, fingers find every target."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from approvals import actions
from county_portal.bench.letter_samples import acceptance, receipt
from kernel.accounts.models import Mandate
from kernel.cases.models import Case
from kernel.documents.actions import make_letter, request_letter
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry, Seal
from kernel.ledger.seals import seal
from kernel.notices.models import Notice
from kernel.workdays.zone import local_date
from tests.browser import DESK, PHONE, axe, overflow, session_cookie, wait_until
from tests.cast import MONDAY, Cast, build
from tests.documents.samples import PDF
from tests.public.conftest import accepted, draft, received

pytestmark = [pytest.mark.browser]

TARGETS = "main a, main button, main input:not([type=radio], [type=checkbox]), main select, main textarea, main summary"
TOO_SMALL = f"""least => [...document.querySelectorAll('{TARGETS}')]
  .filter(one => one.getClientRects().length)
  .map(one => [Math.round(one.getBoundingClientRect().height), one.outerHTML.slice(0, 90)])
  .filter(([height]) => height < least)"""


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def county(live_portal: str) -> Cast:
    return build()


def paths(cast: Cast) -> list[str]:
    """Every page of a citizen, each case in another state."""
    going, waiting = accepted(cast), received(cast)
    actions.notify_supplement(number=waiting.number, by=cast.clerk, lines={"m2": "看不清"}, at=MONDAY)
    unfinished = draft(cast)
    _talked_about_and_shared(cast, going)
    return [
        "/",
        "/items/",
        "/items/?q=zzz",
        "/items/LW030/",
        "/track/",
        "/deadline/",
        "/deadline/?start=2025-09-24&length=20&unit=working_day",
        "/deadline/?start=2031-09-24&length=999&unit=working_day",
        "/my/",
        f"/my/{going.number}/",
        "/my/agents/",
        f"/my/{waiting.number}/",
        f"/apply/LW030/papers/{waiting.number}/",
        "/apply/LW030/",
        f"/apply/LW030/papers/{unfinished.number}/",
        f"/apply/LW030/check/{unfinished.number}/",
        "/inbox/",
        "/my/info/",
        "/account/",
        "/account/password/",
        "/account/sessions/",
    ]


def open_to_all(cast: Cast) -> list[str]:
    """What a visitor without an account comes to: take back, verify, seals, sign in, and an address that is none."""
    seal(label=local_date(database_now()) - timedelta(days=1))
    entry = Entry.objects.filter(subject_kind="case").latest("id")
    letter = request_letter(entry=entry, letter_type="acceptance", data=acceptance())
    # what is made says its digest too; the second one is never made
    assert make_letter(letter_id=letter.pk) is not None
    unmade = request_letter(entry=entry, letter_type="receipt", data=receipt())
    return [
        "/take-over/",
        "/verify/",
        f"/verify/{letter.number}/",
        f"/verify/{unmade.number}/",
        "/verify/SL202609070000000000/",
        "/seals/",
        f"/seals/{Seal.objects.latest('number').number}/",
        "/account/login/",
        "/account/activate/",
        "/privacy/",
        "/nowhere/",
    ]


def _talked_about_and_shared(cast: Cast, case: Case) -> None:
    """A question with its answer, one that waits too long, a written enquiry, a helper, and two mandates."""
    later = MONDAY + timedelta(hours=2)
    actions.ask(number=case.number, by=cast.citizen, text="要带原件吗？", at=later)
    actions.answer(number=case.number, by=cast.reviewer, question=1, text="不用。", at=later)
    actions.ask(number=case.number, by=cast.citizen, text="到哪一步了？" * 30, at=later)
    actions.enquire(number=case.number, by=cast.reviewer, text="面积为什么与房产证不一致？", at=later)
    actions.share(number=case.number, by=cast.citizen, helper="wangyan", until=None, may_supplement=True, at=later)
    today = local_date(database_now())
    days = {"from_date": today, "until_date": today + timedelta(days=30)}
    actions.grant_mandate(principal=cast.applicant, agent="wangyan", by=cast.citizen, items=["LW030"], **days)
    actions.grant_mandate(principal=cast.other_applicant, agent="chenh", by=cast.other_citizen, **days)


@pytest.mark.parametrize("mode", ["std", "elder"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_for_axe_no_overflow_and_room_for_fingers(
    open_page: Any, county: Cast, size: dict[str, int], mode: str
) -> None:
    page: Page = open_page(f"/?mode={mode}", user=county.citizen, **size)
    for path in paths(county):
        assert faults(page, path, size, mode) == [], path


@pytest.mark.parametrize("mode", ["std", "elder"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_same_for_whoever_has_no_account(open_page: Any, county: Cast, size: dict[str, int], mode: str) -> None:
    accepted(county)
    page: Page = open_page(f"/?mode={mode}", **size)
    wrong = {path: faults(page, path, size, mode) for path in open_to_all(county)}
    assert {path: found for path, found in wrong.items() if found} == {}


def faults(page: Page, path: str, size: dict[str, int], mode: str) -> list[Any]:
    """What axe finds on a page with everything unfolded, by how much it overflows, what fingers would miss."""
    page.goto(path)
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    found: list[Any] = axe(page)
    if (wide := overflow(page)) > 0:
        found.append(f"{wide} px too wide")
    return found + (page.evaluate(TOO_SMALL, 60 if mode == "elder" else 44) if size == PHONE else [])


def test_english_has_no_chinese_of_ours(open_page: Any, county: Cast, live_portal: str) -> None:
    page: Page = open_page("/", user=county.citizen)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_portal}])
    for path in ("/track/", "/deadline/", "/inbox/", "/my/"):
        page.goto(path)
        words = page.locator("main").inner_text()
        assert not any("一" <= sign <= "鿿" for sign in words), words


def test_apply_with_papers_and_follow(open_page: Any, county: Cast) -> None:
    page: Page = open_page("/items/LW030/", user=county.citizen)
    page.get_by_role("link", name="网上申请").click()
    page.get_by_label("经营场所").fill("人民路 18 号")
    expect(page.locator("[data-kept]")).to_contain_text("已自动保存")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_label("面积").fill("120")
    page.get_by_role("button", name="下一步").click()
    field = page.get_by_label("选“申请表”的文件或照片")
    field.focus()
    field.set_input_files({"name": "申请表.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(page.locator("#paper-m1 .files:not(.going)")).to_contain_text("申请表.pdf")
    expect(field).to_be_focused()
    page.get_by_label("选“经营场所证明”的文件或照片").set_input_files(
        {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a paper"}
    )
    expect(page.locator("#paper-m2 .going")).to_contain_text("只收 PDF")
    page.get_by_role("link", name="下一步").click()
    expect(page.get_by_label("邮寄地址")).to_be_hidden()
    page.get_by_role("radio", name="邮寄").check()
    page.get_by_label("收件人", exact=True).fill("陈宏")
    page.get_by_label("收件人手机").fill("16100000001")
    page.get_by_label("邮寄地址").fill("示范县城关镇人民路 18 号")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/my/9901*/")
    case = Case.objects.get(state="received")
    assert case.query_code in page.locator("main").inner_text() and case.application.delivery == "post"
    page.get_by_role("button", name="撤回申请…").click()
    dialog = page.locator("dialog#d-withdraw")
    assert case.number in dialog.inner_text()
    dialog.get_by_label("为什么撤回").fill("不办了")
    dialog.get_by_role("button", name="撤回申请").click()
    expect(page.locator("main")).to_contain_text("申请已撤回")


def test_a_file_chosen_before_the_script_is_there_is_sent(open_page: Any, county: Cast) -> None:
    case = draft(county)
    page: Page = open_page("/items/", user=county.citizen)
    held: list[Any] = []
    page.route("**/js/upload*.js", lambda route: held.append(route))
    page.goto(f"/apply/LW030/papers/{case.number}/", wait_until="commit")
    page.get_by_label("选“申请表”的文件或照片").set_input_files(
        {"name": "申请表.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    wait_until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.locator("#paper-m1 .files")).to_contain_text("申请表.pdf")


def test_what_is_typed_before_the_script_is_there_is_kept(open_page: Any, county: Cast) -> None:
    page: Page = open_page("/items/", user=county.citizen)
    held: list[Any] = []
    page.route("**/js/autosave*.js", lambda route: held.append(route))
    page.goto("/apply/LW030/", wait_until="commit")
    page.get_by_label("经营场所").fill("人民路 18 号")
    wait_until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.locator("[data-kept]")).to_contain_text("已自动保存")
    page.unroute("**/js/autosave*.js")
    page.reload()
    expect(page.get_by_label("经营场所")).to_have_value("人民路 18 号")


def test_what_one_typed_is_offered_to_nobody_else_in_the_same_tab(
    open_page: Any, county: Cast, live_portal: str
) -> None:
    page: Page = open_page("/apply/LW030/", user=county.citizen)
    page.route("**/apply/LW030/save/", lambda route: route.abort())
    page.get_by_label("经营场所").fill("人民路 18 号")
    expect(page.locator("[data-kept]")).to_contain_text("没有存上")
    page.reload()
    expect(page.locator("[data-kept-offer]")).to_be_visible()
    page.context.add_cookies([session_cookie(county.other_citizen, live_portal)])
    page.goto("/apply/LW030/")
    expect(page.get_by_label("经营场所")).to_have_value("")
    expect(page.locator("[data-kept-offer]")).to_be_hidden()
    assert page.evaluate("Object.values(sessionStorage).some(each => each.includes('人民路'))") is False


def test_what_was_taken_is_not_offered_with_the_next_application(open_page: Any, county: Cast) -> None:
    page: Page = open_page("/apply/LW030/", user=county.citizen)
    page.get_by_label("经营场所").fill("人民路 18 号")
    page.get_by_label("面积").fill("120")
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/papers/**")
    assert page.evaluate("Object.keys(sessionStorage).filter(each => each.startsWith('draft:'))") == []


def test_a_file_that_is_too_large_is_refused_beside_its_field(open_page: Any, county: Cast) -> None:
    case = draft(county)
    page: Page = open_page(f"/apply/LW030/papers/{case.number}/", user=county.citizen)
    field = page.get_by_label("选“申请表”的文件或照片")
    paper = {"name": "申请表.pdf", "mimeType": "application/pdf", "buffer": PDF}
    field.set_input_files({**paper, "buffer": b"MZ not a paper"})
    expect(page.locator("#paper-m1 .going")).to_contain_text("只收 PDF")
    page.get_by_role("button", name="不传了 申请表.pdf").click()
    expect(page.locator("#paper-m1 .going li")).to_have_count(0)
    page.evaluate("document.getElementById('file-m1').dataset.maxBytes = 8")
    field.set_input_files(paper)
    expect(page.locator("#paper-m1 .err")).to_contain_text("“申请表.pdf”太大")
    expect(field).to_have_accessible_description("“申请表.pdf”太大，请压缩或分开后再传")
    page.evaluate("document.getElementById('file-m1').dataset.maxBytes = 1e6")
    field.set_input_files(paper)
    expect(page.locator("#paper-m1 .files:not(.going)")).to_contain_text("申请表.pdf")
    assert page.locator("#paper-m1 .err").count() == 0


def test_a_row_of_the_inbox_opens_by_keyboard_and_is_read(open_page: Any, county: Cast) -> None:
    from_relay = accepted(county)
    notice = _told(county, from_relay)
    page: Page = open_page("/inbox/", user=county.clerk)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{notice.link}")
    notice.refresh_from_db()
    assert notice.read_at is not None


def _told(cast: Cast, case: Case) -> Notice:
    entry = Entry.objects.filter(subject_kind="case").latest("id")
    return Notice.objects.create(
        entry=entry, recipient=cast.clerk, as_what="窗口", title="轮到您办", text=case.number, link="/deadline/"
    )


def test_a_second_press_while_the_first_is_on_its_way_is_dropped(open_page: Any, county: Cast) -> None:
    """The second one would be told that the slip is used up, by the first."""
    page: Page = open_page("/account/activate/", **PHONE)
    twice = """() => [1, 2].map(() => {
      const event = new SubmitEvent("submit", { bubbles: true, cancelable: true });
      document.querySelector("main form").dispatchEvent(event);
      return event.defaultPrevented;
    })"""
    assert page.evaluate(twice) == [False, True]


def test_which_items_is_asked_only_of_who_limits_a_mandate(open_page: Any, county: Cast) -> None:
    page: Page = open_page("/my/agents/", user=county.citizen, **PHONE)
    item = page.get_by_role("checkbox", name=county.item.name)
    expect(item).to_be_hidden()
    page.get_by_label("只限下面选的").check()
    page.get_by_label("经办人的用户名或手机号").fill("wangyan")
    page.get_by_label("到哪天止").fill((local_date(database_now()) + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="授权", exact=True).click()
    expect(page.locator("#mandate-items-error")).to_have_text("请至少选一个事项。")
    expect(page.locator(".errors")).to_be_focused()
    expect(item).to_be_visible()
    assert axe(page) == [] and overflow(page) <= 0
    item.check()
    page.get_by_role("button", name="授权", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已授权")
    assert [row.item_code for row in Mandate.objects.get().items.all()] == ["LW030"]
