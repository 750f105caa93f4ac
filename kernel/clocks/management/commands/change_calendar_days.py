"""change_calendar_days: name single days off or worked, or plain again, outside the notice of a year."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from kernel.clocks.actions import change_calendar_days
from kernel.clocks.management.calendar_input import add_common_arguments, carry_out, changed_days, person, told
from kernel.workdays.queries import NATIONAL


class Command(BaseCommand):
    help = "Change days of a calendar from a CSV with day,kind,name (kind: rest, work or plain)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--csv", type=Path, required=True, metavar="FILE")
        parser.add_argument("--code", default=NATIONAL, help="the calendar (the national one)")
        parser.add_argument(
            "--own", action="store_true", help="decided by the county; the national calendar cannot undo"
        )
        add_common_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        days, by = changed_days(options["csv"]), person(options["by"])
        calendar = carry_out(
            lambda: change_calendar_days(
                code=options["code"], days=days, notice=options["notice"], by=by, own=options["own"]
            )
        )
        if options["json"]:
            self.stdout.write(json.dumps(told(calendar) | {"days": len(days)}))
            return
        line = _("工作日历 {code} 已改 {days} 天（版本 {version}），有关期限随后重算。")
        self.stdout.write(line.format(code=calendar.code, days=len(days), version=calendar.version))
