"""The desks in a real browser: the keyboard road, axe-core and width at both sizes, text that outlives a sign-out."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import APIResponse, Page, Route, expect

from approvals import actions
from approvals.models import SpotNotice
from kernel.cases.models import Case
from kernel.identifiers.numbers import in_groups
from tests.browser import axe, wait_until
from tests.cast import Cast
from tests.hall.conftest import accepted, at_the_last_step, received

pytestmark = pytest.mark.browser

SMALL_DESK = {"width": 1280, "height": 720}


@pytest.fixture
def county(live_portal: str, cast: Cast) -> Iterator[Cast]:
    """The cast in the database that the live portal serves."""
    yield cast


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def ask_once_more(page: Page, key: str) -> None:
    """Open the dialog of this key: the form is looked over first; the same key again goes on to its button."""
    page.keyboard.press(key)
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("h2")).to_be_focused()
    page.keyboard.press(key)
    expect(dialog.locator("[data-confirm]")).to_be_focused()


def press_and_go(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def type_person(page: Page) -> None:
    """From the document's number, where the focus stands, to the last field, by Enter and Tab alone."""
    page.keyboard.type("９９０１０１１９８３０９２７００１５")
    press(page, "Enter")
    expect(page.locator("#person-found")).to_contain_text("已登记：陈*")
    page.keyboard.type("陈宏")
    press(page, "Enter", "Tab", "Tab", "Tab")
    page.keyboard.type("人民路 18 号")
    press(page, "Enter")
    page.keyboard.type("120")
    press(page, "Enter")


def test_receive_and_accept_without_touching_the_mouse(county: Cast, open_page: Any) -> None:
    page = open_page("/hall/", user=county.clerk)
    press_and_go(page, "F2")
    page.keyboard.type("lw030")
    press_and_go(page, "Enter")
    type_person(page)
    assert Case.objects.count() == 0, "Enter in a field never sends the form"
    expect(page.get_by_role("button", name="受理", exact=False).first).to_be_disabled()
    press(page, "Alt+1", "Alt+2", "Alt+3", "F8")
    dialog = page.locator("#confirm-accept")
    expect(dialog).to_contain_text("陈宏")
    expect(page.locator("#confirm-accept-title")).to_be_focused()
    press(page, "Enter")
    assert dialog.is_visible(), "Enter confirms only on the button"
    press(page, "F8")
    expect(dialog.locator("[data-confirm]")).to_be_focused()
    press_and_go(page, "Enter")
    case = Case.objects.get()
    assert case.state == "accepted"
    expect(page.locator(".doneslip")).to_contain_text(case.query_code)
    press_and_go(page, "F4")
    expect(page.locator(".slip")).to_contain_text(in_groups(case.number))
    press_and_go(page, "F2")
    expect(page.locator("#q")).to_be_focused()


def test_tell_on_the_spot_by_keys(county: Cast, open_page: Any) -> None:
    page = open_page("/hall/?item=LW030", user=county.clerk)
    type_person(page)
    press(page, "Alt+1")
    ask_once_more(page, "F9")
    press_and_go(page, "Enter")
    assert [paper.code for paper in SpotNotice.objects.get().missing.all()] == ["m2", "m3"]
    expect(page.locator(".slip")).to_contain_text("经营场所证明")


def test_another_list_than_last_time_is_said_before_it_is_told(county: Cast, open_page: Any) -> None:
    actions.tell_on_the_spot(
        by=county.clerk, window=county.window, version=county.item, applicant=county.applicant, missing=("m1", "m2")
    )
    page = open_page("/hall/?item=LW030", user=county.clerk)
    type_person(page)
    expect(page.locator("#person-found [data-told]")).to_contain_text("申请表、经营场所证明")
    press(page, "Alt+1", "F9")
    warning, tell = page.locator("[data-other-list]"), page.locator("#confirm-tell [data-confirm]")
    expect(warning).to_contain_text("上次没有告知过质量管理制度")
    expect(tell).to_be_disabled()
    page.locator('[data-missing="m3"] [name=missing]').uncheck()
    expect(warning).to_be_hidden()
    expect(tell).to_be_enabled()
    page.locator('[data-missing="m3"] [name=missing]').check()
    page.locator('[name="knowing_new"]').check()
    with page.expect_navigation():
        tell.click()
    assert [paper.code for paper in SpotNotice.objects.latest("pk").added.all()] == ["m3"]


