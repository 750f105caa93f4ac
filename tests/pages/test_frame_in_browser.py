"""The frame in a real browser: axe-core finds nothing, nothing overflows, keys stay out of fields."""

import json

import pytest
from django.template import Context, Template
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("frame_only")]

PAGES = [
    pytest.param("/components/?mode=std", DESK, id="standard"),
    pytest.param("/components/?mode=std", PHONE, id="standard on a phone"),
    pytest.param("/components/?mode=elder", DESK, id="elder"),
    pytest.param("/components/?mode=elder", PHONE, id="elder on a phone"),
    pytest.param("/components/desk/", DESK, id="counter"),
    pytest.param("/components/desk/", PHONE, id="counter on a phone"),
    pytest.param("/components/desk/?density=inspect", DESK, id="inspect"),
    pytest.param("/components/errors/404/", DESK, id="error page"),
    pytest.param("/components/errors/500/", PHONE, id="error page on a phone"),
]
TARGETS = "main a, main button, main input, header a, header button, footer a, summary"
TOO_SMALL = f"""least => [...document.querySelectorAll({json.dumps(TARGETS)})]
  .filter(one => one.getClientRects().length && !one.closest('.heat') && !one.matches('.box'))
  .map(one => [Math.round(one.getBoundingClientRect().height), one.outerHTML.slice(0, 90)])
  .filter(([height]) => height < least)"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("path", "size"), PAGES)
def test_nothing_for_axe_and_no_overflow(open_page, live_portal, path, size, language):
    page = open_page("/components/", **size)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_portal}])
    page.goto(path)
    assert axe(page) == []
    assert overflow(page) <= 0


def test_axe_would_find_something(open_page):
    page = open_page("/components/")
    page.evaluate("document.querySelector('#area').labels[0].remove()")
    assert any(line.startswith("label:") for line in axe(page))


@pytest.mark.parametrize(("mode", "least"), [("std", 44), ("elder", 60)])
def test_fingers_find_every_target_on_a_phone(open_page, mode, least):
    assert open_page(f"/components/?mode={mode}", **PHONE).evaluate(TOO_SMALL, least) == []


@pytest.mark.parametrize("height", [768, 720])
def test_a_desk_fits_without_page_scroll(open_page, height):
    page = open_page("/components/desk/", width=1366 if height == 768 else 1280, height=height)
    assert page.evaluate("document.documentElement.scrollHeight") <= height


def test_edition_switch_without_reload(open_page):
    page = open_page("/components/")
    page.get_by_role("link", name="长辈版").click()
    assert page.evaluate("document.documentElement.dataset.mode") == "elder"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.mode") == "elder"
    page.get_by_role("link", name="返回标准版").click()
    assert page.evaluate("document.documentElement.dataset.mode") == "std"


def test_the_strip_folds_where_it_is_narrow(open_page):
    display = "getComputedStyle(document.querySelector('main .pane .ds-md')).display"
    assert open_page("/components/?mode=std").evaluate(display) == "flex"
    assert open_page("/components/?mode=std", **PHONE).evaluate(display) == "grid"
    assert open_page("/components/?mode=elder").evaluate(display) == "grid"


def test_keys_of_a_desk(open_page):
    page = open_page("/components/desk/")
    page.keyboard.press("/")
    search = page.get_by_label("查办件")
    page.keyboard.type("jk?")
    assert search.input_value() == "jk?" and page.locator('tr[aria-selected="true"]').count() == 0
    page.keyboard.press("F8")
    assert page.locator("dialog#accept[open]").count() == 1
    page.keyboard.press("Escape")
    search.blur()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator('tr[aria-selected="true"]').get_attribute("data-row") == "fresh"
    page.keyboard.press("Enter")
    page.wait_for_url("**/?row=1")


def test_the_whole_row_is_the_target(open_page):
    page = open_page("/components/desk/")
    page.locator('tr[data-row="statute"] td').nth(2).click()
    page.wait_for_url("**/?row=4")


def test_enter_confirms_only_on_the_button(open_page):
    page = open_page("/components/desk/")
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.keyboard.press("F8")
    dialog = page.locator("dialog#accept")
    assert "990126202609240308R" in dialog.inner_text() and "10月19日 周一" in dialog.inner_text()
    page.keyboard.press("Enter")
    dialog.get_by_label("说明").fill("x")
    page.keyboard.press("Enter")
    assert sent == [] and dialog.is_visible()
    dialog.get_by_role("button", name="受理").focus()
    page.route("**/components/desk/", lambda route: route.fulfill(status=200, body="ok"))
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("ok")
    assert sent == ["POST"]


def test_the_sheet_lists_every_key(open_page):
    page = open_page("/components/desk/")
    page.keyboard.press("?")
    sheet = page.locator("dialog[data-keys-sheet]")
    words = sheet.inner_text()
    assert sheet.is_visible() and all(key in words for key in ("F8", "受理", "查办件", "上下", "Enter"))
    assert axe(page) == []
    page.keyboard.press("F8")
    assert not page.locator("dialog#accept").is_visible()
    page.keyboard.press("Escape")
    assert not sheet.is_visible()


def test_digits_tick_materials_outside_a_field_and_with_alt_inside(open_page):
    page = open_page("/components/")
    third = page.locator('input[type="checkbox"][data-key="3"]')
    page.locator("h1").first.click()
    page.keyboard.press("3")
    assert third.is_checked()
    field = page.locator("#phone")
    field.focus()
    page.keyboard.press("End")
    page.keyboard.press("3")
    assert third.is_checked() and field.input_value().endswith("3")
    page.keyboard.press("Alt+3")
    assert not third.is_checked()


def test_the_first_error_takes_the_focus_and_leads_to_its_field(open_page):
    page = open_page("/components/")
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_role("link", name="面积：含有字母").click()
    expect(page.locator("#area")).to_be_focused()


def test_a_draft_is_kept_or_stays_in_the_tab(open_page):
    page = open_page("/components/")
    answers = [204, 403]
    page.route("**/components/draft/", lambda route: route.fulfill(status=answers.pop(0)))
    remark = page.locator("#draft-remark")
    remark.fill("第一版")
    expect(page.locator("[data-kept]")).to_contain_text("已自动保存")
    remark.fill("会话已结束")
    expect(page.locator("[data-kept]")).to_contain_text("没有存上")
    page.reload()
    assert remark.input_value() == ""
    page.get_by_role("button", name="填回来").click()
    assert remark.input_value() == "会话已结束"


def test_too_large_a_file_is_refused_before_it_leaves(open_page):
    page = open_page("/components/")
    report = page.locator("#report")
    report.set_input_files({"name": "大.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1001})
    assert report.evaluate("one => one.validationMessage") == "“大.pdf”太大，请压缩或分开后再传"
    report.set_input_files({"name": "小.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1000})
    assert report.evaluate("one => one.validity.valid")


def live_desk(page, live_portal, sockets):
    """The desk of the sheet with a socket that the test holds in its hand."""
    dot = Template('{% load portal_shell %}{% live_dot "/ws/sheet/" %}').render(Context())
    page.route_web_socket("**/ws/sheet/", lambda socket: sockets.append(socket))

    def with_dot(route):
        answer = route.fetch()
        body = answer.text().replace('<span class="live">在岗</span>', dot)
        if sockets:
            body = body.replace('data-row="fresh"', 'data-row="arrived"', 1)
        route.fulfill(response=answer, body=body)

    page.route("**/components/desk/", with_dot)
    page.goto(f"{live_portal}/components/desk/")


def test_a_push_makes_the_page_read_again_and_keeps_the_focus(open_page, live_portal):
    page, sockets = open_page("/components/"), []
    live_desk(page, live_portal, sockets)
    page.locator(".live:not(.off)").wait_for()
    search = page.get_by_label("查办件")
    search.fill("云栖")
    sockets[0].send(json.dumps({"about": "board", "title": "红牌：林木采伐", "url": "/x/", "urgent": True}))
    page.locator('tr[data-row="arrived"].fresh').wait_for()
    toast = page.locator("[data-toasts] [role=status]")
    assert "红牌：林木采伐" in toast.inner_text()
    assert search.evaluate("one => one === document.activeElement") and search.input_value() == "云栖"
    assert page.locator("tr.fresh").count() == 1
    toast.get_by_role("button", name="知道了").click()
    assert toast.count() == 0


def test_a_lost_line_says_since_when_and_comes_back(open_page, live_portal):
    page, sockets = open_page("/components/"), []
    live_desk(page, live_portal, sockets)
    page.locator(".live:not(.off)").wait_for()
    sockets[0].close(code=1012)
    page.locator(".live.off").wait_for()
    assert "起未更新" in page.locator(".live.off").inner_text()
    page.locator('tr[data-row="arrived"]').wait_for(timeout=10_000)
    assert page.locator(".live:not(.off)").count() == 1 and len(sockets) == 2


def test_a_line_whose_rights_ended_is_not_taken_up_again(open_page, live_portal):
    page, sockets = open_page("/components/"), []
    live_desk(page, live_portal, sockets)
    page.locator(".live:not(.off)").wait_for()
    sockets[0].close(code=4403)
    page.locator(".live.off").wait_for()
    page.wait_for_timeout(2500)
    assert len(sockets) == 1
