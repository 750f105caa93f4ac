"""import_registered: lists out of departments' own systems, taken line by line and only once."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from approvals import actions
from approvals.models import Registration
from approvals.registered import importing
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from tests.cast import Cast, local
from tests.catalogue.lists import workbook, written

HEAD = ["事项编码", "部门系统编号", "申请人", "收件时间", "办结时间", "结果"]
DONE = ["LW030", "BDC-1", "周小宁", "2026-09-07 10:00", "2026-09-08 16:30", "办成"]
OPEN = ["LW030", "BDC-2", "990101198309270015", "2026-09-07", "", ""]


@pytest.fixture
def county(cast: Cast) -> Cast:
    cast.item.handling = "external"
    cast.item.save()
    return cast


def imported(path: Path, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("import_registered", str(path), json=True, stdout=out, **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def counts(found: dict[str, Any]) -> tuple[int, ...]:
    return (found["registered"], found["finished"], found["unchanged"], len(found["refused"]))


@pytest.mark.parametrize("shape", ["csv", "gb18030", "xlsx"])
def test_lines_are_registered_and_finished(county: Cast, tmp_path: Path, shape: str) -> None:
    rows = [HEAD, DONE, OPEN]
    path = (
        workbook(tmp_path / "a.xlsx", rows)
        if shape == "xlsx"
        else written(tmp_path / "a.csv", rows, encoding="gb18030" if shape == "gb18030" else "utf-8")
    )
    assert counts(imported(path)) == (2, 1, 0, 0)
    done = Registration.objects.get(foreign_number="BDC-1")
    assert (done.case.channel, done.case.applicant_words, done.result) == ("imported", "周*宁", "granted")
    assert done.case.ended_at == local(2026, 9, 8, 16, 30) and done.registered_by is None
    waiting = Registration.objects.get(foreign_number="BDC-2").case
    assert waiting.applicant == county.applicant and waiting.received_at == local(2026, 9, 7, 0)
    entry = Entry.objects.of(waiting.ledger_subject).get()
    assert (entry.person, entry.organization, entry.at) == ("系统", "BM01", waiting.received_at)


def test_the_same_list_twice_changes_nothing_and_a_longer_one_goes_on(county: Cast, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [HEAD, DONE, OPEN])
    imported(path)
    before = Entry.objects.count()
    assert counts(imported(path)) == (0, 0, 2, 0) and Entry.objects.count() == before
    ended = [*OPEN[:4], "2026-09-09 09:00", "不予"]
    assert counts(imported(written(tmp_path / "b.csv", [HEAD, DONE, ended]))) == (0, 1, 1, 0)
    assert Registration.objects.get(foreign_number="BDC-2").result == "denied"


def test_a_run_that_was_cut_off_is_repeated(county: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.csv", [HEAD, DONE, OPEN])

    def cut(_number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.import_registered(path, progress=cut)
    assert Case.objects.count() == 1
    assert counts(imported(path)) == (1, 0, 1, 0)


def test_a_dry_run_says_the_same_and_writes_nothing(county: Cast, tmp_path: Path) -> None:
    found = imported(written(tmp_path / "a.csv", [HEAD, DONE, OPEN]), dry_run=True)
    assert counts(found) == (2, 1, 0, 0) and found["dry_run"] is True
    assert not Case.objects.exists() and not Entry.objects.filter(subject_kind="case").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["XX1", *DONE[1:]], "没有编码"),
        ([*DONE[:1], "", *DONE[2:]], "部门系统编号要填写"),
        ([*DONE[:2], "", *DONE[3:]], "姓名"),
        ([*DONE[:3], "昨天", *DONE[4:]], "日期看不懂"),
        ([*DONE[:3], "", *DONE[4:]], "缺收件时间"),
        ([*DONE[:3], "2099-09-07 10:00", "", ""], "不能晚于现在"),
        ([*DONE[:4], "2026-09-06", "办成"], "早于收件"),
        ([*DONE[:4], "", "办成"], "没有写办结时间"),
        ([*DONE[:5], "也许"], "看不懂"),
        ([*DONE[:3], "1899-09-07", "", ""], "工作日历"),
    ],
)
def test_a_line_that_cannot_be_kept_is_refused_with_its_reason_and_the_others_are_taken(
    county: Cast, tmp_path: Path, line: list[str], said: str
) -> None:
    found = imported(written(tmp_path / "a.csv", [HEAD, line, OPEN]))
    assert counts(found) == (1, 0, 0, 1)
    assert found["refused"][0]["line"] == 2 and said in found["refused"][0]["reason"]
    assert Registration.objects.get().foreign_number == "BDC-2"


def test_what_was_registered_otherwise_is_told_and_stays(county: Cast, tmp_path: Path) -> None:
    imported(written(tmp_path / "a.csv", [HEAD, DONE]))
    other = [[*DONE[:3], "2026-09-07 11:00", *DONE[4:]], [*DONE[:5], "不予"]]
    found = imported(written(tmp_path / "b.csv", [HEAD, *other]))
    assert counts(found) == (0, 0, 0, 2)
    assert Registration.objects.get().result == "granted"


def test_an_item_that_is_handled_here_is_not_imported(cast: Cast, tmp_path: Path) -> None:
    found = imported(written(tmp_path / "a.csv", [HEAD, DONE]))
    assert counts(found) == (0, 0, 0, 1) and "按收件办" in found["refused"][0]["reason"]


def test_a_file_without_its_columns_is_refused_whole(county: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="缺少列"):
        imported(written(tmp_path / "a.csv", [HEAD[:2], DONE[:2]]))


def test_what_the_counter_registered_is_finished_by_the_list(county: Cast, tmp_path: Path) -> None:
    actions.register_external(
        by=county.clerk, window=county.window, version=county.item, foreign_number="BDC-1",
        who=importing.named("周小宁"), at=local(2026, 9, 7),
    )  # fmt: skip
    assert counts(imported(written(tmp_path / "a.csv", [HEAD, DONE]))) == (0, 1, 0, 0)


def test_words_for_people(county: Cast, tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_registered", str(written(tmp_path / "a.csv", [HEAD, DONE, ["X", *OPEN[1:]]])), stdout=out)
    assert "共 2 行：登记收件 1，登记办结 1，未变 0，没有导入 1。" in out.getvalue()
    assert "第 3 行 BDC-2：没有编码是“X”的现行事项。" in out.getvalue()
