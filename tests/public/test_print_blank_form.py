"""空白申请表: what an item asks stands on a page with room to write; what cannot be printed is said before."""

import json
import re
from typing import Any

import pytest
import typst
from django.test import Client

from kernel.catalogue import blank_form
from kernel.catalogue.completeness import require_words_printable
from kernel.catalogue.models import ItemVersion, Material
from kernel.documents.letters import printing
from kernel.documents.refusals import SignUnprintable
from tests.cast import Cast
from tests.public.conftest import html

pytestmark = pytest.mark.django_db
PATH = "/items/LW030/blank-form.pdf"
FIELDS: list[dict[str, Any]] = [
    {"name": "place", "label": "经营场所", "type": "text", "required": True},
    {"name": "kind", "label": "经营方式", "type": "choice", "choices": ["批发", "零售"], "required": False},
    {"name": "why", "label": "申请理由", "type": "long_text", "required": False},
]


def ask(cast: Cast, fields: list[dict[str, Any]] = FIELDS) -> None:
    ItemVersion.objects.filter(pk=cast.item.pk).update(form_schema=fields)
    cast.item.refresh_from_db()


def text_of(version: ItemVersion, monkeypatch: pytest.MonkeyPatch) -> str:
    """What stands on the form, laid out without pages."""
    laid: list[str] = []

    def lay(source: str, words: str, *, at: object) -> bytes:
        filled = printing.canonical(json.loads(words) | {"qr": printing.qr_code("x")})
        page = typst.compile(source.encode(), ignore_system_fonts=True, format="html", sys_inputs={"words": filled})
        laid.append(re.sub(r"<[^>]+>|\s", "", bytes(page).decode()))
        return b""

    monkeypatch.setattr(blank_form, "printed", lay)
    blank_form.blank_form(version, guide="http://127.0.0.1/items/LW030/")
    return laid[0]


def test_the_form_is_downloaded_from_the_guide_by_anybody(cast: Cast) -> None:
    ask(cast)
    assert f'href="{PATH}"' in html(Client().get("/items/LW030/"))
    assert f'href="{PATH}"' in html(Client().get("/items/LW030/?mode=elder"))
    assert Client().get("/api/v1/items/LW030/").json()["blank_form"] == PATH
    answer = Client().get(PATH)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF") and "LW030.pdf" in answer["Content-Disposition"]
    assert Client().head(PATH).status_code == 200


def test_an_item_without_a_form_and_an_unknown_one_have_none(cast: Cast) -> None:
    ask(cast, [])
    assert "blank-form" not in html(Client().get("/items/LW030/"))
    assert Client().get("/api/v1/items/LW030/").json()["blank_form"] == ""
    assert Client().get(PATH).status_code == Client().get("/items/NONE/blank-form.pdf").status_code == 404


def test_it_holds_name_code_edition_fields_and_papers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast)
    Material.objects.create(version=cast.item, position=4, code="m4", name="营业执照", shared=True)
    text = text_of(cast.item, monkeypatch)
    for words in (
        "第三类医疗器械经营许可申请表", "姓名（单位名称）（必填）", "证件号码（统一社会信用代码）（必填）",
        "经营场所（必填）", "批发", "零售", "营业执照不用带，窗口自己查",
    ):  # fmt: skip
        assert words in text, words
    assert "申请理由（必填）" not in text and "申请理由" in text
    # code, edition and phone stand in the foot of each page, which a text without pages has not
    told = blank_form._words(cast.item, "http://x/")
    assert (told["code"], told["edition"], told["ask"]) == ("LW030", "第 1 版", "有不明白的，打电话 161-0000-0001。")


def test_rare_signs_are_printed_and_impossible_ones_refused_before_publishing(cast: Cast) -> None:
    rare = [{"name": "who", "label": "䶮𬱖·监护人", "type": "text", "required": True}]
    ask(cast, rare)
    require_words_printable(cast.item)
    assert Client().get(PATH).status_code == 200
    ask(cast, [rare[0] | {"label": "签名🖋"}])
    with pytest.raises(SignUnprintable, match="U\\+1F58B"):
        require_words_printable(cast.item)
    refused = Client().get(PATH)
    assert refused.status_code == SignUnprintable.status and "U+1F58B" in html(refused)


def test_it_is_printed_once_for_an_edition(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(cast)
    first = Client().get(PATH).content
    monkeypatch.setattr(blank_form, "printed", lambda *_args, **_more: pytest.fail("printed again"))
    assert Client().get(PATH).content == first
    monkeypatch.undo()
    ask(cast, FIELDS[:1])
    assert Client().get(PATH).content != first, "another form is another page"
