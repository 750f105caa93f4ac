"""recompute_clocks: derive the due dates that a change of a calendar may have moved."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from kernel.clocks.recompute import CHUNK, Recomputed, concerned, recompute
from kernel.workdays.models import Calendar


class Command(BaseCommand):
    help = "Derive due dates again after a calendar changed; resumable, every date that moved is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--calendar", metavar="CODE", help="only this calendar (all by default)")
        parser.add_argument("--chunk", type=int, default=CHUNK, help="clocks per transaction")
        parser.add_argument(
            "--json", action="store_true", help="print a list of {calendar, version, clocks, moved, left}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        calendars = Calendar.objects.order_by("code")
        if options["calendar"]:
            calendars = calendars.filter(code=options["calendar"])
            if not calendars:
                raise CommandError(_("没有工作日历“{code}”。").format(code=options["calendar"]))
        if options["chunk"] < 1:
            raise CommandError(_("每批的件数应为正数。"))
        results = [_one(calendar, options["chunk"], quiet=options["json"]) for calendar in calendars]
        if options["json"]:
            self.stdout.write(json.dumps(results, ensure_ascii=False))
            return
        for result in results:
            line = _("日历 {calendar}（版本 {version}）：重算 {clocks} 个期限，移动 {moved} 个，未能重算 {left} 个。")
            self.stdout.write(line.format(**result))


def _one(calendar: Calendar, chunk: int, *, quiet: bool) -> dict[str, Any]:
    done = Recomputed(calendar=calendar.code, version=calendar.version)
    with tqdm(total=concerned(calendar), desc=calendar.code, disable=True if quiet else None) as bar:
        for done in recompute(calendar, chunk=chunk):
            bar.update(done.clocks - bar.n)
    return {
        "calendar": done.calendar,
        "version": done.version,
        "clocks": done.clocks,
        "moved": done.moved,
        "left": concerned(calendar),
    }
