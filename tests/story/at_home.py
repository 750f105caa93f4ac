"""The citizen: applies, hands in what is asked for, follows it with number and code."""

import re

from playwright.sync_api import expect

from tests.browser import PHONE
from tests.documents.samples import PDF, jpeg, png
from tests.story.people import Person
from tests.story.stage import Stage


def begins_and_closes_the_browser(stage: Stage) -> None:
    citizen = stage.enter(stage.cast.citizen)
    expect(citizen.page.get_by_role("heading", name="我的办件")).to_be_visible()
    citizen.looks_over("my matters, empty")
    citizen.go("/")
    citizen.looks_over("home")
    citizen.page.get_by_role("searchbox").or_(citizen.page.locator("#q")).first.fill("医疗器械")
    citizen.page.get_by_role("button", name="查找").click()
    citizen.looks_over("items found")
    citizen.page.get_by_role("link", name=stage.cast.item.name).click()
    citizen.looks_over("guide")
    citizen.page.get_by_role("link", name="网上申请").first.click()
    citizen.page.get_by_label("经营场所").fill("人民路 18 号")
    expect(citizen.page.locator("[data-kept]")).to_contain_text("已自动保存")
    citizen.looks_over("application form")
    citizen.close_the_browser()


def resumes_adds_a_paper_and_submits(stage: Stage) -> None:
    citizen = stage.enter(stage.cast.citizen, "/my/")
    expect(citizen.page.get_by_text("没填完的")).to_be_visible()
    citizen.looks_over("my matters, a draft")
    citizen.page.get_by_role("link", name="接着填").click()
    expect(citizen.page.get_by_label("经营场所")).to_have_value("人民路 18 号")
    citizen.page.get_by_label("面积（平方米）").fill("120")
    citizen.page.get_by_role("button", name="下一步：交材料").click()
    give_paper(citizen, "m1", "申请表.pdf", "application/pdf", PDF)
    citizen.looks_over("papers")
    citizen.page.get_by_role("link", name="下一步：核对、提交").click()
    expect(citizen.page.get_by_text("申请表.pdf")).to_be_visible()
    citizen.looks_over("check before submitting")
    citizen.page.get_by_role("button", name="提交申请").click()
    citizen.page.wait_for_url(re.compile(r"/my/9901\w+/$"))
    stage.number = citizen.page.url.rstrip("/").rsplit("/", 1)[-1]
    stage.code = citizen.page.get_by_text(re.compile(r"^\d{6}$")).first.inner_text()
    assert (stage.number, stage.code) == (stage.case.number, stage.case.query_code)
    citizen.looks_over("my matter, received")
    citizen.close_the_browser()


def give_paper(citizen: Person, code: str, name: str, kind: str, data: bytes) -> None:
    """Choose a file for one paper; it is sent at once."""
    citizen.page.locator(f"#file-{code}").set_input_files({"name": name, "mimeType": kind, "buffer": data})
    expect(citizen.page.locator(f"#paper-{code}").get_by_role("link", name=name)).to_be_visible()


def hands_in_what_was_asked(stage: Stage) -> None:
    citizen = stage.enter(stage.cast.citizen, "/inbox/")
    expect(citizen.page.get_by_text("还缺材料，请补正").first).to_be_visible()
    citizen.looks_over("inbox of the citizen")
    citizen.go(f"/my/{stage.number}/")
    expect(citizen.page.get_by_role("heading", name="还缺这些材料")).to_be_visible()
    citizen.looks_over("my matter, papers lacking")
    citizen.page.get_by_role("link", name="在网上传").click()
    expect(citizen.page.get_by_text("租赁合同到期，请换新的")).to_be_visible()
    give_paper(citizen, "m2", "租赁合同.png", "image/png", png())
    give_paper(citizen, "m3", "制度.jpg", "image/jpeg", jpeg())
    citizen.looks_over("papers asked for")
    citizen.page.get_by_role("button", name="补齐了，交给窗口").click()
    expect(citizen.page.get_by_text("补的材料已交给窗口。")).to_be_visible()
    citizen.close_the_browser()


def tracks(stage: Stage, name: str, *expected: str) -> None:
    """With number and code, not signed in: standard, elder, and the elder edition on a phone."""
    visitor = Person(stage.open_page, stage.cast.citizen, stage.findings)
    visitor.page = stage.open_page("/track/")
    visitor.looks_over("track, asked")
    visitor.page.get_by_label("受理号").fill(" ".join(re.findall("..?.?.?", stage.number)))
    visitor.page.get_by_label("查询码").fill(stage.code)
    visitor.page.get_by_role("button", name="查", exact=True).click()
    for words in expected:
        expect(visitor.page.get_by_text(words).first).to_be_visible()
    assert visitor.page.locator(".ds-md li").count() > 5
    visitor.looks_over(f"tracked, {name}")
    visitor.page.get_by_role("link", name="长辈版").click()
    expect(visitor.page.get_by_text(expected[0]).first).to_be_visible()
    visitor.looks_over(f"tracked, {name}, elder")
    phone = stage.open_page("/track/", **PHONE)
    phone.get_by_label("受理号").fill(stage.number)
    phone.get_by_label("查询码").fill(stage.code)
    phone.get_by_role("button", name="查", exact=True).click()
    for words in expected:
        expect(phone.get_by_text(words).first).to_be_visible()
    phone.context.close()
    visitor.close_the_browser()


def downloads_the_decision(stage: Stage) -> None:
    """The letters hang on the tracking page and are PDFs."""
    page = stage.open_page("/track/")
    page.get_by_label("受理号").fill(stage.number)
    page.get_by_label("查询码").fill(stage.code)
    page.get_by_role("button", name="查", exact=True).click()
    for title in ("收件凭证", "申请材料补正告知书", "受理通知书", "准予行政许可决定书"):
        link = page.get_by_role("link", name=title).first
        answer = page.request.get(str(link.get_attribute("href")))
        assert answer.status == 200 and answer.body().startswith(b"%PDF"), title
    page.context.close()
