"""The command reads a list of starts and lengths and answers in its order."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def dues(folder: Path, text: str) -> list[dict[str, object]]:
    file, out = folder / "list.csv", io.StringIO()
    file.write_text(text, encoding="utf-8")
    call_command("due_date", "--csv", str(file), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_dates_in_the_order_of_the_file(tmp_path: Path):
    text = (
        "start_date,working_days,calendar_days\n"
        "2026-09-24,20,\n2026-09-24,,7\n2026-10-09,,9\n2026-12-24,6,\n2026-10-11,0,\n2010-03-01,,56\n"
    )
    assert dues(tmp_path, text) == [
        {"due_date": "2026-10-29", "provisional": False},
        {"due_date": "2026-10-08", "provisional": False},
        {"due_date": "2026-10-19", "provisional": False},
        {"due_date": "2027-01-04", "provisional": True},
        {"due_date": "2026-10-12", "provisional": False},
        {"due_date": "2010-04-26", "provisional": False},
    ]


def test_one_of_the_two_columns_is_enough(tmp_path: Path):
    assert dues(tmp_path, "start_date,working_days\n2026-10-09,1\n")[0]["due_date"] == "2026-10-10"
    assert dues(tmp_path, "calendar_days,start_date\n1,2026-10-09\n")[0]["due_date"] == "2026-10-10"


def test_a_number_is_read_as_spreadsheets_write_it(tmp_path: Path):
    text = "start_date,working_days,calendar_days\n2026-10-09,1.0,\n2026-10-09,, 0001 \n2026-10-09,,1.00\n"
    assert {each["due_date"] for each in dues(tmp_path, text)} == {"2026-10-10"}


def test_a_wrong_row_takes_nothing_from_the_others(tmp_path: Path):
    file, out = tmp_path / "list.csv", io.StringIO()
    file.write_text(
        "start_date,working_days\n2026-10-09,1\n9999-01-01,1\nyesterday,1\n2026-09-24,20\n", encoding="utf-8"
    )
    with pytest.raises(CommandError, match=r"(?s)第 3 行.*第 4 行") as refusal:
        call_command("due_date", "--csv", str(file), "--json", stdout=out)
    assert refusal.value.returncode == 2
    answers = json.loads(out.getvalue())
    assert [each["due_date"] for each in answers] == ["2026-10-10", None, None, "2026-10-29"]
    assert ["error" in each for each in answers] == [False, True, True, False]


def test_a_list_without_rows_is_an_empty_list(tmp_path: Path):
    assert dues(tmp_path, "start_date,working_days\n\n") == []


def test_every_day_of_the_notices_agrees_with_a_count_on_fingers(tmp_path: Path, shared_data: Path):
    """From the notices as the folder of real data has them, not from the package that the calendar was made of."""
    with (shared_data / "working_days_2007_2026.csv").open(encoding="utf-8-sig") as file:
        named = {date.fromisoformat(row["date"]): row["kind"] == "workday" for row in csv.DictReader(file)}

    def works(day: date) -> bool:
        return named.get(day, day.weekday() < 5)

    rows, expected = ["start_date,calendar_days,working_days"], []
    for offset in range(0, 7_000, 3):
        start, many = date(2007, 1, 1) + timedelta(days=offset), offset % 61
        end, left = start, many
        while left or not works(end):
            end += timedelta(days=1)
            left -= works(end) and left > 0
        rolled = start + timedelta(days=many)
        while not works(rolled):
            rolled += timedelta(days=1)
        rows += [f"{start},,{many}", f"{start},{many},"]
        expected += [end.isoformat(), rolled.isoformat()]
    answer = dues(tmp_path, "\r\n".join(rows))
    assert [each["due_date"] for each in answer] == expected
    assert not any(each["provisional"] for each in answer)


def test_in_words_a_provisional_date_says_so(tmp_path: Path):
    file, out = tmp_path / "list.csv", io.StringIO()
    file.write_text("start_date,working_days\n2026-12-24,6\n")
    call_command("due_date", "--csv", str(file), stdout=out)
    assert out.getvalue() == "2026-12-24\t2027-01-04（暂定）\n"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("start,working_days\n2026-10-09,1\n", "start_date"),
        ("start_date,days\n2026-10-09,1\n", "working_days"),
        ("start_date,working_days\n2026-10-09,1\n2026-13-01,1\n", "第 3 行"),
        ("start_date,working_days\n2026-10-09,-1\n", "非负整数"),
        ("start_date,working_days\n2026-10-09,一\n", "非负整数"),
        ("start_date,working_days\n2026-10-09,\n", "只填一个"),
        ("start_date,working_days,calendar_days\n2026-10-09,1,1\n", "只填一个"),
        ("start_date,working_days\n2003-10-09,1\n", "范围"),
        ("start_date,calendar_days\n2026-10-09,99999\n", "范围"),
        ("start_date,calendar_days\n9999-12-31,10\n", "范围"),
        ("start_date,working_days\n2026-10-09,100000\n", "范围"),
        (f"start_date,working_days\n2026-10-09,{'9' * 5000}\n", "^.{,99}范围.{,99}$"),
        (f"start_date,working_days\n2026-10-09,{'x' * 5000}\n", "^.{,99}非负整数.{,9}$"),
        ("start_date,working_days\n2026-10-09,1.5\n", "非负整数"),
        ("start_date,working_days\n2026-10-09,1,000\n", "第 2 行.*多出.*000"),
        ("start_date,working_days\n\n2026-10-09,1\n\n\n2026-02-29,1\n", "第 6 行"),
        ('start_date,working_days,note\n2026-10-09,1,"a\n\nb"\n2026-02-29,1,\n', "第 5 行"),
        ("start_date,working_days\n2026-W41-5,1\n", "YYYY-MM-DD"),
        ("start_date,working_days\n２０２６-10-09,1\n", "YYYY-MM-DD"),
        ("start_date,working_days,working_days\n2026-10-09,1,2\n", "两次"),
        (",\n", "空"),
    ],
)
def test_a_bad_file_or_row_gets_one_sentence_and_code_2(tmp_path: Path, text: str, word: str):
    with pytest.raises(CommandError, match=word) as refusal:
        dues(tmp_path, text)
    assert refusal.value.returncode == 2


def test_an_unknown_calendar_is_refused(tmp_path: Path):
    with pytest.raises(CommandError, match="XX"):
        call_command("due_date", "--csv", str(tmp_path / "list.csv"), "--calendar", "XX")
