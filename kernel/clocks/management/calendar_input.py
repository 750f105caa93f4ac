"""What the commands that change a calendar are given at a console, as the values that the actions take."""

import re
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.identifiers.csv_files import CsvFileUnreadable, CsvRow, read_rows
from kernel.ledger.refusals import Refusal
from kernel.workdays.models import Calendar
from kernel.workdays.office_hours import NoOfficeHours, OfficeHours
from kernel.workdays.working_calendar import Kind, NamedDay

WRONG_INPUT: Final = 2
COLUMNS: Final = ("day", "kind", "name")
KINDS: Final[dict[str, Kind]] = {"rest": "rest", "work": "work", "放假": "rest", "上班": "work"}
PLAIN: Final = ("plain", "恢复")
SHOWN: Final = 30  # characters of a wrong cell in a sentence
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEEKDAYS = re.compile(r"([1-7])(?:-([1-7]))?=(.+)")


def add_common_arguments(parser: ArgumentParser) -> None:
    """What every change of a calendar says: its notice, who makes it, how it is told."""
    parser.add_argument("--notice", required=True, help="name and number of the notice it rests on")
    parser.add_argument(
        "--by",
        metavar="SIGNIN",
        help="sign-in name of the system administrator; without it the operator at the console",
    )
    parser.add_argument("--json", action="store_true", help="print {calendar, version}")


def told(calendar: Calendar) -> dict[str, str | int]:
    """The answer for machines."""
    return {"calendar": calendar.code, "version": calendar.version}


def carry_out(act: Callable[[], Calendar]) -> Calendar:
    """The changed calendar. Errors: CommandError with the sentence of the refusal."""
    try:
        return act()
    except Refusal as refusal:
        raise CommandError(refusal.sentence, returncode=WRONG_INPUT) from refusal


def person(signin: str | None) -> User | None:
    """Who makes the change. Errors: CommandError for a name that may not sign in."""
    if signin is None:
        return None
    found = User.objects.filter(username=signin, is_active=True).first()
    if found is None:
        raise CommandError(_("没有用户“{name}”，或者已经停用。").format(name=_short(signin)), returncode=WRONG_INPUT)
    return found


def day_of(text: str, what: str) -> date:
    """A day written as YYYY-MM-DD. Errors: CommandError naming `what`."""
    try:
        # stricter than fromisoformat, which also reads weeks
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CommandError(
        _("{what}“{text}”不是 YYYY-MM-DD 的日期。").format(what=what, text=_short(text)), returncode=WRONG_INPUT
    )


def named_days(path: Path) -> dict[date, NamedDay]:
    """The days of a year's notice from a CSV with day,kind,name. Errors: CommandError naming the line."""
    found: dict[date, NamedDay] = {}
    for row, day, named in _rows(path):
        if named is None:
            raise _wrong(row, _no_kind(row))
        found[day] = named
    return found


def changed_days(path: Path) -> dict[date, NamedDay | None]:
    """As `named_days`; a day of kind plain becomes one like any other of its week (None)."""
    return {day: named for _row, day, named in _rows(path)}


def hours_of(weekdays: Sequence[str]) -> OfficeHours:
    """From ["1-5=08:30-12:00,13:30-17:30", "6=09:00-12:00"], Monday is 1. Errors: CommandError."""
    table: dict[str, list[list[str]]] = {}
    for part in weekdays:
        match = _WEEKDAYS.fullmatch(part)
        if match is None:
            raise _no_hours(part)
        first, last = int(match[1]), int(match[2] or match[1])
        intervals = [interval.split("-") for interval in match[3].split(",")]
        if last < first or any(str(day) in table for day in range(first, last + 1)):
            raise _no_hours(part)
        table |= {str(day): intervals for day in range(first, last + 1)}
    try:
        return OfficeHours.from_json(table)
    except NoOfficeHours:
        raise _no_hours(" ".join(weekdays)) from None


def _rows(path: Path) -> list[tuple[CsvRow, date, NamedDay | None]]:
    try:
        rows = read_rows(path, required=COLUMNS)
    except CsvFileUnreadable as unreadable:
        raise CommandError(str(unreadable), returncode=WRONG_INPUT) from unreadable
    found: dict[date, tuple[CsvRow, date, NamedDay | None]] = {}
    for row in rows:
        if row.surplus:
            raise _wrong(row, _("比表头多出“{text}”，请核对逗号。").format(text=_short(row.surplus)))
        try:
            day = day_of(row["day"], "day")
        except CommandError as error:
            raise _wrong(row, str(error)) from None
        if day in found:
            raise _wrong(row, _("{day} 出现了两次。").format(day=day))
        found[day] = (row, day, _named(row))
    return list(found.values())


def _named(row: CsvRow) -> NamedDay | None:
    if row["kind"] in PLAIN:
        return None
    if row["kind"] not in KINDS:
        raise _wrong(row, _no_kind(row))
    return NamedDay(KINDS[row["kind"]], row["name"])


def _no_kind(row: CsvRow) -> str:
    sentence = _("kind“{text}”不是 rest（放假）或 work（上班）。")
    return sentence.format(text=_short(row["kind"]))


def _no_hours(text: str) -> CommandError:
    sentence = _("作息“{text}”应写成 1-5=08:30-12:00,13:30-17:30，星期一为 1，时段先后不重叠，并且包括星期一。")
    return CommandError(sentence.format(text=_short(text)), returncode=WRONG_INPUT)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _wrong(row: CsvRow, reason: str) -> CommandError:
    return CommandError(_("第 {line} 行：{reason}").format(line=row.line, reason=reason), returncode=WRONG_INPUT)
