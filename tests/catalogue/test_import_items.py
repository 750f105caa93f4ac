"""导入事项清单: drafts whole or not at all, what is in force untouched, twice is once; refusals beside it."""

import gc
import zipfile
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from kernel.catalogue.actions import draft_item, importing, publish
from kernel.catalogue.imports.files import read_list
from kernel.catalogue.imports.plan import Plan
from kernel.catalogue.imports.rows import ItemRow
from kernel.catalogue.models import Item, ItemVersion
from kernel.catalogue.queries import in_force
from kernel.catalogue.refusals import NotWhole
from kernel.catalogue.regimes import install
from kernel.ledger.models import Entry
from kernel.organizations.models import Role
from tests.cast import Cast, post, staff
from tests.catalogue.drafting import pesticide, submitted
from tests.catalogue.lists import (
    BENEFIT,
    HEAD,
    LICENCE,
    PAPERS_HEAD,
    imported,
    long_workbook,
    reasons,
    with_formula,
    workbook,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def regimes() -> None:
    install()


def draft(code: str) -> ItemVersion:
    return ItemVersion.objects.get(item__code=code, state="draft")


def snapshot() -> list[tuple[Any, ...]]:
    return list(ItemVersion.objects.order_by("pk").values_list())


def test_rows_land_as_drafts_and_what_is_not_known_stays_empty(regimes: None, tmp_path: Path) -> None:
    result = imported(written(tmp_path / "items.csv", [HEAD, LICENCE, BENEFIT]))

    assert (result["rows"], result["created"], result["refused"]) == (2, 2, [])
    licence, benefit = draft("GX0001"), draft("GX0002")
    assert (licence.regime.code, licence.statutory_length, licence.statutory_unit) == ("licence", 20, "working_day")
    assert (licence.department_name, licence.organization, licence.drafted_by) == ("县水利局", None, None)
    assert (licence.legal_basis, licence.start_event, licence.on_site_times, licence.project_type) == ("", "", None, "")
    assert (benefit.statutory_unit, result["unit_unstated"]) == ("unstated", 1)
    assert [each["reason"] for each in result["remarks"] if each["line"] == 3] == [
        "承诺期限没有写单位，按工作日读入，请核对。",
        "期限单位待法制审核。",
        "部门“县民政局”不是本县单位，发布前须对应到本县单位。",
    ]
    entry = Entry.objects.get(subject_kind="item", subject_number="GX0001")
    assert entry.sentence() == "从清单“items.csv”导入“取水许可”第 1 版草稿"


def test_the_same_list_twice_changes_nothing(regimes: None, tmp_path: Path) -> None:
    file = written(tmp_path / "items.csv", [HEAD, LICENCE, BENEFIT])
    imported(file)
    before, entries = snapshot(), Entry.objects.count()
    again = imported(file)
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert (snapshot(), Entry.objects.count()) == (before, entries)


def test_a_dry_run_says_the_same_and_changes_nothing(regimes: None, tmp_path: Path) -> None:
    file = written(tmp_path / "items.csv", [HEAD, LICENCE, BENEFIT])
    said = imported(file, dry_run=True)
    assert not Item.objects.exists()
    assert imported(file) == said | {"dry_run": False}


def test_a_changed_row_changes_the_draft_and_makes_no_second_one(regimes: None, tmp_path: Path) -> None:
    imported(written(tmp_path / "items.csv", [HEAD, LICENCE]))
    changed = imported(written(tmp_path / "items.csv", [HEAD, [*LICENCE[:5], "8", ""]]))
    assert (changed["changed"], draft("GX0001").promised_length, draft("GX0001").number) == (1, 8, 1)
    assert draft("GX0001").statutory_unit == "working_day", "an empty cell says nothing"
    other = imported(written(tmp_path / "items.csv", [HEAD, [*LICENCE[:4], "30", "8", ""]]))
    assert (other["unit_unstated"], draft("GX0001").statutory_unit) == (1, "unstated"), "the unit was another number's"


def test_what_is_in_force_stays_and_its_chain_goes_into_the_draft(cast: Cast, tmp_path: Path) -> None:
    manager = staff("shaom", "邵敏")
    post(manager, Role.HALL_MANAGER, cast.centre)
    first = publish(version=submitted(draft_item(draft=pesticide(cast), by=cast.administrator)), by=manager)
    before = ItemVersion.objects.filter(pk=first.pk).values().get()

    row = ["LW025", "农药经营许可", cast.bureau.name, "行政许可", "20", "9", "工作日"]
    result = imported(written(tmp_path / "items.csv", [HEAD, row]))

    assert (result["created"], result["changed"]) == (0, 1)
    assert in_force("LW025") == first and ItemVersion.objects.filter(pk=first.pk).values().get() == before
    made = draft("LW025")
    assert (made.number, made.promised_length, made.organization, made.drafted_by) == (2, 9, cast.bureau, None)
    assert [step.role for step in made.steps.all()] == ["reviewer", "approver"]
    assert [(paper.name, paper.shared) for paper in made.materials.all()] == [("申请表", False), ("营业执照", True)]
    assert set(made.receiving_windows.all()) == {cast.window, cast.other_window}
    assert made.form_schema == first.form_schema
    assert [step.role for step in first.steps.all()] == ["reviewer", "approver"]
    same = [*row[:5], "10", row[6]]
    made.delete()
    assert imported(written(tmp_path / "items.csv", [HEAD, same]))["unchanged"] == 1
    assert not ItemVersion.objects.filter(state="draft").exists()


def test_a_list_that_says_there_is_nothing_to_bring_is_heard_and_one_that_is_silent_says_nothing(
    cast: Cast, tmp_path: Path
) -> None:
    said = [[*LICENCE, "无需材料"], [*BENEFIT, ""]]
    imported(written(tmp_path / "items.csv", [[*HEAD, "materials"], *said]))
    assert draft("GX0001").no_materials and not draft("GX0002").no_materials

    papers = written(tmp_path / "m.csv", [PAPERS_HEAD, ["GX0002", "1", "无需材料", "", "", "", ""]])
    imported(written(tmp_path / "items.csv", [HEAD, LICENCE, BENEFIT]), materials=papers)
    assert draft("GX0002").no_materials

    papers = written(tmp_path / "m.csv", [PAPERS_HEAD, ["GX0002", "1", "申请书", "", "", "", ""]])
    imported(written(tmp_path / "items.csv", [HEAD, LICENCE, BENEFIT]), materials=papers)
    assert not draft("GX0002").no_materials and draft("GX0001").no_materials


def test_publishing_demands_all_that_an_imported_draft_lacks(cast: Cast, tmp_path: Path) -> None:
    imported(written(tmp_path / "items.csv", [HEAD, LICENCE]))
    with pytest.raises(NotWhole) as refusal:
        publish(version=draft("GX0001"), by=cast.administrator)
    assert str(refusal.value) == (
        "“取水许可”还不能发布，缺：实施部门（本县单位）、办件类型、设定依据、受理条件、办理流程、审批结果名称、"
        "法定期限的依据、期限起算、到现场次数、是否收费、咨询电话、投诉电话、核对人（导入的草稿须有人核对保存）、"
        "收件窗口、申请材料（不用带材料的，写明无需材料）、审批环节。"
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["", *LICENCE[1:]], "缺事项编码"),
        (["../etc/passwd", *LICENCE[1:]], "不能用"),
        (["G" * 37, *LICENCE[1:]], "不超过 36 位"),
        ([LICENCE[0], "", *LICENCE[2:]], "缺事项名称"),
        ([LICENCE[0], "取" * 201, *LICENCE[2:]], "“事项名称”有 201 字，最多 200 字"),
        ([LICENCE[0], "取水\u202e许可", *LICENCE[2:]], "不能打印"),
        ([LICENCE[0], "#REF!", *LICENCE[2:]], "公式的错误值"),
        ([*LICENCE[:2], "", *LICENCE[3:]], "缺实施部门"),
        ([*LICENCE, "多出来的"], "比表头多出"),
        ([*LICENCE[:5], "21", "工作日"], "最多可承诺 20 个工作日"),
        ([*LICENCE[:4], "20", "9", "日"], "最多可承诺 8 个工作日"),
        ([*LICENCE[:4], "20", "21", ""], "承诺 21 个工作日多于法定期限 20 日"),
    ],
)
def test_a_row_that_contradicts_itself_or_lacks_a_name_is_refused_and_the_others_land(
    regimes: None, tmp_path: Path, row: list[str], words: str
) -> None:
    result = imported(written(tmp_path / "items.csv", [HEAD, row, BENEFIT]))
    assert list(reasons(result)) == [2] and words in reasons(result)[2]
    assert (result["created"], set(Item.objects.values_list("code", flat=True))) == (1, {"GX0002"})


