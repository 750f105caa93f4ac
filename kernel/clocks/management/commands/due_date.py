"""due_date --csv FILE: the due date of every row of a list."""

import json
import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from kernel.clocks.arithmetic import Due, Terms, Unit, due
from kernel.identifiers.csv_files import CsvFileUnreadable, CsvRow, read_rows
from kernel.workdays.queries import NATIONAL, UnknownCalendar, load
from kernel.workdays.working_calendar import OutsideCalendar, WorkCalendar
from kernel.workdays.zone import SHANGHAI

WRONG_INPUT = 2
JSON_HELP = "a list of {due_date, provisional} in file order; a wrong row has due_date null and an error"
UNITS: dict[str, Unit] = {"working_days": "working_day", "calendar_days": "natural_day"}
LONGEST = 5  # digits of a number of days
SHOWN = 30  # characters of a wrong cell in a sentence
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# a column with empty cells is often written as 20.0
_COUNT = re.compile(r"0*([0-9]+)(?:\.0+)?")


class Command(BaseCommand):
    help = "Due dates of a CSV list: columns start_date and working_days or calendar_days; the start is day 0."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--csv", type=Path, required=True, metavar="FILE")
        parser.add_argument("--calendar", default=NATIONAL, metavar="CODE")
        parser.add_argument(
            "--json",
            action="store_true",
            help=JSON_HELP,
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            calendar = load(options["calendar"])
            rows = read_rows(options["csv"], required=("start_date",), any_of=tuple(UNITS))
        except (UnknownCalendar, CsvFileUnreadable) as error:
            raise CommandError(error.args[0], returncode=WRONG_INPUT) from error
        found = [_answer(row, calendar) for row in rows]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for row, each in zip(rows, found, strict=True):
                self.stdout.write(f"{row['start_date']}\t{_in_words(each)}")
        # the rows that can be answered are; those that cannot are all named at once
        wrong = [str(each["error"]) for each in found if "error" in each]
        if wrong:
            raise CommandError("\n".join(wrong), returncode=WRONG_INPUT)


def _answer(row: CsvRow, calendar: WorkCalendar) -> dict[str, Any]:
    """{due_date, provisional} of a row; of a wrong one due_date is None and `error` says why."""
    try:
        found = _due_of_row(row, calendar)
    except RowWrong as wrong:
        return {"due_date": None, "provisional": False, "error": str(wrong)}
    assert found.date is not None
    return {"due_date": found.date.isoformat(), "provisional": found.provisional}


def _in_words(answer: dict[str, Any]) -> str:
    if answer["due_date"] is None:
        return "—"
    return f"{answer['due_date']}{_('（暂定）') if answer['provisional'] else ''}"


class RowWrong(Exception):
    """A row that has no due date; the words name its line."""


def _due_of_row(row: CsvRow, calendar: WorkCalendar) -> Due:
    """The row's due date. Errors: RowWrong."""
    if row.surplus:
        raise _wrong(row.line, _("比表头多出“{text}”，请核对逗号。").format(text=_short(row.surplus)))
    given = {column: row[column] for column in UNITS if row.get(column)}
    if len(given) != 1:
        raise _wrong(row.line, _("working_days 和 calendar_days 应填且只填一个。"))
    [(column, text)] = given.items()
    # stricter than fromisoformat, which also reads weeks
    if _DAY.fullmatch(row["start_date"]) is None:
        raise _no_day(row)
    try:
        start = date.fromisoformat(row["start_date"])
    except ValueError:
        raise _no_day(row) from None
    length = _COUNT.fullmatch(text)
    if length is None:
        raise _wrong(row.line, _("{column}“{text}”不是非负整数。").format(column=column, text=_short(text)))
    started_at = datetime.combine(start, time(12), SHANGHAI)
    try:
        # no calendar has more than five digits of days
        days = int(length[1]) if len(length[1]) <= LONGEST else 10**LONGEST
        return due(Terms(UNITS[column], days, started_at), calendar)
    except (OutsideCalendar, OverflowError):
        reach = _("超出工作日历的范围（{first} 至 {last}）。").format(first=calendar.first, last=calendar.last)
        raise _wrong(row.line, reach) from None


def _no_day(row: CsvRow) -> RowWrong:
    sentence = _("start_date“{text}”不是 YYYY-MM-DD 的日期。")
    return _wrong(row.line, sentence.format(text=_short(row["start_date"])))


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _wrong(line: int, reason: str) -> RowWrong:
    return RowWrong(_("第 {line} 行：{reason}").format(line=line, reason=reason))
