"""事项库维护 in pages: what waits in the list, a draft beside what is in force, the forms; nothing typed is lost."""

from typing import Any

import pytest

from kernel.catalogue.models import ItemVersion
from kernel.ledger.models import Entry
from kernel.organizations.models import Region, ServicePoint, Window
from tests.approvals.test_intake import receive
from tests.cast import Cast, licence_item, organization
from tests.roof.conftest import as_
from tests.roof.workshop import ITEMS, Shop, build_shop, terms

pytestmark = pytest.mark.django_db
LW030 = f"{ITEMS}/LW030/"


@pytest.fixture
def shop(cast: Cast) -> Shop:
    return build_shop(cast)


def read(user: Any, path: str, status: int = 200) -> str:
    answer = as_(user).get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_list_says_what_waits_for_whom(shop: Shop, cast: Cast) -> None:
    licence_item(
        cast.other_bureau, cast.other_window, cast.clerk, cast.second_supervisor, code="N1", name="动物防疫条件审查"
    )
    assert "动物防疫条件审查" not in read(shop.editor, "/workshop/")
    assert "动物防疫条件审查" in read(shop.other_editor, "/workshop/")
    page = read(shop.director, "/workshop/")
    assert "动物防疫条件审查" in page and "第三类医疗器械经营许可" in page and "新事项" not in page
    draft = shop.draft(submitted_by=shop.editor, submitted_at=cast.item.published_at)
    assert "等您发布" in read(shop.publisher, "/workshop/?state=review")
    assert "等您发布" not in read(shop.editor, "/workshop/?state=review")
    assert "动物防疫条件审查" not in read(shop.publisher, "/workshop/?state=review")
    assert draft.number == 2
    assert "没有这样的事项" in read(shop.publisher, "/workshop/?q=%E6%B2%A1%E6%9C%89")
    assert "第三类医疗器械经营许可" in read(shop.publisher, "/workshop/?q=lw03&organ=BM01")


def test_what_is_ticked_is_handed_over_and_published_together(shop: Shop, cast: Cast) -> None:
    shop.draft()
    assert 'name="chosen"' not in read(shop.editor, "/workshop/"), "only where one verb fits every line"
    assert 'value="1 LW030"' in read(shop.editor, "/workshop/?state=draft")
    form = {"chosen": ["1 LW030"], "idempotency_key": "1"}
    assert as_(shop.editor).post("/workshop/submit/", form).status_code == 302
    assert 'name="chosen"' not in read(shop.editor, "/workshop/?state=review"), "he handed it over himself"
    assert 'id="several"' not in read(shop.editor, "/workshop/?state=review"), "nothing to tick, no button"
    assert 'value="1 LW030"' in read(shop.publisher, "/workshop/?state=review")

    empty = as_(shop.publisher).post("/workshop/publish/", {"idempotency_key": "2"})
    assert (empty.status_code, "一项也没有勾选" in empty.content.decode()) == (422, True)
    for place, said in enumerate(("LW030", "x LW030", "1 NONE", "9999999999 LW030")):
        wrong = as_(shop.publisher).post("/workshop/publish/", {"chosen": [said], "idempotency_key": f"w{place}"})
        assert wrong.status_code in (404, 409), said
    assert as_(shop.publisher).post("/workshop/publish/", form | {"idempotency_key": "3"}).status_code == 302
    assert ItemVersion.objects.in_force().get(item__code="LW030").number == 2


def test_a_draft_that_lacks_something_bears_no_tick(shop: Shop) -> None:
    shop.draft(legal_basis="")
    page = read(shop.editor, "/workshop/?state=draft")
    assert "缺 1 项" in page and 'name="chosen"' not in page


@pytest.mark.parametrize("who", ["clerk", "reviewer", "supervisor", "inspector"])
def test_others_have_no_workshop(shop: Shop, cast: Cast, who: str) -> None:
    for path in ("/workshop/", LW030, "/workshop/new/", "/workshop/words/", "/workshop/export/items.csv"):
        assert as_(getattr(cast, who)).get(path).status_code == 403, path


def test_another_units_item_looks_absent(shop: Shop) -> None:
    shop.draft()
    for path in (LW030, f"{LW030}edit/terms/", f"{ITEMS}/NONE/"):
        assert as_(shop.other_editor).get(path).status_code == 404
    assert as_(shop.director).get(f"{LW030}edit/terms/").status_code == 403


