"""导入事项清单 out of workbooks and tables as people make them: nothing of them is lost without a word."""

import re
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from openpyxl import Workbook

from kernel.catalogue.imports.files import read_list
from kernel.catalogue.models import Item, ItemVersion
from kernel.identifiers.xlsx_files import _unworked
from tests.catalogue.lists import (
    BENEFIT,
    HEAD,
    LICENCE,
    PAPERS_HEAD,
    imported,
    long_workbook,
    reasons,
    told,
    with_formula,
    workbook,
    written,
)

pytestmark = pytest.mark.django_db

UNWORKED = "“{}”是公式，但文件里没有算好的值，请用表格软件打开并保存后再导入。"


def draft(code: str) -> ItemVersion:
    return ItemVersion.objects.get(item__code=code, state="draft")


def sheets(path: Path, **rows: list[list[Any]]) -> Path:
    """A workbook of several sheets by their names."""
    book = Workbook()
    book.remove(book.active)
    for name, of_sheet in rows.items():
        sheet = book.create_sheet(name)
        for row in of_sheet:
            sheet.append(row)
    book.save(path)
    return path


def test_a_formula_that_was_never_worked_out_is_told_and_its_row_lands(tmp_path: Path) -> None:
    rows = [HEAD, [*LICENCE[:4], "=2+18", 10, "工作日"], BENEFIT]
    result = imported(workbook(tmp_path / "i.xlsx", rows))
    assert (result["created"], draft("GX0001").statutory_length) == (2, None)
    assert told(result, 2)[0] == UNWORKED.format("法定期限")
    assert not [reason for reason in told(result, 3) if "公式" in reason]


