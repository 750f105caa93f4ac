"""replay_log: play a log of cases and events in a simulated county of its own."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from county_portal.replay import county as counties
from county_portal.replay import log as logs
from county_portal.replay.play import alone, play
from county_portal.replay.totals import count
from kernel.identifiers.csv_files import CsvFileUnreadable
from kernel.ledger.locking import database_now

WRONG_INPUT = 2


class Command(BaseCommand):
    help = "在单独的模拟县里回放办件日志（可中断、可重复执行，不影响真实办件）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        columns = "、".join(logs.CASE_COLUMNS)
        parser.add_argument("--cases", type=Path, required=True, metavar="CSV", help=columns)
        parser.add_argument("--events", type=Path, required=True, metavar="CSV", help="、".join(logs.EVENT_COLUMNS))
        parser.add_argument("--json", action="store_true", help=_("输出 JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            identity = logs.digest(options["cases"], options["events"])
        except OSError as error:
            raise CommandError(
                _("打不开文件 {name}，请核对路径和权限。").format(name=error.filename), returncode=WRONG_INPUT
            ) from error
        try:
            with alone(identity):
                result = _replay(identity, options["cases"], options["events"])
        except CsvFileUnreadable as error:
            raise CommandError(error.args[0], returncode=WRONG_INPUT) from error
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self._tell(result)

    def _tell(self, result: dict[str, Any]) -> None:
        self.stdout.write(
            _(
                "办件 {cases} 件：按期 {on_time}，逾期办结 {late}，逾期未办结 {overdue_open}，未到期 {open}，"
                "不能回放 {refused_count}；黄牌 {yellow} 张，红牌 {red} 张，记录 {entries} 条。"
            ).format(**result, refused_count=len(result["refused"]))
        )
        for row in result["refused"]:
            self.stdout.write(f"  {row['case_id']}\t{row['reason']}")


def _replay(identity: str, cases: Path, events: Path) -> dict[str, Any]:
    """Read, play what is left, count. A log is read as of the first time, so that it never means anything else."""
    first_read = counties.read_at(identity)
    at = database_now() if first_read is None else first_read
    log = logs.read(cases, events, now=at)
    departments = [case.department for case in log.cases.values()]
    if first_read is None:
        counties.open_county(identity, departments, at=at)
    county = counties.county_of(identity, departments)
    with tqdm(total=len(log.lines), desc=county.region.name, unit="行", disable=None) as bar:
        play(log, county, progress=lambda done: bar.update(done - bar.n))
    totals = asdict(count(county.region, ends_at=log.ends_at))
    outcome = {name: totals.pop(name) for name in ("on_time", "late", "overdue_open", "open")}
    return {"cases": log.rows, **outcome, "refused": [asdict(row) for row in log.refused], **totals}