def test_two_rows_of_one_code_are_both_refused(tmp_path: Path) -> None:
    result = imported(written(tmp_path / "items.csv", [HEAD, LICENCE, BENEFIT, [*LICENCE[:5], "8", ""]]))
    assert reasons(result) == dict.fromkeys((2, 4), "事项编码重复（第 2、4 行），不知道以哪一行为准。")
    assert [item.code for item in Item.objects.all()] == ["GX0002"]


def test_papers_land_with_their_item_or_not_at_all(regimes: None, tmp_path: Path) -> None:
    papers = [
        PAPERS_HEAD,
        ["GX0001", "2", "营业执照", "非必要", "电子", "1", "0"],
        ["GX0001", "1", "申请表", "必要", "纸质", "1", "2"],
        ["GX0001", "3", "其他材料", "必要", "纸质", "1", "0"],
        ["GX0002", "1", "", "必要", "纸质", "1", "0"],
        ["GX9999", "1", "户口簿", "必要", "纸质", "1", "0"],
    ]
    items, materials = written(tmp_path / "i.csv", [HEAD, LICENCE, BENEFIT]), written(tmp_path / "m.csv", papers)
    result = imported(items, materials=materials)

    assert [(each["table"], each["line"], each["reason"]) for each in result["refused"]] == [
        ("items", 3, "有材料不能导入，整个事项没有导入。"),
        ("materials", 5, "缺材料名称。"),
        ("materials", 6, "事项清单里没有这个编码。"),
    ]
    kept = list(draft("GX0001").materials.values_list("code", "name", "form", "copies", "required"))
    assert kept == [("m1", "申请表", "original_seen", 2, True), ("m2", "营业执照", "electronic", 1, False)]
    assert "“其他材料”是兜底材料，没有导入，请逐项写明。" in [each["reason"] for each in result["remarks"]]
    assert imported(items, materials=materials)["unchanged"] == 1


