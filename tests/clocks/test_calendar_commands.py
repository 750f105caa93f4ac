"""The calendar at a console: a county's own, a year's notice, single days, office hours; each beside its refusals."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kernel.ledger.models import Entry
from kernel.workdays.models import Calendar
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.queries import calendar_code_of, load
from tests.cast import COUNTY, Cast

pytestmark = pytest.mark.django_db
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
IN_2027 = "day,kind,name\n2026-12-31,rest,元旦\n2027-01-01,放假,元旦\n2027-02-14,work,春节\n"


def told(command: str, *arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(command, *arguments, "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def refused(command: str, *arguments: str) -> str:
    versions = set(Calendar.objects.values_list("code", "version"))
    with pytest.raises(CommandError) as refusal:
        call_command(command, *arguments)
    assert refusal.value.returncode == 2
    assert set(Calendar.objects.values_list("code", "version")) == versions
    return str(refusal.value)


def in_file(folder: Path, text: str, encoding: str = "utf-8") -> str:
    file = folder / "notice.csv"
    file.write_bytes(text.encode(encoding))
    return str(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_year_s_notice_is_read_as_spreadsheets_write_it(cast: Cast, tmp_path: Path, encoding: str):
    file = in_file(tmp_path, IN_2027, encoding)
    by = cast.administrator.username
    answer = told("publish_calendar_year", "--csv", file, "--year", "2027", "--notice", NOTICE, "--by", by)
    calendar = load("CN")
    assert answer == {"calendar": "CN", "version": calendar.version, "year": 2027, "days": 3}
    assert not calendar.provisional(date(2027, 6, 1)) and calendar.is_working(date(2027, 2, 14))
    assert (calendar.label(date(2026, 12, 31)), calendar.notice(date(2026, 12, 31))) == ("元旦", NOTICE)
    entry = Entry.objects.get(subject_kind="calendar")
    assert NOTICE in entry.sentence() and entry.person != ""


@pytest.mark.long
def test_a_county_opens_its_calendar_and_decides_a_day_itself(cast: Cast, tmp_path: Path):
    answer = told("derive_calendar", "--region", COUNTY, "--notice", "县政府通知")
    assert answer == {"calendar": "990101", "version": load("990101").version, "name": "示范县工作日历"}
    assert calendar_code_of(COUNTY) == "990101"
    file = in_file(tmp_path, "day,kind,name\n2026-12-02,rest,抗震救灾\n")
    days = ("--csv", file, "--code", "990101", "--notice", "县政府通知", "--own")
    assert told("change_calendar_days", *days)["days"] == 1
    assert load("CN").is_working(date(2026, 12, 2)) and not load("990101").is_working(date(2026, 12, 2))
    in_file(tmp_path, "day,kind,name\n2026-12-02,plain,\n")
    told("change_calendar_days", *days)
    assert load("990101").is_working(date(2026, 12, 2))
    assert Entry.objects.filter(subject_number="990101").count() == 3


def test_office_hours_change_from_a_day_on():
    arguments = (
        "--hours",
        "1-5=09:00-12:00,13:30-17:00",
        "6=09:00-12:00",
        "--from",
        "2026-11-06",
        "--notice",
        "冬令时",
    )
    answer = told("change_office_hours", *arguments)
    hours = load("CN").hours
    assert answer == {"calendar": "CN", "version": load("CN").version, "first_date": "2026-11-06"}
    assert hours.week_of(date(2026, 11, 5)) == OfficeHours.county().weekly
    assert [len(day) for day in hours.week_of(date(2026, 11, 6))] == [2, 2, 2, 2, 2, 1, 0]


@pytest.mark.long
def test_in_words_each_says_what_it_did(cast: Cast, tmp_path: Path):
    out, file = io.StringIO(), in_file(tmp_path, IN_2027)
    call_command("publish_calendar_year", "--csv", file, "--year", "2027", "--notice", NOTICE, stdout=out)
    call_command("change_calendar_days", "--csv", file, "--notice", NOTICE, stdout=out)
    call_command(
        "change_office_hours", "--hours", "1-5=09:00-12:00", "--from", "2026-11-06", "--notice", "n", stdout=out
    )
    call_command("derive_calendar", "--region", COUNTY, "--notice", "n", stdout=out)
    words = ["2027年通知的 3 天", "已改 3 天", "自2026-11-06起改用新作息", "已建立示范县工作日历"]
    assert all(word in line for word, line in zip(words, out.getvalue().splitlines(), strict=True))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("day,name\n2027-01-01,元旦\n", "缺少列：kind"),
        ("day,kind,name\n2027-01-01,rest,元旦\n2027-1-2,rest,元旦\n", "第 3 行：day“2027-1-2”不是"),
        ("day,kind,name\n2027-02-29,rest,元旦\n", "第 2 行：day“2027-02-29”不是"),
        ("day,kind,name\n2027-01-01,off,元旦\n", "第 2 行：kind“off”"),
        ("day,kind,name\n2027-01-01,plain,元旦\n", "第 2 行：kind“plain”"),
        ("day,kind,name\n2027-01-01,rest,元旦\n2027-01-01,work,元旦\n", "第 3 行：2027-01-01 出现了两次"),
        ("day,kind,name\n2027-01-01,rest,元旦,更多\n", "第 2 行：比表头多出“更多”"),
        ("day,kind,name\n2027-01-01,rest,\n", "2027-01-01 须写明"),
        ("day,kind,name\n2026-03-01,rest,元旦\n2027-01-01,rest,元旦\n", "应在2027年"),
        ("day,kind,name\n", "应在2027年"),
        ("", "空"),
    ],
)
def test_a_bad_notice_gets_one_sentence_and_changes_nothing(tmp_path: Path, text: str, word: str):
    file = in_file(tmp_path, text)
    assert word in refused("publish_calendar_year", "--csv", file, "--year", "2027", "--notice", NOTICE)


@pytest.mark.parametrize(
    "hours",
    [
        ["1-5"],
        ["0-5=08:30-12:00"],
        ["5-1=08:30-12:00"],
        ["1-5=12:00-08:30"],
        ["1-5=08:30"],
        ["1-5=8点-9点"],
        ["1-5=08:30-12:00", "5=09:00-12:00"],
        ["6=09:00-12:00"],
        ["1-5=08:30-12:00-13:00"],
    ],
)
def test_hours_that_are_none_are_refused(hours: list[str]):
    arguments = ("--hours", *hours, "--from", "2026-11-06", "--notice", "冬令时")
    assert "应写成" in refused("change_office_hours", *arguments)


def test_a_stranger_a_bad_day_and_an_unknown_calendar_are_refused(cast: Cast, tmp_path: Path):
    hours = ("change_office_hours", "--hours", "1-5=09:00-12:00", "--notice", "冬令时")
    assert "不是 YYYY-MM-DD" in refused(*hours, "--from", "11/06")
    assert "工作日历范围" in refused(*hours, "--from", "2099-01-01")
    assert "没有工作日历“XX”" in refused(*hours, "--from", "2026-11-06", "--code", "XX")
    assert "没有用户“nobody”" in refused(*hours, "--from", "2026-11-06", "--by", "nobody")
    assert refused(*hours, "--from", "2026-11-06", "--by", cast.stranger.username)
    long = "长" * 201
    assert "200字以内" in refused("change_office_hours", *hours[1:3], "--from", "2026-11-06", "--notice", long)
    assert not Entry.objects.filter(subject_kind="calendar").exists()


@pytest.mark.long
def test_only_a_living_county_opens_a_calendar_and_once(cast: Cast):
    assert "没有代码是“990102000000”的县" in refused("derive_calendar", "--region", "990102000000", "--notice", "n")
    assert refused("derive_calendar", "--region", COUNTY, "--notice", "n", "--by", cast.clerk.username)
    assert "须写明所依据的通知" in refused("derive_calendar", "--region", COUNTY, "--notice", " ")
    call_command("derive_calendar", "--region", COUNTY, "--notice", "n", stdout=io.StringIO())
    assert "已经有了" in refused("derive_calendar", "--region", COUNTY, "--notice", "n")
