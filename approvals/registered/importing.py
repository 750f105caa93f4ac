"""A list out of a department's own system: each line is registered, finished, or refused by itself.

A line that is there already changes nothing, so that the same list, or a longer one of the next day, goes on where the
last one stopped. Each line is one transaction: a run that was cut off keeps what it did.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import actions
from approvals.models import Registration
from approvals.registered.naming import named
from approvals.typed import instant, line
from kernel.catalogue.models import ItemVersion
from kernel.identifiers.csv_files import CsvRow
from kernel.identifiers.list_files import read_rows
from kernel.ledger.refusals import Refusal
from kernel.workdays.words import moment_words
from kernel.workdays.working_calendar import OutsideCalendar
from kernel.workdays.zone import local_date

REQUIRED: Final = ("code", "foreign_number", "applicant", "received_at")
_HEADINGS: Final = {
    "code": ("item", "item_id", "task_code", "事项编码", "实施编码", "编码"),
    "foreign_number": ("number", "编号", "部门系统编号", "业务编号", "受理号", "办件编号"),
    "applicant": ("applicant_name", "申请人", "申请人姓名", "姓名", "名称"),
    "received_at": ("收件时间", "收件", "受理时间"),
    "finished_at": ("办结时间", "办结"),
    "result": ("结果", "办理结果"),
}
NAMES: Final = {heading: name for name, headings in _HEADINGS.items() for heading in (name, *headings)}
_R: Final = Registration.Result
_WORDS: Final = {
    _R.GRANTED: ("办成", "准予", "通过", "办结"),
    _R.DENIED: ("不予办理", "不予", "不通过", "退回"),
    _R.OTHER: ("其他", "撤回", "转办"),
}
RESULTS: Final[Mapping[str, str]] = {word: value for value, words in _WORDS.items() for word in (value.value, *words)}


@dataclass(frozen=True)
class Remark:
    """A line that was not taken, and why."""

    line: int
    foreign_number: str
    reason: str


@dataclass
class Outcome:
    """What became of the lines of a list; a line that was registered and finished counts as both."""

    rows: int = 0
    registered: int = 0
    finished: int = 0
    unchanged: int = 0
    refused: list[Remark] = field(default_factory=list)


class RowRefused(ValueError):
    """The line cannot be kept; the message is the reason in a sentence."""


def import_registered(
    path: Path, *, dry_run: bool = False, progress: Callable[[int], object] = lambda _n: None
) -> Outcome:
    """Errors: CsvFileUnreadable."""
    rows = read_rows(path, required=REQUIRED, names=NAMES)
    versions = _versions({line(row["code"]) for row in rows})
    outcome = Outcome(rows=len(rows))
    for row in rows:
        try:
            with transaction.atomic():
                registered, finished = _take(row, versions)
                transaction.set_rollback(dry_run)
        except (Refusal, RowRefused) as refusal:
            reason = refusal.sentence if isinstance(refusal, Refusal) else str(refusal)
            outcome.refused.append(Remark(row.line, line(row["foreign_number"]), reason))
        except OutsideCalendar:
            reason = _("收件时间不在工作日历的范围里。")
            outcome.refused.append(Remark(row.line, line(row["foreign_number"]), reason))
        else:
            outcome.registered += registered
            outcome.finished += finished
            outcome.unchanged += not (registered or finished)
        progress(1)
    return outcome


def _versions(codes: set[str]) -> dict[str, ItemVersion]:
    found = ItemVersion.objects.in_force().filter(item__code__in=codes)
    return {version.item.code: version for version in found.select_related("item", "regime", "organization__region")}


def _take(row: CsvRow, versions: Mapping[str, ItemVersion]) -> tuple[bool, bool]:
    """Whether the line was registered, and whether it was finished, by this run. Errors: RowRefused, Refusal."""
    code = line(row["code"])
    version = versions.get(code)
    if version is None:
        raise RowRefused(_("没有编码是“{code}”的现行事项。").format(code=code))
    received, ended, result = _facts(row)
    number = line(row["foreign_number"])
    known = Registration.objects.filter(item=version.item, foreign_number=number, cancelled=False)
    found = known.select_related("case").first()
    case = found.case if found is not None else None
    if case is None:
        who = named(row["applicant"])
        case = actions.register_external(
            by=None, window=None, version=version, foreign_number=number, who=who, at=received
        )
    else:
        _require_same_receipt(number, case.received_at, received)
    if ended is None:
        return found is None, False
    if found is not None and case.decided_at is not None:
        _require_same_end(found, case.decided_at, ended, result)
        return False, False
    actions.finish_external(number=case.number, by=None, result=result, at=ended)
    return found is None, True


def _facts(row: CsvRow) -> tuple[datetime, datetime | None, str]:
    """Received, finished and how. A bare day of the end counts with its receipt where both are of one day.

    Errors: RowRefused, DayUnreadable.
    """
    received, ended = instant(row["received_at"]), instant(row.get("finished_at", ""))
    if received is None:
        raise RowRefused(_("缺收件时间。"))
    said = line(row.get("result", ""))
    if ended is None:
        if said:
            raise RowRefused(_("写了结果，没有写办结时间。"))
        return received, None, ""
    if said and said not in RESULTS:
        raise RowRefused(_("结果“{said}”看不懂，应为办成、不予办理或其他。").format(said=said))
    bare = len(row["finished_at"].strip()) <= len("2026-09-07")
    if bare and local_date(ended) == local_date(received):
        ended = received
    if ended < received:
        raise RowRefused(_("办结时间早于收件时间。"))
    return received, ended, RESULTS.get(said, _R.GRANTED)


def _require_same_receipt(number: str, known: datetime | None, received: datetime) -> None:
    """Errors: RowRefused where the list says another receipt than was registered."""
    if known is not None and known != received:
        said = _("编号 {number} 已登记的收件时间是 {at}，与这一行不同。")
        raise RowRefused(said.format(number=number, at=moment_words(known)))


def _require_same_end(found: Registration, known: datetime, ended: datetime, result: str) -> None:
    """Errors: RowRefused where the list says another end than was registered."""
    if (known, found.result) != (ended, result):
        said = _("编号 {number} 已经登记办结（{at}，{result}），与这一行不同。")
        facts = {"number": found.foreign_number, "at": moment_words(known), "result": found.get_result_display()}
        raise RowRefused(said.format(**facts))