def test_errors_take_the_focus_and_lead_to_their_fields(county: Cast, open_page: Any) -> None:
    page = open_page("/hall/?item=LW030", user=county.clerk)
    page.keyboard.type("990101198309270016")
    press(page, "Tab")
    press_and_go(page, "F11")
    assert page.locator("dialog[open]").count() == 0, "nothing is asked about a form that cannot be taken"
    expect(page.locator(".errors")).to_be_focused()
    assert page.input_value("#person-id_number") == "990101198309270016"
    assert page.url.endswith("/hall/?window=C01&item=LW030")
    page.locator(".errors a").first.click()
    expect(page.locator("#person-id_number")).to_be_focused()
    assert axe(page) == []


def test_text_outlives_a_sign_out_and_is_gone_after_the_act(county: Cast, open_page: Any, live_portal: str) -> None:
    page = open_page("/hall/?item=LW030", user=county.clerk)
    type_person(page)
    Session.objects.all().delete()
    ask_once_more(page, "F11")
    press_and_go(page, "Enter")
    assert "/account/login/" in page.url and Case.objects.count() == 0
    page.fill("input[name=login]", "hanx")
    page.fill("input[name=password]", "a long enough word 7")
    with page.expect_navigation():
        page.locator("main form button").first.click()
    expect(page.locator("[data-kept-offer]")).to_be_visible()
    page.get_by_role("button", name="填回来").click()
    assert page.input_value("#person-name") == "陈宏" and page.input_value("#field-premises") == "人民路 18 号"
    ask_once_more(page, "F11")
    press_and_go(page, "Enter")
    assert Case.objects.count() == 1
    page.goto("/hall/?item=LW030")
    expect(page.locator("[data-kept-offer]")).to_be_hidden()


def test_ticks_on_the_case_file_open_and_shut_acceptance(county: Cast, open_page: Any) -> None:
    case = received(county, materials=())
    page = open_page(f"/cases/{case.number}/", user=county.clerk)
    accept = page.locator('[data-opens="d-accept"]')
    expect(accept).to_be_disabled()
    press(page, "1", "2")
    expect(accept).to_be_enabled()
    expect(page.locator("#case-lacking")).to_have_text("缺 1 件")
    press(page, "2")
    expect(accept).to_be_disabled()
    assert case.ticks.filter(received_at=None).count() == 2


class LateAnswer:
    """The first reading of the case file is answered as it was, but only when the test lets it go."""

    def __init__(self, page: Page, case: Case) -> None:
        self.page = page
        self.answers: list[tuple[Route, APIResponse]] = []
        page.route(f"**/cases/{case.number}/", self._hold)

    def _hold(self, route: Route) -> None:
        if self.answers:
            route.continue_()
        else:
            self.answers.append((route, route.fetch()))

    def wait(self) -> None:
        wait_until(self.page, lambda: bool(self.answers))

    def let_go(self) -> None:
        route, answer = self.answers[0]
        route.fulfill(response=answer)


def test_a_tick_while_the_last_one_is_read_back_is_not_forgotten(county: Cast, open_page: Any) -> None:
    case = received(county, materials=())
    page = open_page(f"/cases/{case.number}/", user=county.clerk)
    late = LateAnswer(page, case)
    press(page, "1")
    late.wait()
    with page.expect_response("**/tick/"):
        press(page, "2")
    late.let_go()
    expect(page.locator('[data-opens="d-accept"]')).to_be_enabled()
    expect(page.locator("#case-lacking")).to_have_text("缺 1 件")


def read_again(page: Page, part: str) -> None:
    """As a hint on the socket makes it."""
    page.evaluate("part => document.dispatchEvent(new CustomEvent('portal:reread', {detail: part}))", part)


