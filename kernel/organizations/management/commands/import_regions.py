"""Regions from a file."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from kernel.identifiers.csv_files import CsvFileUnreadable, read_rows
from kernel.organizations.region_import import ImportRefused, Plan, import_regions
from kernel.organizations.region_rows import COLUMNS, RowError, rows_of
from kernel.workdays.zone import local_date


class Command(BaseCommand):
    """The same file twice changes nothing; a wrong line and nothing is imported."""

    help = "Import regions from a CSV with code,name,level,parent_code and optionally merged_into."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--valid-from", type=date.fromisoformat, help="day from which changes count (today)")
        parser.add_argument("--simulated", action="store_true", help="a county of replays and rehearsals")
        parser.add_argument("--allow-closures", action="store_true", help="a fifth of a county may really be gone")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["valid_from"] or local_date(timezone.now())
        try:
            rows = rows_of(read_rows(options["file"], required=COLUMNS))
        except CsvFileUnreadable as unreadable:
            self._refuse([RowError(0, "", str(unreadable))], options)
        if not rows:
            self._refuse([RowError(0, "", _("文件里没有区划。"))], options)
        try:
            with tqdm(total=len(rows), unit=_("行"), disable=options["json"] or None) as bar:
                plan = import_regions(
                    rows,
                    on=on,
                    simulated=options["simulated"],
                    dry_run=options["dry_run"],
                    allow_closures=options["allow_closures"],
                    progress=bar.update,
                )
        except ImportRefused as refused:
            self._refuse(refused.errors, options)
        self._report(plan, len(rows), options)

    def _report(self, plan: Plan, rows: int, options: dict[str, Any]) -> None:
        counts = plan.counts()
        if options["json"]:
            result = {"rows": rows, **counts, "unchanged": plan.unchanged, "dry_run": options["dry_run"], "errors": []}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        if options["dry_run"]:
            self.stdout.write(_("试运行，没有改动任何数据。"))
        sentence = _(
            "共{rows}行：新增{created}，更名{renamed}，调整隶属{moved}，并入{merged}，撤销{closed}，未变{unchanged}。"
        )
        self.stdout.write(sentence.format(rows=rows, unchanged=plan.unchanged, **counts))
        for region in plan.closed:
            self.stdout.write(_("撤销：{code} {name}").format(code=region.code, name=region.name))

    def _refuse(self, errors: list[RowError], options: dict[str, Any]) -> None:
        """Every wrong line at once, so that the file is put right in one go."""
        if options["json"]:
            lines = [{"line": each.line, "code": each.code, "reason": each.reason} for each in errors]
            self.stdout.write(json.dumps({"errors": lines}, ensure_ascii=False))
        else:
            for each in errors:
                place = _("第{line}行 {code}：").format(line=each.line, code=each.code) if each.line else ""
                self.stderr.write(place + each.reason)
        raise CommandError(_("没有导入：{count}处有误，数据没有改动。").format(count=len(errors)))
