"""`manage.py verify_ledger`: is the ledger what was written?"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from kernel.ledger import heads, stream
from kernel.ledger.stream import Head
from kernel.ledger.verification import START, Report, resume_point, verify

NOTE_SALT = "kernel.ledger.verify"


class Command(BaseCommand):
    help = "Check every entry, the stream, the seals and the access log; leaves with 1 when something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json",
            action="store_true",
            help="print the report for machines; `sound` is true only when every entry was read and all is well, null"
            " after --resume, where `sound_from` is the first number that was read",
        )
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--head", type=Path, metavar="FILE", help="noted heads: a kept copy (default: this installation's own)"
        )
        where.add_argument(
            "--without-head-file",
            action="store_true",
            help="do without noted heads: a cut tail is then seen only by seals and observers; without this a head file"
            " that is not there is a fault as soon as anything was numbered or sealed",
        )
        parser.add_argument(
            "--resume",
            action="store_true",
            help="go on where an interrupted run stopped. Entries that it read are NOT read again: one that was edited"
            " since is not seen (`resumed_from` is the last of them). Run without this for a whole answer",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        after = self._noted_point() if options["resume"] else START
        head = None if options["without_head_file"] else options["head"] or heads.head_file()
        if options["head"] and not options["head"].is_file():
            raise CommandError(f"没有这个外存档：{options['head']}")
        total = max(stream.head().stream_no - after.stream_no, 0)
        with tqdm(total=total, unit="", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

            def progress(read: Head) -> None:
                bar.update(read.stream_no - after.stream_no - bar.n)
                self._note(read)

            try:
                report = verify(head_file=head, after=after, progress=progress)
            except OSError as error:
                raise CommandError(f"外存档读不了：{error}") from error
        self._point.unlink(missing_ok=True)
        self._print(report, head, as_json=options["json"])
        if not report.flawless:
            sys.exit(1)

    @property
    def _point(self) -> Path:
        return Path(settings.RUN_DIR) / "ledger_verify.note"

    def _note(self, read: Head) -> None:
        """Signed: a note that no run of this installation wrote would pass over whatever lies below it."""
        said = {"stream_no": read.stream_no, "chain": read.chain.hex()}
        self._point.parent.mkdir(parents=True, exist_ok=True)
        self._point.write_text(signing.dumps(said, salt=NOTE_SALT))

    def _noted_point(self) -> Head:
        try:
            said = signing.loads(self._point.read_text(), salt=NOTE_SALT)
            return resume_point(Head(said["stream_no"], bytes.fromhex(said["chain"])))
        except (FileNotFoundError, signing.BadSignature, ValueError):
            return START

    def _print(self, report: Report, head: Path | None, *, as_json: bool) -> None:
        read_from = (report.resumed_from or 0) + 1
        there = head is not None and head.is_file()
        if as_json:
            said = {**asdict(report), "head_file": str(head) if there else None, "sound": report.sound}
            if report.flawless:
                said["sound_from"] = read_from
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        counts = f"{report.entries} 条已编号，{report.waiting} 条待编号，{report.seals} 次封存，{report.heads} 行外存档"
        self.stdout.write(f"{counts}，{report.accesses} 条查看日志")
        if not there:
            self.stdout.write("没有外存档：末尾被截去、整体被改写，要凭印出的封存才看得出。")
        elif report.heads_from:
            self.stdout.write(f"外存档从第 {report.heads_from} 号开始：更早的外存档不在这里。")
        if report.resumed_from:
            self.stdout.write(
                f"第 1 至 {report.resumed_from} 号是上一次运行读的，这次没有再读，其后被改动这里看不出。"
                "要完整的结论，请不带 --resume 再运行一次。"
            )
        whole = "完整，没有改动。" if report.sound else f"从第 {read_from} 号起完整，没有改动。"
        self.stdout.write("\n".join(fault.sentence for fault in report.faults) or whole)