def test_a_live_reading_from_before_a_tick_does_not_undo_it(county: Cast, open_page: Any) -> None:
    case = received(county, materials=())
    page = open_page(f"/cases/{case.number}/", user=county.clerk)
    late = LateAnswer(page, case)
    read_again(page, "#case-file")
    late.wait()
    with page.expect_response("**/tick/"):
        press(page, "1")
    late.let_go()
    expect(page.locator("#case-lacking")).to_have_text("缺 2 件")
    expect(page.locator("[data-ticks] input").first).to_be_checked()


def test_what_came_while_a_dialog_was_open_is_read_when_it_closes(county: Cast, open_page: Any) -> None:
    case = received(county)
    page = open_page(f"/cases/{case.number}/", user=county.clerk)
    press(page, "F8")
    actions.accept(number=case.number, by=county.second_clerk)
    with page.expect_response(f"**/cases/{case.number}/"):
        read_again(page, "#case-file")
    expect(page.locator("#d-accept")).to_be_visible()
    press(page, "Escape")
    expect(page.locator('[data-opens="d-accept"]')).to_have_count(0)


def test_a_refusal_stays_when_the_file_is_read_again(county: Cast, open_page: Any) -> None:
    case = received(county)
    page = open_page(f"/cases/{case.number}/", user=county.clerk)
    actions.accept(number=case.number, by=county.second_clerk)
    press(page, "F8", "F8", "Enter")
    expect(page.locator("#refusal")).to_contain_text("没有办成")
    read_again(page, "#case-file")
    expect(page.locator('[data-opens="d-accept"]')).to_have_count(0)
    expect(page.locator("#refusal")).to_contain_text("没有办成")


def test_a_refused_verb_is_said_on_the_page(county: Cast, open_page: Any) -> None:
    case = received(county)
    page = open_page(f"/cases/{case.number}/", user=county.clerk)
    actions.accept(number=case.number, by=county.second_clerk)
    press(page, "F8", "F8", "Enter")
    expect(page.locator("#refusal")).to_contain_text("没有办成")


def test_the_keys_at_the_foot_are_those_of_the_buttons(county: Cast, open_page: Any) -> None:
    case = received(county, materials=())
    page = open_page(f"/cases/{case.number}/", user=county.clerk)
    foot = page.locator(".keys")
    expect(foot).to_contain_text("补正")
    actions.terminate(number=case.number, by=county.second_clerk, reason="不办了")
    press(page, "F9", "F9", "Enter")
    expect(page.locator("#refusal")).to_contain_text("没有办成")
    expect(page.locator('[data-opens="d-notify"]')).to_have_count(0)
    expect(foot).not_to_contain_text("补正")
    expect(page.locator("#refusal")).to_contain_text("没有办成")


def test_from_the_list_by_keys_look_at_the_days_agree_and_print(county: Cast, open_page: Any) -> None:
    case = accepted(county)
    page = open_page("/review/", user=county.reviewer)
    press(page, "j", "Space")
    preview = page.locator("#row-preview")
    expect(preview).to_contain_text("承诺")
    press(page, "Escape")
    expect(preview).to_be_hidden()
    press_and_go(page, "t")
    expect(page.locator("#d-complete-title")).to_be_focused()
    assert page.url.endswith(f"/cases/{case.number}/")
    press(page, "Escape")
    press_and_go(page, "p")
    expect(page.locator(".slip")).to_be_visible()
    page.goto("/review/unit/")
    press(page, "j", "t")
    press_and_go(page, "p")
    assert page.url.endswith(f"/cases/{case.number}/slip/")


def test_walk_the_list_open_and_decide(county: Cast, open_page: Any) -> None:
    at_the_last_step(county)
    first, second = accepted(county), accepted(county)
    page = open_page("/review/", user=county.reviewer)
    press(page, "j", "j", "k", "j")
    press_and_go(page, "Enter")
    assert page.url.endswith(f"/cases/{second.number}/") or page.url.endswith(f"/cases/{first.number}/")
    press(page, "t", "t")
    press_and_go(page, "Enter")
    assert page.url.endswith("/review/")
    assert page.locator("tr[data-row]").count() == 1
