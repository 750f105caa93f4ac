"""Regions from a file: whole or not at all, twice is once, and nothing that was is forgotten."""

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kernel.ledger.models import Entry
from kernel.organizations.models import Region
from kernel.organizations.pinyin import sort_key
from kernel.organizations.queries import living_region, region_on

HEAD = ["code", "name", "level", "parent_code"]
COUNTY = [
    ["990000000000", "示例省", "province", ""],
    ["990100000000", "示例市", "city", "990000000000"],
    ["990101000000", "示范县", "county", "990100000000"],
    ["990101104000", "石桥镇", "town", "990101000000"],
    ["990101105000", "双泉镇", "town", "990101000000"],
    ["990101104200", "石门村", "village", "990101104000"],
    ["990101104201", "泉头村", "village", "990101104000"],
    ["990101105200", "红旗村", "village", "990101105000"],
]
Import = Callable[..., dict[str, Any]]


@pytest.fixture
def bring(db: None, tmp_path: Path) -> Import:
    def run(rows: list[list[str]], head: list[str] = HEAD, **options: Any) -> dict[str, Any]:
        file = tmp_path / "regions.csv"
        with file.open("w", newline="") as out:
            csv.writer(out).writerows([head, *rows])
        out = StringIO()
        try:
            call_command("import_regions", str(file), json=True, stdout=out, **options)
        except CommandError:
            assert json.loads(out.getvalue())["errors"]
        result: dict[str, Any] = json.loads(out.getvalue())
        return result

    return run


def changed(code: str, **cells: str) -> list[list[str]]:
    return [
        [cells.get(name, cell) for name, cell in zip(HEAD, row, strict=True)] if row[0] == code else row
        for row in COUNTY
    ]


def snapshot() -> list[tuple[Any, ...]]:
    return list(
        Region.objects.order_by("pk").values_list("pk", "code", "name", "parent__code", "valid_from", "valid_until")
    )


def test_the_same_file_twice_changes_nothing(bring: Import) -> None:
    assert bring(COUNTY)["created"] == len(COUNTY)
    before, entries = snapshot(), Entry.objects.count()
    again = bring(COUNTY)
    assert (again["created"], again["unchanged"]) == (0, len(COUNTY))
    assert (snapshot(), Entry.objects.count()) == (before, entries)


def test_a_dry_run_says_what_would_change_and_changes_nothing(bring: Import) -> None:
    assert bring(COUNTY, dry_run=True)["created"] == len(COUNTY)
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["99010110420", "少一位", "village", "990101104000"], "12位"),
        (["990101104202", "", "village", "990101104000"], "名称"),
        (["990101104202", "前村", "hamlet", "990101104000"], "不认识"),
        (["990101104202", "前村", "town", "990101000000"], "与代码不符"),
        (["990101104202", "前村", "village", "990101999000"], "不在系统中"),
        (["990101104202", "前村", "village", ""], "缺上级"),
        (["990101104202", "前村", "village", "990101104200"], "级别不高于"),
        (["990101104200", "石门村", "village", "990101104000"], "第7行重复"),
        (["980000000000", "另一省", "province", "990000000000"], "没有上级"),
    ],
)
def test_one_wrong_line_and_nothing_is_imported(bring: Import, row: list[str], words: str) -> None:
    errors = bring([*COUNTY, row])["errors"]
    assert [each["line"] for each in errors] == [len(COUNTY) + 2]
    assert words in errors[0]["reason"]
    assert not Region.objects.exists()


def test_every_wrong_line_is_named_at_once(bring: Import) -> None:
    wrong = [["1", "甲", "village", ""], ["2", "乙", "village", ""]]
    assert [each["line"] for each in bring([*COUNTY, *wrong])["errors"]] == [10, 11]


def test_a_file_that_is_none_is_said(bring: Import, tmp_path: Path) -> None:
    assert "缺少列" in bring([["1"]], head=["code"])["errors"][0]["reason"]
    assert bring([])["errors"]
    with pytest.raises(CommandError):
        call_command("import_regions", str(tmp_path / "absent.csv"), stdout=StringIO(), stderr=StringIO())


def test_a_renamed_region_keeps_its_id_and_its_old_name(bring: Import) -> None:
    bring(COUNTY)
    living = Region.objects.get(code="990101104000")
    result = bring(changed("990101104000", name="石桥街道"), valid_from=date(2026, 10, 1))
    assert (result["renamed"], result["moved"], result["unchanged"]) == (1, 0, len(COUNTY) - 1)
    renamed = living_region("990101104000")
    assert renamed is not None and (renamed.pk, renamed.name, renamed.sort_key) == (
        living.pk,
        "石桥街道",
        "shi qiao jie dao",
    )
    before, after = region_on("990101104000", date(2026, 9, 30)), region_on("990101104000", date(2026, 10, 1))
    assert before is not None and after is not None
    assert (before.name, before.merged_into, after.name) == ("石桥镇", renamed, "石桥街道")
    entry = Entry.objects.get(type="organizations.region_renamed")
    assert "石桥镇" in entry.sentence() and "石桥街道" in entry.sentence()


