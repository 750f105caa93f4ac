"""`manage.py verify_ledger`: is the ledger what was written?"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from kernel.ledger import heads, stream
from kernel.ledger.stream import Head
from kernel.ledger.verification import START, Report, resume_point, verify


class Command(BaseCommand):
    help = "Check every entry, the stream, the seals and the access log; leaves with 1 when something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the report for machines")
        parser.add_argument(
            "--head", type=Path, metavar="FILE", help="noted heads: a kept copy (default: this installation's own)"
        )
        parser.add_argument("--resume", action="store_true", help="go on where an interrupted run stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        after = self._noted_point() if options["resume"] else START
        own = heads.head_file()
        head = options["head"] or (own if own.is_file() else None)
        total = max(stream.head().stream_no - after.stream_no, 0)
        with tqdm(total=total, unit="", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

            def progress(read: Head) -> None:
                bar.update(read.stream_no - after.stream_no - bar.n)
                self._point.parent.mkdir(parents=True, exist_ok=True)
                self._point.write_text(json.dumps({"stream_no": read.stream_no, "chain": read.chain.hex()}))

            try:
                report = verify(head_file=head, after=after, progress=progress)
            except OSError as error:
                raise CommandError(f"外存档读不了：{error}") from error
        self._point.unlink(missing_ok=True)
        self._print(report, head, as_json=options["json"])
        if not report.sound:
            sys.exit(1)

    @property
    def _point(self) -> Path:
        return Path(settings.RUN_DIR) / "ledger_verify.json"

    def _noted_point(self) -> Head:
        try:
            said = json.loads(self._point.read_text())
            return resume_point(Head(said["stream_no"], bytes.fromhex(said["chain"])))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return START

    def _print(self, report: Report, head: Path | None, *, as_json: bool) -> None:
        if as_json:
            said = {**asdict(report), "head_file": str(head) if head else None, "sound": report.sound}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        counts = f"{report.entries} 条已编号，{report.waiting} 条待编号，{report.seals} 次封存，{report.heads} 行外存档"
        self.stdout.write(f"{counts}，{report.accesses} 条查看日志")
        if head is None:
            self.stdout.write("没有外存档：末尾被截去、整体被改写，要凭印出的封存才看得出。")
        self.stdout.write("\n".join(fault.sentence for fault in report.faults) or "完整，没有改动。")
