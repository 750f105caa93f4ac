"""check_identifiers FILE: a verdict for every number of a CSV list."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.identifiers import KINDS, check
from kernel.identifiers.csv_files import CsvFileUnreadable, read_rows
from kernel.identifiers.documents import HMT_PREFIXES, normalize

WRONG_INPUT = 2


class Command(BaseCommand):
    help = "Check identity numbers: CSV with the columns kind (resident_id, uscc, org_code, …) and value."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print a list of {valid, reason} in the file's order")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = read_rows(options["file"], required=("kind", "value"))
        except CsvFileUnreadable as error:
            raise CommandError(str(error), returncode=WRONG_INPUT) from error
        verdicts = [_verdict(row["kind"], row["value"]) for row in rows]
        if options["json"]:
            self.stdout.write(json.dumps(verdicts, ensure_ascii=False))
            return
        for row, verdict in zip(rows, verdicts, strict=True):
            self.stdout.write(f"{row['kind']}\t{row['value']}\t{verdict['reason'] or _('有效')}")


def _verdict(kind: str, value: str) -> dict[str, Any]:
    """A row of an unknown kind is refused by itself; the rest of the list still gets its verdicts."""
    if kind not in KINDS:
        return {"valid": False, "reason": _("不认识的证件类型“{kind}”。").format(kind=kind)}
    if kind == "resident_id" and normalize(value).startswith(HMT_PREFIXES):
        # a list tells which standard a number follows; only a form must know the document it stands on
        kind = "hmt_residence"
    verdict = check(kind, value, today=timezone.localdate())
    return {"valid": verdict.valid, "reason": verdict.reason}