def test_two_renamings_on_one_day_leave_one_living_row(bring: Import) -> None:
    bring(COUNTY)
    for name in ("石桥街道", "石桥社区街道"):
        bring(changed("990101104000", name=name), valid_from=date(2026, 10, 1))
    assert [region.name for region in Region.objects.living().filter(code="990101104000")] == ["石桥社区街道"]
    assert Region.objects.filter(code="990101104000").count() == 3


def test_a_village_that_moves_is_where_it_was_on_each_day(bring: Import) -> None:
    bring(COUNTY)
    result = bring(changed("990101104201", parent_code="990101105000"), valid_from=date(2026, 10, 1))
    assert (result["renamed"], result["moved"]) == (0, 1)
    days = [region_on("990101104201", day) for day in (date(2026, 9, 30), date(2026, 10, 1))]
    assert [each.parent.name for each in days if each and each.parent] == ["石桥镇", "双泉镇"]


def test_a_region_that_is_gone_is_closed_and_stays_known(bring: Import) -> None:
    bring(COUNTY)
    result = bring([row for row in COUNTY if row[0] != "990101104201"], valid_from=date(2026, 10, 1))
    assert (result["closed"], result["unchanged"]) == (1, len(COUNTY) - 1)
    gone = Region.objects.get(code="990101104201")
    assert (gone.valid_until, gone.merged_into) == (date(2026, 10, 1), None)
    assert living_region("990101104201") is None
    assert region_on("990101104201", date(2026, 9, 30)) == gone
    assert region_on("990101104201", date(2026, 10, 1)) is None


def test_a_closed_region_may_come_back(bring: Import) -> None:
    bring(COUNTY)
    bring([row for row in COUNTY if row[0] != "990101104201"], valid_from=date(2026, 10, 1))
    assert "早于" in bring(COUNTY, valid_from=date(2026, 9, 1))["errors"][0]["reason"]
    assert "还没有到" in bring(COUNTY, valid_from=date(2999, 9, 1))["errors"][0]["reason"]
    assert bring(COUNTY, valid_from=date(2026, 11, 1))["created"] == 1
    assert Region.objects.filter(code="990101104201").count() == 2


def test_a_merged_region_leads_to_the_one_that_took_its_place(bring: Import) -> None:
    bring(COUNTY)
    merged = [[*row, "990101104200" if row[0] == "990101104201" else ""] for row in COUNTY]
    head = [*HEAD, "merged_into"]
    assert bring(merged, head=head)["merged"] == 1
    assert living_region("990101104201") == Region.objects.get(code="990101104200")
    again = bring(merged, head=head)
    assert (again["merged"], again["closed"], again["created"]) == (0, 0, 0)
    for wrong in ("990101104201", "990101999999"):
        rows = [[*row, wrong if row[0] == "990101104201" else ""] for row in COUNTY]
        assert bring(rows, head=head)["errors"]


def test_a_file_of_one_county_closes_nothing_in_another(bring: Import) -> None:
    bring(COUNTY)
    other = [row for row in COUNTY if row[2] in ("province", "city")]
    other += [["990102000000", "邻县", "county", "990100000000"], ["990102100000", "北镇", "town", "990102000000"]]
    result = bring(other)
    assert (result["created"], result["closed"]) == (2, 0)
    towns_only = [row for row in COUNTY if row[2] != "village"]
    assert bring(towns_only)["closed"] == 0


def test_a_file_that_was_cut_off_is_refused(bring: Import) -> None:
    many = [[f"9901011042{number}", f"村{number}", "village", "990101104000"] for number in range(10, 99)]
    bring([*COUNTY, *many])
    cut = [*COUNTY, *many[:40]]
    assert "可能不完整" in bring(cut)["errors"][0]["reason"]
    assert bring(cut, allow_closures=True)["closed"] == len(many) - 40


@pytest.mark.long
def test_the_four_real_counties(bring: Import, shared_data: Path) -> None:
    out = StringIO()
    call_command("import_regions", str(shared_data / "divisions_2023.csv"), json=True, stdout=out)
    result = json.loads(out.getvalue())
    assert (result["rows"], result["created"]) == (1389, 1389)
    out = StringIO()
    call_command("import_regions", str(shared_data / "divisions_2023.csv"), json=True, stdout=out)
    assert json.loads(out.getvalue())["unchanged"] == 1389
    counties = Region.objects.filter(level="county")
    assert counties.count() == 4
    assert all(region.parent_id for region in Region.objects.exclude(level="province"))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单县", "shan xian"),
        ("六安市", "lu an shi"),
        ("东阿镇", "dong e zhen"),
        ("石桥镇", "shi qiao zhen"),
        ("A区", "a qu"),
    ],
)
def test_places_sort_by_their_own_sound(name: str, key: str) -> None:
    assert sort_key(name) == key
