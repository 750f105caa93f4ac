"""事项库维护 by API: the same items, verbs and refusals as the pages; the words by which items are found; the lists."""

import json
from pathlib import Path
from typing import Any

import pytest

from kernel.catalogue.models import EverydayWord, ItemVersion, Reading
from kernel.catalogue.queries import search
from tests.cast import Cast
from tests.catalogue.lists import imported
from tests.roof.conftest import as_
from tests.roof.workshop import Shop, build_shop

pytestmark = pytest.mark.django_db
API = "/api/v1/workshop"
LW030 = f"{API}/editions/LW030"


@pytest.fixture
def shop(cast: Cast) -> Shop:
    return build_shop(cast)


def send(user: Any, path: str, key: str, **body: Any) -> Any:
    return as_(user).post(path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


def test_a_draft_is_begun_changed_handed_over_and_published_by_another(shop: Shop) -> None:
    begun = send(shop.editor, f"{LW030}/open/", "1").json()
    assert (begun["draft"]["number"], begun["in_force"]["number"], begun["hindrances"]) == (2, 1, [])
    draft = begun["draft"]
    terms = draft["terms"] | {"promised_length": 6}
    papers = [*draft["materials"], {"name": "营业执照", "shared": True}]
    after = send(shop.editor, f"{LW030}/change/", "2", revision=1, terms=terms, materials=papers).json()
    assert (after["draft"]["terms"]["promised_length"], after["draft"]["revision"]) == (6, 2)
    assert after["draft"]["materials"][-1]["code"] == "m4" and after["draft"]["facts"] == draft["facts"]
    assert send(shop.editor, f"{LW030}/submit/", "3", revision=2).status_code == 200
    assert send(shop.editor, f"{LW030}/publish/", "4", revision=2).status_code == 403
    published = send(shop.publisher, f"{LW030}/publish/", "5", revision=2).json()
    assert (published["draft"], published["in_force"]["number"]) == (None, 2)


def test_several_drafts_are_handed_over_and_published_at_once(shop: Shop) -> None:
    send(shop.editor, f"{LW030}/open/", "1")
    named = [{"code": "LW030", "revision": 1}]
    told = send(shop.editor, f"{API}/submit/", "2", drafts=named).json()
    assert [(row["code"], row["submitted_at"] is not None) for row in told["items"]] == [("LW030", True)]
    for place, (user, drafts, status) in enumerate(
        (
            (shop.editor, named, 403),
            (shop.publisher, [], 422),
            (shop.publisher, [*named, {"code": "LW031", "revision": 1}], 404),
            (shop.publisher, [{"code": "LW030", "revision": 4}], 409),
        )
    ):
        assert send(user, f"{API}/publish/", f"r{place}", drafts=drafts).status_code == status, place
    told = send(shop.publisher, f"{API}/publish/", "3", drafts=named).json()
    assert [(row["code"], row["state"], row["number"]) for row in told["items"]] == [("LW030", "published", 2)]


def test_what_was_written_meanwhile_and_what_is_lacking_are_problems(shop: Shop) -> None:
    draft = shop.draft(legal_basis="")
    stale = send(shop.editor, f"{LW030}/change/", "1", revision=9)
    assert (stale.status_code, stale.json()["code"]) == (409, "draft_moved_on")
    lacking = send(shop.editor, f"{LW030}/submit/", "2", revision=draft.revision)
    assert (lacking.status_code, lacking.json()["code"]) == (422, "not_whole")
    assert as_(shop.editor).get(f"{LW030}/").json()["hindrances"] == [
        {"sentence": "还缺设定依据。", "part": "facts", "field": "legal_basis"}
    ]
    back = send(shop.publisher, f"{LW030}/send-back/", "3", reason="不对")
    assert (back.status_code, back.json()["code"]) == (409, "not_submitted")
    assert send(shop.editor, f"{LW030}/withdraw/", "4", reason="不改了").json()["state"] == "withdrawn"


def test_a_window_is_read_and_written_by_its_address(shop: Shop) -> None:
    shop.draft()
    organs = as_(shop.editor).get(f"{LW030}/").json()["draft"]["organs"]
    assert (organs["windows"], organs["delivering"]) == (["ZX01/县政务大厅/C01"], None)
    organs |= {"windows": ["ZX01/县政务大厅/C06"], "delivering": "ZX01/县政务大厅/C01"}
    after = send(shop.editor, f"{LW030}/change/", "1", revision=1, organs=organs)
    assert after.json()["draft"]["organs"] == organs
    for place, address in enumerate(("C01", "\x00", "ZX01/\x00/C01", 7, {})):
        refused = send(
            shop.editor, f"{LW030}/change/", f"r{place}", revision=2, organs=organs | {"delivering": address}
        )
        assert refused.status_code in (400, 422), address


def test_a_key_sent_twice_begins_one_draft(shop: Shop) -> None:
    body = {"code": "BX001", "name": "本县新事项", "organization": "BM01"}
    first = send(shop.editor, f"{API}/begin/", "1", **body)
    again = send(shop.editor, f"{API}/begin/", "1", **body)
    assert (first.status_code, again.json()) == (201, first.json())
    assert ItemVersion.objects.filter(item__code="BX001").count() == 1


def test_the_list_holds_ones_own_items(shop: Shop) -> None:
    assert [row["code"] for row in as_(shop.editor).get(f"{API}/").json()["results"]] == ["LW030"]
    assert as_(shop.other_editor).get(f"{API}/").json()["results"] == []
    assert as_(shop.cast.clerk).get(f"{API}/").status_code == 403


def test_everyday_words_and_readings_are_kept_by_the_centre(shop: Shop, cast: Cast) -> None:
    words = f"{API}/words"
    assert send(shop.editor, f"{words}/teach/", "1", word="卖助听器", means="医疗器械").status_code == 403
    told = send(shop.publisher, f"{words}/teach/", "2", word="卖助听器", means="医疗器械").json()
    assert told["words"] == [{"word": "卖助听器", "means": "医疗器械"}] and search("卖助听器").exists()
    assert send(shop.publisher, f"{words}/give-up/", "3", word="卖助听器", means="医疗器械").json()["words"] == []
    assert send(shop.publisher, f"{words}/give-up/", "4", word="卖助听器", means="医疗器械").status_code == 404
    assert not search("卖助听器").exists() and EverydayWord.objects.exists()
    read = send(shop.publisher, f"{words}/read/", "5", word="器械", letters="QJ").json()
    assert read["readings"] == [{"word": "器械", "initials": "qj"}] and search("ylqj").exists()
    assert send(shop.publisher, f"{words}/read/", "6", word="器械", letters="").json()["readings"] == []
    assert not Reading.objects.exists() and search("ylqx").exists() and not search("ylqj").exists()


def test_the_words_page_keeps_what_was_typed_and_says_why_not(shop: Shop) -> None:
    browser = as_(shop.publisher)
    wrong = browser.post("/workshop/words/teach/", {"word": "低", "means": "最低生活保障", "idempotency_key": "1"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "两个字以上" in page and 'value="最低生活保障"' in page
    right = browser.post("/workshop/words/teach/", {"word": "低保", "means": "最低生活保障", "idempotency_key": "2"})
    assert right.status_code == 302
    assert "<b>低保</b>" in browser.get("/workshop/words/?q=%E4%BD%8E").content.decode()
    assert browser.post("/workshop/words/read/", {"word": "", "idempotency_key": "3"}).status_code == 422


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_the_list_that_goes_out_comes_back_and_changes_nothing(shop: Shop, tmp_path: Path, shape: str) -> None:
    ItemVersion.objects.update(acceptance_condition='=HYPERLINK("http://x")', charged=False, consult_phone="+86 1")
    answer = as_(shop.publisher).get(f"/workshop/export/items.{shape}")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    file = tmp_path / f"items.{shape}"
    file.write_bytes(answer.content)
    if shape == "csv":
        assert "'=HYPERLINK" in answer.content.decode("utf-8-sig") and ",'+86 1," in answer.content.decode("utf-8-sig")
    said = imported(file)
    assert (said["unchanged"], said["refused"]) == (1, [])
    assert as_(shop.publisher).get("/workshop/export/items.ods").status_code == 404


def test_a_situation_is_set_by_api_and_on_the_page(shop: Shop, cast: Cast) -> None:
    body = {"code": "hearing", "name": "听力不好", "audience": "person", "words": ["医疗器械"], "position": 30}
    told = send(shop.publisher, f"{API}/words/situation/", "1", **body)
    assert told.status_code == 200 and told.json()["situations"] == [body]
    assert send(shop.editor, f"{API}/words/situation/", "2", **body).status_code == 403
    assert send(shop.publisher, f"{API}/words/situation/", "3", **body | {"code": "坏 码"}).status_code == 422

    browser = as_(shop.publisher)
    form = body | {"words": "医疗器械、助听器，耳蜗", "idempotency_key": "p"}
    assert browser.post("/workshop/words/situation/", form).status_code == 302
    page = browser.get("/workshop/words/").content.decode()
    assert 'value="医疗器械、助听器、耳蜗"' in page and 'id="sit-hearing"' in page
    wrong = browser.post("/workshop/words/situation/", form | {"position": "x", "idempotency_key": "q"})
    assert wrong.status_code == 422 and "顺序：" in wrong.content.decode()
    assert browser.post("/workshop/words/situation/", form | {"words": "", "idempotency_key": "r"}).status_code == 302
    assert "hearing" not in browser.get("/items/").content.decode()