def test_a_change_stands_beside_what_is_in_force_marked_in_a_word(shop: Shop, cast: Cast) -> None:
    receive(cast)
    browser = as_(shop.editor)
    assert browser.post(f"{LW030}open/", {"idempotency_key": "o"}).status_code == 302
    draft = ItemVersion.objects.get(item__code="LW030", state="draft")
    saved = browser.post(f"{LW030}edit/terms/", terms(draft, promised_length="6"))
    assert saved.status_code == 302 and saved["Location"] == LW030
    assert "草稿已存下" in (page := browser.get(LW030).content.decode())
    assert "<del>8 个工作日</del>" in page and "<ins>6 个工作日</ins>" in page and "1 处不同" in page
    assert "第 1 版 1 件" in page, "the running case keeps its version"
    assert "修改“第三类医疗器械经营许可”第 2 版草稿：承诺期限" in page


def test_what_is_lacking_leads_to_its_field(shop: Shop, cast: Cast) -> None:
    shop.draft(legal_basis="", statutory_unit="unstated")
    page = read(shop.editor, LW030)
    assert f'href="{LW030}edit/facts/#f-legal_basis">还缺设定依据。' in page
    assert f'href="{LW030}edit/terms/#f-statutory_unit">期限单位待法制审核。' in page
    assert "补齐下面所列" in page and 'id="f-legal_basis"' in read(shop.editor, f"{LW030}edit/facts/")


def test_a_promise_later_than_the_law_names_the_day(shop: Shop) -> None:
    shop.draft(statutory_unit="natural_day", promised_length=9)
    page = read(shop.editor, LW030)
    assert "承诺 9 个工作日可能晚于法定期限" in page and "最多可承诺 8 个工作日" in page


def test_handed_over_and_published_by_another(shop: Shop) -> None:
    draft = shop.draft()
    given = as_(shop.editor).post(f"{LW030}submit/", {"revision": draft.revision, "idempotency_key": "s"})
    assert given.status_code == 302
    assert "您起草或送审了这一版" not in read(shop.publisher, LW030) and "ask-publish" in read(shop.publisher, LW030)
    assert as_(shop.editor).post(f"{LW030}publish/", {"revision": 1, "idempotency_key": "p"}).status_code == 403
    stale = as_(shop.publisher).post(f"{LW030}publish/", {"revision": 7, "idempotency_key": "p"})
    assert stale.status_code == 409 and "改过" in stale.content.decode()
    done = as_(shop.publisher).post(f"{LW030}publish/", {"revision": draft.revision, "idempotency_key": "q"})
    assert done.status_code == 302
    assert ItemVersion.objects.get(pk=draft.pk).state == "published"


def test_a_drafter_who_may_publish_is_told_to_leave_it_to_another(shop: Shop) -> None:
    draft = shop.draft(drafted_by=shop.publisher)
    ItemVersion.objects.filter(pk=draft.pk).update(submitted_by=shop.publisher, submitted_at=draft.drafted_at)
    assert "您起草或送审了这一版，须由另一人发布。" in read(shop.publisher, LW030)
    refused = as_(shop.publisher).post(f"{LW030}publish/", {"revision": 1, "idempotency_key": "p"})
    assert refused.status_code == 403 and "须由另一人核对后发布" in refused.content.decode()


def test_sent_back_with_a_reason_that_the_editor_reads(shop: Shop) -> None:
    draft = shop.draft()
    as_(shop.editor).post(f"{LW030}submit/", {"revision": draft.revision, "idempotency_key": "s"})
    back = as_(shop.publisher).post(f"{LW030}send-back/", {"reason": "依据已经修订", "idempotency_key": "b"})
    assert back.status_code == 302
    assert "<b>被退回：</b>依据已经修订" in read(shop.editor, LW030)


def test_withdrawn_it_leaves_what_is_in_force(shop: Shop) -> None:
    shop.draft()
    assert as_(shop.editor).post(f"{LW030}withdraw/", {"reason": "", "idempotency_key": "w"}).status_code == 422
    assert as_(shop.editor).post(f"{LW030}withdraw/", {"reason": "不改了", "idempotency_key": "v"}).status_code == 302
    page = read(shop.editor, LW030)
    assert "起新版" in page and "撤回的草稿" in page


