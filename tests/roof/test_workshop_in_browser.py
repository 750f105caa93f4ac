"""The workshop in a real browser: nothing for axe, no overflow; rows move, the form is drawn while it is typed."""

from typing import Any

import pytest
from playwright.sync_api import expect

from kernel.catalogue.models import ItemVersion
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import build, licence_item
from tests.roof.workshop import Shop, build_shop

pytestmark = [pytest.mark.browser]
LW030 = "/workshop/items/LW030/"


def waiting(shop: Shop, many: int = 3) -> None:
    """Further drafts of the unit that the editor has handed over."""
    facts: dict[str, Any] = {"state": "draft", "published_by": None, "published_at": None}
    handed = {"drafted_by": shop.editor, "submitted_by": shop.editor, "submitted_at": shop.cast.item.published_at}
    for place in range(many):
        made = licence_item(
            shop.cast.bureau, shop.cast.window, shop.editor, shop.publisher, code=f"SV{place}", name=f"许可{place}",
            **facts,
        )  # fmt: skip
        ItemVersion.objects.filter(pk=made.pk).update(**handed)


def test_what_waits_is_ticked_by_key_or_all_at_once_and_published(open_page: Any, shop: Shop) -> None:
    waiting(shop)
    ItemVersion.objects.filter(item__code="SV1").update(statutory_unit="unstated")
    page = open_page("/workshop/?state=review", user=shop.publisher, **DESK)
    # the bar of what is done with the ticked ones leaves the window to the list
    assert page.locator("#rows").bounding_box()["y"] < 200
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[name=chosen]:checked").count() == 1
    page.get_by_label("本页全选").check()
    assert page.locator("[name=chosen]:checked").count() == 3
    assert axe(page) == [] and overflow(page) <= 0
    page.get_by_role("button", name="发布勾选的").click()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "选了 3 项，其中 1 项不行" in alert.inner_text() and "SV1 许可1：" in alert.inner_text()
    page.locator('[value="1 SV1"]').uncheck()
    page.get_by_role("button", name="发布勾选的").click()
    page.get_by_text("勾选的都已发布").wait_for()
    assert ItemVersion.objects.in_force().filter(item__code__startswith="SV").count() == 2


@pytest.fixture
def shop(live_portal: str) -> Shop:
    shop = build_shop(build())
    shop.draft(legal_basis="", promised_length=6)
    return shop


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "path",
    [
        "/workshop/", "/workshop/new/", "/workshop/words/", LW030,
        *(f"{LW030}edit/{part}/" for part in ("facts", "terms", "organs", "materials", "steps", "fees", "form")),
    ],
)  # fmt: skip
def test_nothing_for_axe_and_no_overflow(open_page: Any, shop: Shop, path: str, size: dict[str, int]) -> None:
    page = open_page(path, user=shop.publisher, **size)
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    assert axe(page) == []
    assert overflow(page) <= 0
    if size == DESK:
        assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0, (
            "the pane scrolls, not the page"
        )


def test_english_words_find_room(open_page: Any, shop: Shop, live_portal: str) -> None:
    page = open_page("/inbox/", user=shop.publisher, width=1280, height=720)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_portal}])
    page.goto("/workshop/")
    assert overflow(page) <= 0
    expect(page.get_by_role("link", name="CSV")).to_be_in_viewport(ratio=1)


def test_rows_are_added_moved_dropped_and_saved(open_page: Any, shop: Shop) -> None:
    page = open_page(f"{LW030}edit/materials/", user=shop.editor, **DESK)
    assert page.locator("[data-row]").count() == 3, "the spare rows are for who has no script"
    page.get_by_role("button", name="加一行").click()
    page.locator("[data-row]").last.get_by_label("材料名称").fill("营业执照")
    page.locator("[data-row]").last.get_by_role("button", name="上移").click()
    page.locator("[data-row]").first.get_by_role("button", name="删去").click()
    page.get_by_role("button", name="存草稿").click()
    page.wait_for_url(f"**{LW030}")
    draft = ItemVersion.objects.get(item__code="LW030", state="draft")
    assert [row.name for row in draft.materials.all()] == ["经营场所证明", "营业执照", "质量管理制度"]


def test_the_form_is_drawn_while_it_is_typed(open_page: Any, shop: Shop) -> None:
    page = open_page(f"{LW030}edit/form/", user=shop.editor, **DESK)
    page.locator("[data-row]").first.get_by_label("问什么").fill("仓库地址")
    preview = page.locator("#form-preview")
    preview.get_by_label("仓库地址").wait_for()
    page.locator("[data-row]").first.get_by_role("button", name="删去").click()
    preview.get_by_label("仓库地址").wait_for(state="detached")
    assert preview.get_by_label("面积（平方米）").count() == 1


def test_what_lacks_leads_to_its_field_and_a_left_page_offers_its_text(open_page: Any, shop: Shop) -> None:
    page = open_page(LW030, user=shop.editor, **DESK)
    page.get_by_role("link", name="还缺设定依据。").click()
    page.locator("#f-legal_basis").fill("医疗器械监督管理条例第四十二条")
    page.reload()
    page.get_by_role("button", name="填回来").click()
    assert page.locator("#f-legal_basis").input_value() == "医疗器械监督管理条例第四十二条"


def test_published_after_one_more_question(open_page: Any, shop: Shop) -> None:
    rows = ItemVersion.objects.filter(item__code="LW030", state="draft")
    rows.update(legal_basis="某条例", submitted_by=shop.editor, submitted_at=shop.cast.item.published_at)
    page = open_page(LW030, user=shop.publisher, **DESK)
    page.get_by_role("button", name="发布", exact=True).click()
    page.locator("#ask-publish [data-confirm]").click()
    page.get_by_text("已发布，新收的件按这一版办").wait_for()
    assert page.get_by_role("button", name="起新版").count() == 1


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_guide_is_copied_and_printed_on_a_sheet(open_page: Any, shop: Shop, size: dict[str, int]) -> None:
    page = open_page("/items/LW030/", **size)
    assert axe(page) == [] and overflow(page) <= 0
    assert page.get_by_role("button", name="复制网址").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".pub-head nav").is_visible() and not page.locator("[data-print]").is_visible()
    assert page.locator(".qrbox svg").is_visible()