def test_formulas_are_read_as_the_value_they_were_saved_with_and_merged_cells_in_every_row(tmp_path: Path) -> None:
    title = ["示范县事项清单"]
    second = ["GX0002", "临时救助", None, "行政给付", 30, 15.0, None]
    file = workbook(tmp_path / "清单.xlsx", [title, HEAD, LICENCE, second], merged=["A1:G1", "C3:C4"])
    assert imported(file)["created"] == 2
    assert [draft(code).department_name for code in ("GX0001", "GX0002")] == ["县水利局", "县水利局"]
    assert (draft("GX0002").statutory_length, draft("GX0002").promised_length) == (30, 15)

    row = ["GX0004", "取水许可", "县水利局", "行政许可", 20, 10, "工作日"]
    counted = with_formula(workbook(tmp_path / "counted.xlsx", [HEAD, row]), "E2", "2+18")
    assert b"<f>2+18</f>" in zipfile.ZipFile(counted).read("xl/worksheets/sheet1.xml")
    assert imported(counted)["created"] == 1 and draft("GX0004").statutory_length == 20

    evil = ["GX0003", '=HYPERLINK("http://x")', "县水利局", "行政许可", "=2+18", None, None]
    assert reasons(imported(workbook(tmp_path / "formula.xlsx", [HEAD, evil]))) == {
        2: "“事项名称”是公式，但文件里没有算好的值，请用表格软件打开并保存后再导入。"
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_encoding_of_a_spreadsheet_is_read(tmp_path: Path, encoding: str) -> None:
    imported(
        written(
            tmp_path / "items.csv",
            [["事项编码", "事项名称", "实施部门"], ["A-1", "䶮水许可", "县水利局"]],
            encoding=encoding,
        )
    )
    assert draft("A-1").name == "䶮水许可"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00\x81garbage\x00", "不是 UTF-8 或 GB 18030"),
        (b"", "是空的"),
        (b"item_id,name\nA,B\n", "缺少列：实施部门（department）"),
        (b"item_id,name,department\n", "没有事项"),
        (b"item_id,name,department,task_name\n1,2,3,4\n", "列事项名称（name）出现了两次"),
        (b"PK\x03\x04not a workbook", "不是有效的 XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 XLS"),
        (b'item_id,name,department\n"A,B,C\n', "不是有效的 CSV"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "items.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("import_items", str(file), stdout=StringIO())


def test_a_break_in_the_middle_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk")

    monkeypatch.setattr("kernel.catalogue.actions.importing.record_many", fail)
    with pytest.raises(OSError, match="disk"):
        imported(written(tmp_path / "items.csv", [HEAD, LICENCE]))
    assert not Item.objects.exists()


def test_a_long_list_comes_in_parts_and_after_a_break_the_rest_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 1)
    record, calls = importing.record_many, list[int]()

    def fail_at_the_second(*args: Any, **kwargs: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("disk")
        record(*args, **kwargs)

    monkeypatch.setattr(importing, "record_many", fail_at_the_second)
    file = written(tmp_path / "items.csv", [HEAD, LICENCE, BENEFIT])
    with pytest.raises(OSError, match="disk"):
        imported(file)
    assert [item.code for item in Item.objects.all()] == ["GX0001"]
    again = imported(file)
    assert (again["created"], again["unchanged"]) == (1, 1)


def test_the_list_is_told_line_by_line(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_items", str(written(tmp_path / "i.csv", [HEAD, ["", *LICENCE[1:]], BENEFIT])), stdout=out)
    assert out.getvalue().splitlines()[:3] == [
        "共 2 行：新建草稿 1，改动草稿 0，未变 0，没有导入 1；材料 0 份，单位待法制审核 1 项。",
        "没有导入：",
        "  第 2 行 ：缺事项编码。",
    ]


@pytest.mark.parametrize(
    ("promise", "unit", "kept", "words"),
    [
        ("30", "工作日", 30, ""),
        ("30", "自然日", 16, "承诺期限 30 日折算为 16 个工作日，哪一天起算都不晚于它，请核对。"),
        ("1", "个月", 16, "承诺期限 1 个月折算为 16 个工作日"),
        ("16", "工作小时", 2, ""),
        ("0", "自然日", 0, "承诺期限 0 日折算为 0 个工作日"),
        ("3", "工作小时", None, "承诺期限 3 工作小时不能折算成工作日，没有采用，请写明几个工作日。"),
        ("8", "小时", None, "承诺期限 8 小时不能折算成工作日"),
        ("900", "个月", None, "承诺期限 900 个月不能折算成工作日"),
    ],
)
def test_a_promise_in_another_unit_is_working_days_that_are_never_later_or_none(
    regimes: None, tmp_path: Path, promise: str, unit: str, kept: int | None, words: str
) -> None:
    head = ["task_code", "task_name", "dept_name", "anticipate_day", "anticipate_type", "promise_day", "promise_type"]
    row = ["A1", "取水许可", "县水利局", "60", "自然日", promise, unit]
    result = imported(written(tmp_path / "i.csv", [head, row]))
    assert result["created"] == 1 and draft("A1").promised_length == kept
    said = [each["reason"] for each in result["remarks"] if "承诺期限" in each["reason"]]
    assert [reason[: len(words)] for reason in said] == ([words] if words else [])


def test_who_brings_the_list_is_written_down_and_must_edit_the_whole_county(cast: Cast, tmp_path: Path) -> None:
    file = written(tmp_path / "items.csv", [HEAD, LICENCE])
    for by, words in (("nobody", "没有用户 nobody"), (cast.department_head.username, "权限|岗位")):
        with pytest.raises(CommandError, match=words):
            imported(file, by=by)
    assert not Item.objects.filter(code="GX0001").exists()
    imported(file, by=cast.administrator.username)
    entry = Entry.objects.get(subject_kind="item", subject_number="GX0001")
    assert (entry.person, entry.post) == (cast.administrator.masked_name, "系统管理员")


def test_where_a_paper_comes_from_is_kept(regimes: None, tmp_path: Path) -> None:
    items = written(tmp_path / "i.csv", [HEAD, LICENCE])
    head = [*PAPERS_HEAD, "source_channel"]
    rows = [["GX0001", "1", "营业执照", "必要", "纸质", "0", "1", "政府部门核发"],
            ["GX0001", "2", "申请表", "必要", "纸质", "1", "0", "申请人自备"],
            ["GX0001", "3", "图纸", "必要", "纸质", "1", "0", "不知道"]]  # fmt: skip
    imported(items, materials=written(tmp_path / "m.csv", [head, *rows]))
    assert list(draft("GX0001").materials.values_list("source", flat=True)) == ["government", "applicant", ""]


@pytest.mark.long
def test_all_real_items_and_their_papers_land_and_a_second_time_nothing_changes(
    regimes: None, shared_data: Path
) -> None:
    files = {"path": shared_data / "items.csv", "materials": shared_data / "items_materials.csv"}
    result = imported(**files)
    assert (result["rows"], result["created"], result["refused"]) == (2035, 2035, [])
    assert result["material_rows"] == 2876
    # of its 963 lines one says that there is nothing to bring
    assert [(each["reason"][:11], len(each["lines"])) for each in result["material_remarks"]] == [
        ("材料形式“纸质或电子”", 962), ("材料形式“纸质和电子”", 362),
    ]  # fmt: skip
    assert len([each for each in result["remarks"] if each["table"] == "materials"]) == 2
    assert ItemVersion.objects.filter(state="draft").count() == 2035
    assert draft("LW002").statutory_unit == "natural_day", "the article says plain 日"
    assert draft("GX0002").materials.count() == 4
    assert not ItemVersion.objects.exclude(state="draft").exists()

    again = imported(**files)
    assert (again["unchanged"], again["created"], again["changed"]) == (2035, 0, 0)
    assert imported(shared_data / "items.csv")["unchanged"] == 2035


def _believe_the_catalogue_empty(rows: list[ItemRow]) -> None:
    """Statistics of tables whose rows are all gone: the planner takes them to stay so, however they are filled."""
    with transaction.atomic():
        importing.import_items(rows=rows, list_name="又没有了")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogue_item, catalogue_itemversion")


HUNDRED_THOUSAND = 100_000


@pytest.fixture(scope="module")
def long_list() -> list[list[str]]:
    """A province's list: a head and a hundred thousand licences."""
    rows = [
        [f"B{line:06d}", f"某许可{line}", "县水利局", "行政许可", "20", "10", "工作日"]
        for line in range(HUNDRED_THOUSAND)
    ]
    return [HEAD, *rows]


@pytest.mark.long
def test_a_hundred_thousand_rows_come_in_short_transactions_and_leave_nothing_behind_in_memory(
    regimes: None, tmp_path: Path, long_list: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With statistics that call the tables empty: joined, the questions asked for each part took longer and longer."""
    found = read_list(written(tmp_path / "items.csv", long_list, encoding="utf-8-sig"))
    parts, alive = list[int](), list[int]()
    part = importing._import_part

    def counted(rows: Sequence[ItemRow], *args: Any) -> Plan:
        parts.append(len(rows))
        return part(rows, *args)

    def progress(_done: int) -> None:
        if len(parts) % 20 == 0:
            gc.collect()
            alive.append(sum(type(each) is ItemVersion for each in gc.get_objects()))

    _believe_the_catalogue_empty(found.rows[:2_000])
    monkeypatch.setattr(importing, "_import_part", counted)
    plan = importing.import_items(rows=found.rows, list_name=found.name, progress=progress)

    assert (found.lines, found.refused, plan.refused) == (HUNDRED_THOUSAND, [], [])
    assert plan.counts()["created"] == Item.objects.count() == HUNDRED_THOUSAND
    assert parts == [importing.ROWS_AT_ONCE] * 100
    assert max(alive) <= 2 * importing.ROWS_AT_ONCE, f"drafts kept in memory after each fifth: {alive}"


@pytest.mark.long
def test_a_hundred_thousand_rows_are_read_out_of_a_workbook_too(tmp_path: Path, long_list: list[list[str]]) -> None:
    found = read_list(long_workbook(tmp_path / "items.xlsx", long_list))
    assert (found.lines, len(found.rows), found.refused) == (HUNDRED_THOUSAND, HUNDRED_THOUSAND, [])
    assert (found.rows[-1].code, found.rows[-1].known["name"]) == ("B099999", "某许可99999")
