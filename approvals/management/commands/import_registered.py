"""import_registered FILE: what a department's own system received and finished."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from approvals.registered.importing import Outcome, import_registered
from kernel.identifiers.csv_files import CsvFileUnreadable

WRONG_INPUT = 2


class Command(BaseCommand):
    """The same file twice changes nothing; a run that was cut off is simply repeated."""

    help = "Register what departments handle in their own systems from a list (CSV or XLSX)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with tqdm(unit=_("行"), disable=options["json"] or None) as bar:
                found = import_registered(options["file"], dry_run=options["dry_run"], progress=bar.update)
        except CsvFileUnreadable as unreadable:
            raise CommandError(str(unreadable), returncode=WRONG_INPUT) from unreadable
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found) | {"dry_run": options["dry_run"]}, ensure_ascii=False))
        else:
            self._tell(found, dry_run=options["dry_run"])

    def _tell(self, found: Outcome, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("试运行，没有改动任何数据。"))
        said = _("共 {rows} 行：登记收件 {registered}，登记办结 {finished}，未变 {unchanged}，没有导入 {refused}。")
        self.stdout.write(said.format(**asdict(found) | {"refused": len(found.refused)}))
        for remark in found.refused:
            line = _("第 {line} 行 {number}：{reason}")
            self.stdout.write("  " + line.format(line=remark.line, number=remark.foreign_number, reason=remark.reason))
