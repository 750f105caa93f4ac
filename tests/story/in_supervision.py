"""The red card: seen live, confirmed, answered, returned, closed, read by the discipline inspector."""

from playwright.sync_api import Page, expect

from ethics_monitor.models import Card
from tests.story.people import Person
from tests.story.stage import Stage

SINCE_THEN = "今后每天下班前核对到期件。"


def office_waits_at_the_board(stage: Stage) -> Person:
    office = stage.enter(stage.cast.supervisor)
    expect(office.page.locator("#lamps")).to_be_visible()
    expect(office.page.locator("[data-live-dot]")).to_have_text("实时")
    office.looks_over("board, before the red")
    never_reloaded(office.page)
    return office


def never_reloaded(page: Page) -> None:
    """Leave a mark that a reload would wipe away."""
    page.evaluate("window.stayedOpen = true")


def stayed_open(page: Page) -> bool:
    return page.evaluate("window.stayedOpen === true")


def deputy_waits_at_the_inbox(stage: Stage) -> Person:
    deputy = stage.enter(stage.cast.deputy, "/inbox/")
    expect(deputy.page.locator("[data-live-dot]")).to_have_text("实时")
    never_reloaded(deputy.page)
    return deputy


def the_red_appears_at_both(stage: Stage, office: Person, deputy: Person) -> str:
    red = Card.objects.get(rule_code="T03", about_id=stage.case.pk)
    assert red.state == "to_verify"
    row = office.page.locator(f'#feed [data-row="{red.number}"]')
    expect(row).to_contain_text("提请核实")
    expect(office.page.locator("#lamps")).to_contain_text("1")
    told = deputy.page.locator("#inbox-rows tbody tr").first
    expect(told).to_contain_text("发牌")
    assert stayed_open(office.page) and stayed_open(deputy.page)
    office.looks_over("board, the red has come")
    deputy.looks_over("inbox, the red has come")
    return red.number


def office_confirms(stage: Stage, office: Person, red: str) -> None:
    office.opens(office.page.locator(f'#feed [data-row="{red}"] a'), f"/supervision/cards/{red}/")
    expect(office.page.locator("#card-head")).to_contain_text("提请核实")
    office.looks_over("card, to be verified")
    office.go("/supervision/to-verify/")
    office.looks_over("cards to verify")
    office.opens(office.page.get_by_role("link", name=red), f"/supervision/cards/{red}/?list=verify")
    office.confirm_by("y")
    expect(office.page.locator("main [role=status]")).to_contain_text("核实成立")
    office.go(f"/supervision/cards/{red}/")
    expect(office.page.locator("#card-head")).not_to_contain_text("提请核实")
    assert Card.objects.get(number=red).confirmed_by == stage.cast.supervisor


def deputy_acknowledges_and_reports(stage: Stage, deputy: Person, red: str, said: str) -> None:
    card = Card.objects.get(number=red)
    deputy.go("/supervision/mine/")
    deputy.looks_over("cards of the unit's post")
    deputy.opens(deputy.page.get_by_role("link", name=red), f"/supervision/cards/{red}/?list=mine")
    if card.state == "issued":
        deputy.looks_over("card, to be acknowledged")
        deputy.confirm_by("a")
        expect(deputy.page.get_by_role("button", name="签收")).to_have_count(0)
    deputy.press("r")
    deputy.dialog().get_by_role("textbox").fill("已整改。")
    deputy.dialog().locator("[data-confirm]").click()
    expect(deputy.page.locator("#refusal")).to_contain_text("至少 10 个字")
    deputy.press("r")
    deputy.dialog().get_by_role("textbox").fill(f"{said}{SINCE_THEN}")
    deputy.confirm()
    expect(deputy.page.get_by_text(said).first).to_be_visible()
    deputy.looks_over("card, reported")


def office_returns_it(stage: Stage, office: Person, red: str) -> None:
    office.go("/inbox/")
    expect(office.page.get_by_text("单位报整改结果").first).to_be_visible()
    office.looks_over("inbox of the office")
    office.go(f"/supervision/cards/{red}/")
    office.press("b")
    office.dialog().get_by_role("textbox").fill("没有写怎么防止再发生")
    office.looks_over("return dialog")
    office.confirm()
    assert Card.objects.get(number=red).state == "returned"
    office.looks_over("card, returned")


def office_closes_it(stage: Stage, office: Person, red: str) -> None:
    office.go(f"/supervision/cards/{red}/")
    office.confirm_by("y")
    expect(office.page.get_by_role("button", name="核验销号")).to_have_count(0)
    assert Card.objects.get(number=red).state == "closed"
    office.looks_over("card, closed")
    office.go("/supervision/cards/?state=all")
    expect(office.page.get_by_role("link", name=red)).to_be_visible()
    office.looks_over("all cards")


def inspector_reads_it_and_takes_another_over(stage: Stage, red: str) -> None:
    inspector = stage.enter(stage.cast.inspector)
    inspector.page.wait_for_url("**/supervision/discipline/")
    inspector.looks_over("discipline view")
    inspector.go(f"/supervision/cards/{red}/")
    expect(inspector.page.get_by_text("已补办并建立到期提醒").first).to_be_visible()
    inspector.looks_over("card as the inspector reads it")
    yellow = Card.objects.get(rule_code="T06")
    inspector.go("/supervision/discipline/")
    inspector.page.get_by_role("button", name=yellow.number).click()
    inspector.dialog().get_by_role("textbox").fill("同一窗口多次逾期未告知")
    inspector.confirm()
    expect(inspector.page.get_by_text("已提级").first).to_be_visible()
    assert Card.objects.get(number=yellow.number).taken_over_by == stage.cast.inspector
    inspector.looks_over("discipline view, one taken over")
    inspector.close_the_browser()
