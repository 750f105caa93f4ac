"""Read a log of two CSV files and put its lines in the order in which they happened. Pure but for the files.

Cases: case_id, start_date, deadline, end_date (empty while it runs), and department if known. Events: case_id,
activity, timestamp, resource. Every time is an instant with its offset. A row that cannot be is refused with a
sentence, and so is every event of a refused case, in silence; what it says of the time still tells how far the log
reaches.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, product
from pathlib import Path
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.identifiers.csv_files import read_rows
from kernel.ledger.privacy import PersonalNumberInLedger, refuse_personal_numbers
from kernel.workdays.zone import SHANGHAI

CASE_COLUMNS: Final = ("case_id", "start_date", "deadline", "end_date")
EVENT_COLUMNS: Final = ("case_id", "activity", "timestamp")
# T03 stands on 行政许可法, in force since that day; the working-day calendar does not reach further back either
EARLIEST: Final = datetime(2004, 7, 1, tzinfo=SHANGHAI)
# the last year has days that no clock east of Greenwich can show
LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC)
LONGEST_ID: Final = 100
LONGEST_WORDS: Final = 200
LONGEST_PERSON: Final = 100  # as the ledger keeps it

Kind = Literal["start", "activity", "end"]
_ORDER: Final[Mapping[Kind, int]] = {"start": 0, "activity": 1, "end": 2}
_COLUMN_WORDS: Final[Mapping[str, str | Promise]] = {
    "start_date": gettext_lazy("开始时间"),
    "deadline": gettext_lazy("期限"),
    "end_date": gettext_lazy("结束时间"),
    "timestamp": gettext_lazy("环节时间"),
}


class RowRefused(ValueError):
    """A row that cannot be; the message is the sentence."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused row, by its case's id as the file has it."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """One row of the cases file that can be."""

    case_id: str
    department: str
    started_at: datetime
    deadline: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a case. `at`: when it is played, never before the case's line above it in the file;
    `logged_at`: the log's own instant."""

    kind: Kind
    at: datetime
    case: LoggedCase
    logged_at: datetime
    activity: str = ""
    resource: str = ""


@dataclass
class Log:
    """What was read. `rows` counts the cases file; `ends_at` is the latest instant at which anything happened in either
    file, also by a refused row (a deadline and a plan are not happenings); None for a log that tells no time."""

    rows: int
    cases: dict[str, LoggedCase] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ends_at: datetime | None = None


def digest(cases: Path, events: Path) -> str:
    """The log's own identity: SHA-256 (hex) over the hashes of its two files. Errors: OSError."""
    parts = [hashlib.sha256(path.read_bytes()).digest() for path in (cases, events)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def read(cases: Path, events: Path, *, now: datetime) -> Log:
    """Read both files. What lies after `now` has not happened and is refused. Errors: CsvFileUnreadable."""
    rows = read_rows(cases, required=CASE_COLUMNS)
    log = Log(rows=len(rows))
    seen: set[str] = set()
    for row in rows:
        try:
            found = _case(row, seen, now)
        except RowRefused as refusal:
            log.refused.append(Refused(row["case_id"], str(refusal)))
        else:
            log.cases[found.case_id] = found
        seen.add(row["case_id"])
    logged = read_rows(events, required=EVENT_COLUMNS)
    activities = list(_activities(logged, log, seen, now))
    ordered = chain(_edges(log), activities)
    log.lines = sorted(ordered, key=lambda line: (line.at, _ORDER[line.kind]))
    told = chain(_instants(rows, ("start_date", "end_date"), now), _instants(logged, ("timestamp",), now))
    log.ends_at = max(told, default=None)
    return log


def _instants(rows: Iterable[Mapping[str, str]], columns: Iterable[str], now: datetime) -> Iterator[datetime]:
    """Whatever happened by these columns, in rows that can be and in rows that cannot."""
    for row, column in product(rows, columns):
        with suppress(RowRefused):
            yield _happened(row, column, now)


def _case(row: Mapping[str, str], seen: set[str], now: datetime) -> LoggedCase:
    case_id = row["case_id"]
    if not case_id:
        raise RowRefused(_("没有办件编号。"))
    if case_id in seen:
        raise RowRefused(_("办件编号重复，以文件中第一行为准。"))
    if len(case_id) > LONGEST_ID or not case_id.isprintable():
        raise RowRefused(_("办件编号应为不超过 {most} 个可见字符。").format(most=LONGEST_ID))
    _writable(case_id)
    department = _words(row, "department")
    started = _happened(row, "start_date", now)
    ended = _happened(row, "end_date", now) if row["end_date"] else None
    if ended is not None and ended < started:
        raise RowRefused(_("结束时间早于开始时间。"))
    return LoggedCase(case_id, department, started, _instant(row, "deadline"), ended)


def _instant(row: Mapping[str, str], column: str) -> datetime:
    """The instant in a column. Errors: RowRefused when it is absent, unreadable, without offset or out of reach."""
    text, what = row[column], str(_COLUMN_WORDS[column])
    if not text:
        raise RowRefused(_("没有写明{what}。").format(what=what))
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise RowRefused(_("{what}“{text}”读不懂。").format(what=what, text=text)) from None
    if at.tzinfo is None:
        raise RowRefused(_("{what}“{text}”没有时区，不知道是哪一刻。").format(what=what, text=text))
    if at < EARLIEST:
        raise RowRefused(_("{what}早于 2004 年 7 月 1 日，无法监察。").format(what=what))
    if at >= LATEST:
        raise RowRefused(_("{what}“{text}”太远，日历上没有这一天。").format(what=what, text=text))
    return at


def _happened(row: Mapping[str, str], column: str, now: datetime) -> datetime:
    at = _instant(row, column)
    if at > now:
        raise RowRefused(_("{what}在将来，还没有发生。").format(what=str(_COLUMN_WORDS[column])))
    return at


def _words(row: Mapping[str, str], column: str, *, longest: int = LONGEST_WORDS) -> str:
    """The text in a column, its blanks made plain ones; empty when absent. Errors: RowRefused."""
    words = " ".join(row.get(column, "").split())
    if len(words) > longest or not words.isprintable():
        raise RowRefused(_("文字过长或含有不可见字符。"))
    _writable(words)
    return words


def _writable(text: str) -> None:
    """Errors: RowRefused for a text that can never be written into the ledger."""
    try:
        refuse_personal_numbers({"text": text})
    except PersonalNumberInLedger as refusal:
        raise RowRefused(str(refusal)) from None


def _activities(rows: Iterable[Mapping[str, str]], log: Log, seen: set[str], now: datetime) -> Iterator[Line]:
    """The events of accepted cases in the file's order, each not before the one above it of the same case."""
    reached: dict[str, datetime] = {}
    for row in rows:
        case = log.cases.get(row["case_id"])
        try:
            if row["case_id"] not in seen:
                raise RowRefused(_("环节所属的办件不在办件文件中。"))
            if case is None:
                continue
            activity, resource = _words(row, "activity"), _words(row, "resource", longest=LONGEST_PERSON)
            at = _happened(row, "timestamp", now)
        except RowRefused as refusal:
            log.refused.append(Refused(row["case_id"], str(refusal)))
            continue
        played = reached[case.case_id] = max(at, reached.get(case.case_id, case.started_at))
        yield Line("activity", played, case, at, activity, resource)


def _edges(log: Log) -> Iterator[Line]:
    for case in log.cases.values():
        yield Line("start", case.started_at, case, case.started_at)
        if case.ended_at is not None:
            yield Line("end", case.ended_at, case, case.ended_at)