def test_two_editors_see_each_others_words(shop: Shop, cast: Cast) -> None:
    draft = shop.draft()
    as_(shop.editor).post(f"{LW030}edit/terms/", terms(draft, promised_length="6"))
    late = as_(cast.administrator).post(f"{LW030}edit/terms/", terms(draft, promised_length="5"))
    page = late.content.decode()
    assert late.status_code == 409 and "由 方正 改过" in page
    assert 'name="promised_length" value="5"' in page, "what was typed is kept"
    assert "<dt>承诺期限</dt><dd>6 个工作日</dd>" in page, "and what is stored stands beside it"
    assert 'name="revision" value="2"' in page
    again = as_(cast.administrator).post(
        f"{LW030}edit/terms/", terms(draft, promised_length="5", revision=2, idempotency_key="n")
    )
    assert again.status_code == 302 and ItemVersion.objects.get(pk=draft.pk).promised_length == 5


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(shop: Shop) -> None:
    draft = shop.draft()
    answer = as_(shop.editor).post(f"{LW030}edit/terms/", terms(draft, promised_length="半天"))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="半天"' in page and "承诺期限：" in page
    assert as_(shop.editor).get(f"{LW030}edit/none/").status_code == 404


def test_rows_are_kept_in_the_order_of_the_page_and_named_once(shop: Shop) -> None:
    draft = shop.draft()
    rows = {
        "r2-code": "m3", "r2-name": "质量管理制度", "r2-form": "copy", "r2-copies": "1", "r2-tolerable": "on",
        "r0-code": "m1", "r0-name": "申请表", "r0-form": "original", "r0-copies": "2", "r0-required": "on",
        "r1-code": "m2", "r1-name": " ", "r1-form": "copy", "r1-copies": "1",
        "r5-code": "", "r5-name": "营业执照", "r5-form": "electronic", "r5-copies": "1", "r5-shared": "on",
    }  # fmt: skip
    body = {"revision": draft.revision, "idempotency_key": "m"}
    assert as_(shop.editor).post(f"{LW030}edit/materials/", body | rows).status_code == 302
    papers = [(row.code, row.name, row.copies, row.required, row.shared) for row in draft.materials.all()]
    assert papers == [
        ("m3", "质量管理制度", 1, False, False), ("m1", "申请表", 2, True, False), ("m2", "营业执照", 1, False, True),
    ]  # fmt: skip
    catch_all = {"revision": draft.revision + 1, "idempotency_key": "n", "r0-name": "其他材料", "r0-copies": "1"}
    refused = as_(shop.editor).post(f"{LW030}edit/materials/", catch_all | {"r0-form": "copy"})
    assert (
        refused.status_code == 422 and "兜底材料" in refused.content.decode() and "其他材料" in refused.content.decode()
    )


def test_the_form_is_drawn_as_the_citizen_will_see_it_with_its_schema(shop: Shop) -> None:
    shop.draft()
    rows = {
        "r0-label": "经营场所", "r0-type": "text", "r0-required": "on",
        "r1-label": "申请类型", "r1-type": "choice", "r1-choices": "首次、变更，延续", "r1-required": "on",
    }  # fmt: skip
    page = as_(shop.editor).post(f"{LW030}preview/", rows).content.decode()
    assert '<label for="field-f2">申请类型</label>' in page and "<option>变更</option>" in page
    assert "&quot;enum&quot;: [" in page and "&quot;title&quot;: &quot;经营场所&quot;" in page
    unfinished = as_(shop.editor).post(f"{LW030}preview/", {"r0-label": "面积", "r0-type": "slider"})
    assert unfinished.status_code == 200 and "填全一行就能看到" in unfinished.content.decode()
    assert as_(shop.director).post(f"{LW030}preview/", rows).status_code == 403


