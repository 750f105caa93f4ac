"""导入事项清单 in people's words: periods with their units, forms of papers, charges; what is not known is told."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from kernel.catalogue.models import ItemVersion
from tests.catalogue.lists import HEAD, LICENCE, PAPERS_HEAD, imported, told, workbook, written

pytestmark = pytest.mark.django_db

TERMS = ["code", "name", "department", "statutory_days", "day_unit", "promised_days", "promise_unit"]


def draft(code: str) -> ItemVersion:
    return ItemVersion.objects.get(item__code=code, state="draft")


def with_terms(folder: Path, *terms: str) -> dict[str, Any]:
    return imported(written(folder / "i.csv", [TERMS, ["A1", "取水许可", "县水利局", *terms]]))


@pytest.mark.parametrize(
    ("cell", "unit", "length", "kept"),
    [
        ("20个工作日", "", 20, "working_day"),
        ("20 个自然日", "", 20, "natural_day"),
        ("２０工作日内", "", 20, "working_day"),
        ("3个月", "", 3, "month"),
        ("15日", "", 15, "natural_day"),
        ("15 天", "工作日", 15, "working_day"),
        ("20", "", 20, "unstated"),
        ("20个工作日", "工作日", 20, "working_day"),
        ("20个自然日", "工作日", 20, "unstated"),
        ("15日", "个月", 15, "unstated"),
        *((nothing, "", None, "unstated") for nothing in ("无", "/", "／", "—", "-", "不限")),
        *((strange, "", None, "unstated") for strange in ("即时", "20个", "-20", "-20个工作日", "7.5", "99999日")),
    ],
)
def test_a_period_of_the_law_is_read_with_the_unit_that_stands_behind_it(
    tmp_path: Path, cell: str, unit: str, length: int | None, kept: str
) -> None:
    result = with_terms(tmp_path, cell, unit, "", "")
    assert (result["created"], result["refused"]) == (1, [])
    assert (draft("A1").statutory_length, draft("A1").statutory_unit) == (length, kept)


@pytest.mark.parametrize(
    ("cell", "unit", "words"),
    [
        ("即时", "", "“法定期限”应为 0 至 9999 的整数，不是“即时”，没有采用。"),
        ("-20个工作日", "", "不是“-20个工作日”"),
        ("15日", "", "法定期限“15日”没有写明是不是工作日，按日读入，请核对。"),
        ("20个自然日", "工作日", "法定期限“20个自然日”和期限单位“工作日”互相矛盾，单位没有采用，请核对。"),
    ],
)
def test_what_is_not_sure_of_a_period_is_told(tmp_path: Path, cell: str, unit: str, words: str) -> None:
    said = [reason for reason in told(with_terms(tmp_path, cell, unit, "", ""), 2) if "法定期限" in reason]
    assert len(said) == 1 and words in said[0]


@pytest.mark.parametrize(("cell", "unit"), [("20个工作日", ""), ("15天", "工作日"), ("无", ""), ("不限", "")])
def test_what_is_sure_of_a_period_is_not_remarked_on(tmp_path: Path, cell: str, unit: str) -> None:
    assert not [reason for reason in told(with_terms(tmp_path, cell, unit, "", ""), 2) if "法定期限" in reason]


@pytest.mark.parametrize(
    ("cell", "unit", "kept", "words"),
    [
        ("10个工作日", "", 10, ""),
        ("10日", "工作日", 10, ""),
        ("/", "", None, ""),
        ("30个自然日", "", 16, "承诺期限 30 日折算为 16 个工作日"),
        ("30日", "", 16, "承诺期限 30 日折算为 16 个工作日"),
        ("30个自然日", "工作日", None, "承诺期限“30个自然日”和承诺期限单位“工作日”互相矛盾，没有采用"),
        ("半天", "", None, "“承诺期限”应为 0 至 1000 的整数，不是“半天”，没有采用。"),
        ("1001", "工作日", None, "不是“1001”"),
        ("10", "", 10, "承诺期限没有写单位"),
    ],
)
def test_a_promise_is_read_with_the_unit_that_stands_behind_it(
    tmp_path: Path, cell: str, unit: str, kept: int | None, words: str
) -> None:
    result = with_terms(tmp_path, "60", "自然日", cell, unit)
    assert (result["created"], draft("A1").promised_length) == (1, kept)
    said = [reason for reason in told(result, 2) if "承诺期限" in reason]
    assert [words in reason for reason in said] == ([True] if words else [])


def test_a_number_of_visits_that_cannot_be_read_does_not_drop_the_row(tmp_path: Path) -> None:
    result = imported(written(tmp_path / "i.csv", [[*HEAD, "on_site_times"], [*LICENCE, "看情况"]]))
    assert (result["created"], draft("GX0001").on_site_times) == (1, None)
    assert "“到现场次数”应为 0 至 99 的整数，不是“看情况”，没有采用。" in told(result, 2)


def papers(folder: Path, *rows: list[str]) -> dict[str, Any]:
    head = [*PAPERS_HEAD, "source_channel"]
    benefit = ["GX0002", *LICENCE[1:]]
    items = written(folder / "i.csv", [HEAD, LICENCE, benefit])
    return imported(items, materials=written(folder / "m.csv", [head, *rows]))


def paper(code: str, seq: int, **said: str) -> list[str]:
    known = {"necessity": "必要", "form": "纸质", "originals": "1", "copies": "0", "source": "申请人自备"} | said
    return [code, str(seq), f"材料{seq}", *known.values()]


def test_papers_of_which_paper_or_a_file_is_enough_are_told_together(tmp_path: Path) -> None:
    rows = [paper("GX0001", 1, form="纸质或电子"), paper("GX0001", 2, form="纸质或电子")]
    rows += [paper("GX0002", 1, form="纸质或电子"), paper("GX0002", 2, form="纸质和电子"), paper("GX0002", 3)]
    result = papers(tmp_path, *rows)
    assert list(draft("GX0001").materials.values_list("form", flat=True)) == ["original", "original"]
    either = "材料形式“纸质或电子”：一种材料只能记一种形式，按纸质读入，交电子件也可以，请核对。"
    both = "材料形式“纸质和电子”：一种材料只能记一种形式，按纸质读入，电子件要另列一项，请核对。"
    assert result["material_remarks"] == [
        {"reason": either, "lines": [2, 3, 4], "codes": ["GX0001", "GX0001", "GX0002"]},
        {"reason": both, "lines": [5], "codes": ["GX0002"]},
    ]
    assert [each for each in result["remarks"] if each["table"] == "materials"] == [
        {"line": 2, "code": "GX0001", "reason": f"{either}同样的材料共 3 份，涉及 2 个事项。", "table": "materials"},
        {"line": 5, "code": "GX0002", "reason": both, "table": "materials"},
    ]


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ("电子或纸质", "original"),
        ("电子版", "electronic"),
        ("原件", "original"),
        ("复印件", "copy"),
        ("胶片", "original"),
    ],
)
def test_a_form_is_read_or_told(tmp_path: Path, form: str, kept: str) -> None:
    result = papers(tmp_path, paper("GX0001", 1, form=form))
    assert draft("GX0001").materials.get().form == kept
    told_of = {"电子或纸质": "交电子件也可以", "胶片": "材料形式“胶片”不认识，按纸质读入，请核对。"}
    said = told(result, 2, table="materials")
    assert [told_of[form] in reason for reason in said] == [True] if form in told_of else said == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"necessity": "视情况"}, "材料必要性“视情况”不认识，按必要读入，请核对。"),
        ({"source": "网上下载"}, "材料来源渠道“网上下载”不认识，没有采用，请补填。"),
        ({"copies": "若干"}, "“复印件份数”应为 0 至 99 的整数，不是“若干”，没有采用。"),
        ({"necessity": "FALSE"}, ""),
        ({"necessity": "", "source": "", "form": ""}, ""),
    ],
)
def test_a_word_of_a_paper_that_is_not_known_is_told(tmp_path: Path, said: dict[str, str], words: str) -> None:
    result = papers(tmp_path, paper("GX0001", 1, **said))
    assert draft("GX0001").materials.get().required is (said.get("necessity") != "FALSE")
    assert told(result, 2, table="materials") == ([words] if words else [])


def test_what_is_said_of_a_whole_file_is_told_without_a_line(tmp_path: Path) -> None:
    papers_file = written(tmp_path / "m.csv", [PAPERS_HEAD, ["GX0001", "1", "申请表", "必要", "胶片", "1", "0"]])
    items = workbook(tmp_path / "i.xlsx", [HEAD, LICENCE], other=[["字典"]])
    out = StringIO()
    call_command("import_items", str(items), materials=papers_file, stdout=out)
    assert out.getvalue().splitlines()[1:4] == [
        "已导入，发布前须处理：",
        "  没有读入工作表“Other”，如果其中还有要导入的内容，请另存为单独的文件再导入。",
        "  材料清单第 2 行 GX0001：材料形式“胶片”不认识，按纸质读入，请核对。",
    ]


@pytest.mark.parametrize(
    ("cell", "charged"),
    [
        (False, False),
        (True, True),
        (0, False),
        (1, True),
        ("否", False),
        ("是", True),
        ("FALSE", False),
        ("true", True),
    ],
)
def test_a_charge_that_is_a_yes_or_no_is_read_right(tmp_path: Path, cell: Any, charged: bool) -> None:
    result = imported(workbook(tmp_path / "i.xlsx", [[*HEAD, "是否收费"], [*LICENCE, cell]]))
    assert draft("GX0001").charged is charged
    assert any("收费情况" in reason for reason in told(result, 2)) is charged
