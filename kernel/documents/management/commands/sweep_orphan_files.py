"""Files without a row: cut uploads, rolled-back acts, worker killed between the two."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kernel.documents.orphans import DAY_HOURS, forget_partials, sweep


class Command(BaseCommand):
    """Only files older than any transaction can be are looked at."""

    help = "Remove files of the file room that no document refers to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than-hours", type=float, default=DAY_HOURS, help="younger files may be under way")
        parser.add_argument("--dry-run", action="store_true", help="count, remove nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep(older_than_hours=options["older_than_hours"], remove=not options["dry_run"])
        partial = forget_partials(remove=not options["dry_run"])
        if options["json"]:
            said = {"files": swept.files, "bytes": swept.bytes, "partial": partial, "removed": not options["dry_run"]}
            self.stdout.write(json.dumps(said))
        else:
            self.stdout.write(f"无主文件 {swept.files} 个，共 {swept.bytes} 字节；没传完的 {partial} 个。")