def test_a_renewal_is_chosen_among_the_dates_of_its_form(shop: Shop) -> None:
    draft = shop.draft()
    assert "不是延续" in read(shop.editor, f"{LW030}edit/terms/")
    rows = {"r0-label": "原许可证有效期到", "r0-type": "date", "r1-label": "经营场所", "r1-type": "text"}
    as_(shop.editor).post(f"{LW030}edit/form/", {"revision": 1, "idempotency_key": "f", **rows})
    page = read(shop.editor, f"{LW030}edit/terms/")
    assert '<option value="f1">原许可证有效期到</option>' in page and ">经营场所</option>" not in page
    chosen = terms(draft, revision=2, expiry_field="f1", idempotency_key="t")
    assert as_(shop.editor).post(f"{LW030}edit/terms/", chosen).status_code == 302
    page = read(shop.editor, LW030)
    # nobody has to fill it in yet
    assert f'href="{LW030}edit/terms/#f-expiry_field">还缺填原许可到期日的申请表字段（日期，必填）。' in page
    assert '<option value="f1" selected>' in read(shop.editor, f"{LW030}edit/terms/")


@pytest.mark.parametrize("part", ["facts", "terms", "organs", "materials", "steps", "fees", "form", "joint"])
def test_every_part_opens_and_saves_as_it_stands(shop: Shop, part: str) -> None:
    draft = shop.draft()
    page = read(shop.editor, f"{LW030}edit/{part}/")
    assert 'name="revision" value="1"' in page and "data-keep=" in page
    bodies: dict[str, dict[str, Any]] = {
        "facts": {
            "name": draft.name, "task_type": "01", "project_type": "promise", "use_level": "4", "handling": "own",
            "legal_basis": draft.legal_basis, "on_site_times": "1", "needs_person": "须当面按指纹",
        },
        "terms": terms(draft),
        "organs": {"organization": "BM01", "windows": ["ZX01/县政务大厅/C01"]},
        "steps": {"r0-code": "decide", "r0-name": "决定", "r0-role": "approver", "r0-limit": ""},
        "fees": {"r0-name": "工本费", "r0-standard": "每证 10 元", "r0-basis": "某条例", "r0-reducible": "on"},
    }  # fmt: skip
    body = {"revision": draft.revision, "idempotency_key": part} | bodies.get(part, {})
    answer = as_(shop.editor).post(f"{LW030}edit/{part}/", body)
    assert answer.status_code == 302, answer.content.decode()
    assert ItemVersion.objects.get(pk=draft.pk).revision == 2


def test_why_the_person_must_come_is_kept(shop: Shop) -> None:
    draft = shop.draft(needs_person="须当面按指纹")
    assert "须当面按指纹" in read(shop.editor, LW030)
    assert draft.needs_person == "须当面按指纹"


def test_an_item_no_list_has_brought_is_begun_by_hand(shop: Shop) -> None:
    body = {"code": "BX001", "name": "本县新事项", "organization": "BM01", "idempotency_key": "one"}
    made = as_(shop.editor).post("/workshop/new/", body)
    assert made.status_code == 302 and made["Location"] == f"{ITEMS}/BX001/"
    assert "还缺办理规则。" in read(shop.editor, f"{ITEMS}/BX001/")
    twice = as_(shop.editor).post("/workshop/new/", body | {"idempotency_key": "two"})
    assert twice.status_code == 409 and "已有第 1 版草稿" in twice.content.decode()
    wrong = as_(shop.editor).post("/workshop/new/", body | {"code": "坏 码", "idempotency_key": "three"})
    assert wrong.status_code == 422 and 'value="坏 码"' in wrong.content.decode()
    assert 'aria-invalid="true" aria-describedby="e-code"' in wrong.content.decode()
    others = as_(shop.editor).post(
        "/workshop/new/", body | {"code": "BX002", "organization": "BM12", "idempotency_key": "four"}
    )
    assert others.status_code == 403


def test_an_override_asks_for_its_reason_and_keeps_what_was_typed(shop: Shop, cast: Cast) -> None:
    draft = shop.draft()
    cast.item.item.__class__.objects.filter(pk=cast.item.item_id).update(
        from_list="省清单.csv", above={"promised_length": 8}
    )
    assert "上级清单：8" in read(shop.editor, f"{LW030}edit/terms/")
    refused = as_(shop.editor).post(f"{LW030}edit/terms/", terms(draft, promised_length="6"))
    assert refused.status_code == 422 and "“承诺期限”与上级清单不同" in refused.content.decode()
    assert 'name="promised_length" value="6"' in refused.content.decode()
    kept = terms(draft, promised_length="6", why_promised_length="本县更快", idempotency_key="w")
    assert as_(shop.editor).post(f"{LW030}edit/terms/", kept).status_code == 302
    assert "<b>承诺期限</b> 本县更快" in read(shop.editor, LW030)


