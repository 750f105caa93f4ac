"""The window and the deciders."""

from playwright.sync_api import expect

from tests.story.people import Person
from tests.story.stage import Stage


def clerk_issues_the_one_notice(stage: Stage) -> Person:
    clerk = stage.enter(stage.cast.clerk)
    expect(clerk.page.get_by_role("heading", name="等答复")).to_be_visible()
    clerk.looks_over("clerk desk, one waits")
    clerk.opens(clerk.page.locator(f'#hall-queue a[href="/cases/{stage.number}/"]'), f"/cases/{stage.number}/")
    clerk.looks_over("case file, received")
    clerk.press("F9")
    dialog = clerk.dialog()
    expect(dialog).to_contain_text(stage.number)
    asked = dialog.get_by_label("经营场所证明", exact=True)
    expect(asked).to_be_checked()
    dialog.get_by_label("“经营场所证明”要怎么补").fill("租赁合同到期，请换新的")
    dialog.get_by_label("质量管理制度", exact=True).check()
    clerk.looks_over("supplement dialog")
    clerk.confirm()
    expect(clerk.page.get_by_text("已一次告知补正").first).to_be_visible()
    return clerk


def clerk_accepts_by_keyboard(stage: Stage, clerk: Person) -> None:
    clerk.go("/hall/")
    clerk.press("/")
    clerk.page.keyboard.type(stage.number)
    clerk.press("Enter")
    clerk.page.wait_for_url(f"**/cases/{stage.number}/")
    clerk.confirm_by_twice("F8")
    expect(clerk.page.get_by_role("button", name="受理", exact=True)).to_have_count(0)
    clerk.looks_over("case file, accepted")


def reviewer_agrees(stage: Stage) -> None:
    reviewer = stage.enter(stage.cast.reviewer)
    expect(reviewer.page.locator(f'#rows a[href="/cases/{stage.number}/"]').first).to_be_visible()
    reviewer.looks_over("review desk")
    reviewer.press("j", "Enter")
    reviewer.page.wait_for_url(f"**/cases/{stage.number}/")
    reviewer.looks_over("case file, under review")
    reviewer.confirm_by("t")
    reviewer.page.wait_for_url("**/review/")
    reviewer.looks_over("review desk, empty")
    reviewer.go("/review/unit/")
    reviewer.looks_over("cases of the unit")
    reviewer.close_the_browser()


def deputy_grants(stage: Stage, deputy: Person) -> None:
    deputy.go("/review/")
    deputy.opens(deputy.page.locator(f'#rows a[href="/cases/{stage.number}/"]').first, f"/cases/{stage.number}/")
    deputy.looks_over("case file, to be decided")
    deputy.press("t")
    deputy.dialog().get_by_label("为什么没有按承诺办好").select_option("site")
    deputy.dialog().get_by_label("预计哪天办好").fill("2026-10-15")
    deputy.looks_over("why it is late")
    deputy.confirm()
    expect(deputy.page.get_by_role("button", name="准予许可").first).to_be_visible()
    deputy.confirm_by("t")
    deputy.page.wait_for_url("**/review/")


def clerk_delivers_and_closes(stage: Stage, clerk: Person) -> None:
    clerk.go("/hall/")
    clerk.looks_over("clerk desk, to hand over")
    clerk.go(f"/cases/{stage.number}/")
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("link", name="准予行政许可决定书").first.click()
    with open(download.value.path(), "rb") as file:
        assert file.read(4) == b"%PDF"
    clerk.press("F8")
    clerk.dialog().get_by_label("签收人姓名").fill("陈宏")
    clerk.dialog().get_by_label("申请人本人").check()
    clerk.looks_over("delivery dialog")
    clerk.confirm()
    expect(clerk.page.get_by_role("button", name="办结归档")).to_be_visible()
    clerk.confirm_by_twice("F8")
    expect(clerk.page.get_by_role("button", name="办结归档")).to_have_count(0)
    clerk.looks_over("case file, closed")