def test_a_formula_that_says_nothing_was_worked_out_and_one_shared_or_of_an_array_is_seen(tmp_path: Path) -> None:
    rows = [HEAD, [*LICENCE[:4], 20, 10, "=A1"], [*BENEFIT[:4], "=A1", 10, "=A1"]]
    file = workbook(tmp_path / "i.xlsx", rows)
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for cell, instead in {
        "G2": '<c r="G2" t="str"><f>IF(1,"","")</f><v></v></c>',
        "E3": "<c s='1' r='E3'><f t=\"shared\" si=\"0\"/></c>",
        "G3": '<c r="G3"><f t="array" ref="G3:G3">A1</f><v/></c>',
    }.items():
        parts[sheet], changed = re.subn(rf'<c r="{cell}".*?</c>', instead, parts[sheet])
        assert changed == 1
    with zipfile.ZipFile(file, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    result = imported(file)
    assert not [reason for reason in told(result, 2) if "公式" in reason]
    assert told(result, 3)[:2] == [UNWORKED.format("法定期限"), UNWORKED.format("期限单位")]


def test_a_code_a_name_or_a_department_that_was_never_worked_out_is_refused_by_its_reason(tmp_path: Path) -> None:
    blank = [None] * 6
    rows = [HEAD, ["=A9", *LICENCE[1:]], [BENEFIT[0], "=B9", *BENEFIT[2:]], ["=A9", *blank]]
    result = imported(workbook(tmp_path / "i.xlsx", rows))
    assert reasons(result) == {
        2: UNWORKED.format("事项编码"), 3: UNWORKED.format("事项名称"), 4: UNWORKED.format("事项编码"),
    }  # fmt: skip


def test_every_row_of_a_merged_formula_and_a_line_of_papers_tell_it_too(tmp_path: Path) -> None:
    rows = [HEAD, [*LICENCE[:4], "=2+18", 10, "工作日"], [*BENEFIT[:4], None, 10, "工作日"]]
    papers = workbook(tmp_path / "m.xlsx", [PAPERS_HEAD, ["GX0001", 1, "申请表", "=D9", "纸质", 1, 0]])
    result = imported(workbook(tmp_path / "i.xlsx", rows, merged=["E2:E3"]), materials=papers)
    for line in (2, 3):
        assert UNWORKED.format("法定期限") in told(result, line)
    assert told(result, 2, table="materials") == [UNWORKED.format("必要性")]


@pytest.mark.parametrize("code", [370281000000000000, 3.70281e17, 1234567890123456])
def test_a_code_that_the_spreadsheet_kept_as_a_number_and_cut_is_refused(tmp_path: Path, code: float) -> None:
    result = imported(workbook(tmp_path / "i.xlsx", [HEAD, [code, *LICENCE[1:]], BENEFIT]))
    assert list(reasons(result)) == [2]
    assert "存成了数字，后面的数位已经丢失，请把这一列设为文本" in reasons(result)[2]
    assert [item.code for item in Item.objects.all()] == ["GX0002"]


def test_whole_numbers_that_a_spreadsheet_keeps_are_codes_and_a_table_that_shows_a_cut_one_is_refused(
    tmp_path: Path,
) -> None:
    rows = [HEAD, [370281, *LICENCE[1:]], [123456789012345, *BENEFIT[1:]], ["370281000000000001", *BENEFIT[1:]]]
    assert imported(workbook(tmp_path / "i.xlsx", rows))["refused"] == []
    assert {item.code for item in Item.objects.all()} == {"370281", "123456789012345", "370281000000000001"}
    result = imported(written(tmp_path / "i.csv", [HEAD, ["3.70281E+17", *LICENCE[1:]], ["2E17", *BENEFIT[1:]]]))
    assert list(reasons(result)) == [2] and "设为文本" in reasons(result)[2]


def test_the_first_sheet_with_the_columns_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    cover = [["填表说明"], ["一、事项编码、事项名称不得为空"]]
    file = sheets(tmp_path / "i.xlsx", 说明=cover, 空=[], 许可=[HEAD, LICENCE], 给付=[HEAD, BENEFIT])
    result = imported(file)
    assert [item.code for item in Item.objects.all()] == ["GX0001"]
    assert result["unread_sheets"] == {"items": ["说明", "给付"]}
    assert told(result, 0) == ["没有读入工作表“说明”“给付”，如果其中还有要导入的内容，请另存为单独的文件再导入。"]
    assert imported(workbook(tmp_path / "one.xlsx", [HEAD, LICENCE]))["unread_sheets"] == {}


def test_where_no_sheet_has_the_columns_the_one_with_most_of_them_is_spoken_of(tmp_path: Path) -> None:
    file = sheets(tmp_path / "i.xlsx", 说明=[["填表说明"]], 许可=[["事项编码", "事项名称"], ["A1", "取水许可"]])
    with pytest.raises(CommandError, match="缺少列：实施部门（department）。"):
        imported(file)


def test_headings_are_known_however_a_template_dresses_them(tmp_path: Path) -> None:
    head = ["事项编码*", " 事项　名称（必填）", "实施\n部门＊", "*法定期限 (必填)", "办件类型（选填）"]
    row = ["A-1", "取水许可", "县水利局", "20", "承诺件"]
    imported(workbook(tmp_path / "i.xlsx", [head, row]))
    made = draft("A-1")
    assert (made.name, made.department_name, made.statutory_length) == ("取水许可", "县水利局", 20)
    assert made.project_type == "", "a heading with other words is another column"


def test_a_missing_column_is_named_as_people_call_it(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        imported(written(tmp_path / "i.csv", [["序号", "名目"], ["1", "取水许可"]]))
    missing = "事项编码（code）、事项名称（name）、实施部门（department）"
    assert str(refusal.value) == f"文件 i.csv 缺少列：{missing}。"


@pytest.mark.parametrize(
    ("above", "separator"),
    [("示范县事项清单,,\n", ","), ("sep=,\n", ","), ("sep=;\r\n", ";"), ("示范县\n\n,,\n二〇二六年\n", ",")],
)
def test_what_stands_above_the_headings_of_a_table_is_passed_over(tmp_path: Path, above: str, separator: str) -> None:
    file = tmp_path / "i.csv"
    rows = [["事项编码", "事项名称", "实施部门"], ["A-1", "取水许可", "县水利局"]]
    file.write_text(above + "".join(separator.join(row) + "\n" for row in rows), encoding="utf-8-sig")
    assert (imported(file)["created"], draft("A-1").name) == (1, "取水许可")


def test_lines_of_commas_are_no_rows(tmp_path: Path) -> None:
    nothing = [""] * len(HEAD)
    result = imported(written(tmp_path / "i.csv", [nothing, HEAD, LICENCE, nothing, [*nothing, " "], BENEFIT, nothing]))
    assert (result["rows"], result["created"], result["refused"]) == (2, 2, [])


@pytest.mark.long
def test_a_hundred_thousand_formulas_are_told(tmp_path: Path) -> None:
    rows = [[f"B{line:06d}", "某许可", "县水利局", "行政许可", "=2+18", 10, "工作日"] for line in range(100_000)]
    found = read_list(long_workbook(tmp_path / "i.xlsx", [HEAD, *rows]))
    assert len(found.rows) == 100_000 and {row.remarks[0] for row in found.rows} == {UNWORKED.format("法定期限")}


@pytest.mark.parametrize(
    "text", [b"<c " * 300_000, b'<c r="A1"><f>1</f>' + b" " * 900_000, b'<c r="A1"><f' + b" a" * 400_000]
)
def test_a_sheet_that_was_made_to_take_all_time_takes_a_moment(text: bytes) -> None:
    began = time.process_time()
    assert list(_unworked(text + b"<f")) == []
    assert time.process_time() - began < 5


def test_a_formula_with_its_value_is_that_value(tmp_path: Path) -> None:
    file = with_formula(workbook(tmp_path / "i.xlsx", [HEAD, [*LICENCE[:4], 20, 10, "工作日"]]), "E2", "2+18")
    result = imported(file)
    assert draft("GX0001").statutory_length == 20 and not [said for said in told(result, 2) if "公式" in said]