def test_an_item_out_of_force_is_listed_as_such_and_may_begin_anew(shop: Shop) -> None:
    retired = as_(shop.publisher).post(f"{LW030}retire/", {"reason": "国务院取消", "idempotency_key": "r"})
    assert retired.status_code == 302
    assert "第三类医疗器械经营许可" in read(shop.editor, "/workshop/?state=retired")
    assert "第三类医疗器械经营许可" not in read(shop.editor, "/workshop/")
    assert "起新版" in read(shop.editor, LW030)
    assert Entry.objects.filter(type="catalogue.retired").count() == 1


def test_the_list_asks_a_fixed_number_of_queries(shop: Shop, cast: Cast, django_assert_max_num_queries: Any) -> None:
    browser = as_(shop.publisher)
    browser.get("/workshop/")
    for number in range(6):
        licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, code=f"T{number}")
    with django_assert_max_num_queries(22):
        browser.get("/workshop/")


ORGANS = {"organization": "BM01", "windows": ["ZX01/县政务大厅/C01"]}


def test_a_window_is_named_by_its_service_point_where_two_bear_one_number(shop: Shop, cast: Cast) -> None:
    draft = shop.draft()
    town = ServicePoint.objects.create(organization=cast.other_bureau, name="柳林镇便民服务大厅")
    second = Window.objects.create(code="C01", name="综合", organization=cast.other_bureau, service_point=town)
    page = read(shop.editor, f"{LW030}edit/organs/")
    assert 'value="ZX01/县政务大厅/C01" checked' in page and 'value="BM12/柳林镇便民服务大厅/C01">' in page
    body = {"revision": draft.revision, "idempotency_key": "w", "delivering": "BM12/柳林镇便民服务大厅/C01"}
    assert as_(shop.editor).post(f"{LW030}edit/organs/", ORGANS | body).status_code == 302
    saved = ItemVersion.objects.get(pk=draft.pk)
    assert (list(saved.receiving_windows.all()), saved.delivering_window) == ([cast.window], second)
    assert "<ins>C01 综合（柳林镇便民服务大厅）</ins>" in read(shop.editor, LW030)
    for address in ("C01", "BM12/柳林镇便民服务大厅/C02", "//", "BM12/C01"):
        body = {"revision": 2, "idempotency_key": address, "delivering": address}
        assert as_(shop.editor).post(f"{LW030}edit/organs/", ORGANS | body).status_code == 422, address


def test_places_of_another_county_are_neither_offered_nor_taken(shop: Shop, cast: Cast) -> None:
    draft = shop.draft()
    region = Region.objects.create(
        code="990102000000", name="邻县", level="county", parent=cast.region.parent, sort_key="lin"
    )
    unit = organization("XX01", "xx", "邻县局", "own", region)
    point = ServicePoint.objects.create(organization=unit, name="邻县大厅")
    Window.objects.create(code="Z99", name="邻县窗口", organization=unit, service_point=point)
    assert "邻县" not in read(shop.editor, f"{LW030}edit/organs/")
    foreign = "XX01/邻县大厅/Z99"
    for place, places in enumerate(({"windows": [foreign]}, {"delivering": foreign}, {"supervising": "XX01"})):
        body = ORGANS | {"revision": draft.revision, "idempotency_key": f"f{place}"} | places
        refused = as_(shop.editor).post(f"{LW030}edit/organs/", body)
        assert refused.status_code == 422 and "不是本县的窗口或单位" in refused.content.decode(), places
    ItemVersion.objects.filter(pk=draft.pk).update(organization=None, department_name="县水利局")
    assert "邻县" not in read(cast.administrator, f"{LW030}edit/organs/")
    body = {"windows": [foreign], "revision": draft.revision, "idempotency_key": "none"}
    assert as_(cast.administrator).post(f"{LW030}edit/organs/", body).status_code == 422
    own = ORGANS | {"organization": "", "supervising": "BM12", "revision": draft.revision, "idempotency_key": "own"}
    assert as_(cast.administrator).post(f"{LW030}edit/organs/", own).status_code == 302
