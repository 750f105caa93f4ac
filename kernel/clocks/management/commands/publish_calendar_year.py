"""publish_calendar_year: enter the State Council's notice of a year; its dates stop being provisional."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from kernel.clocks.actions import publish_calendar_year
from kernel.clocks.management.calendar_input import add_common_arguments, carry_out, named_days, person, told
from kernel.workdays.queries import NATIONAL


class Command(BaseCommand):
    help = (
        "Enter a year's notice from a CSV with day,kind,name (kind: rest or work); running dates follow by themselves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--csv", type=Path, required=True, metavar="FILE")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--code", default=NATIONAL, help="the calendar (the national one)")
        add_common_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        days, by = named_days(options["csv"]), person(options["by"])
        calendar = carry_out(
            lambda: publish_calendar_year(
                code=options["code"], year=options["year"], days=days, notice=options["notice"], by=by
            )
        )
        if options["json"]:
            self.stdout.write(json.dumps(told(calendar) | {"year": options["year"], "days": len(days)}))
            return
        line = _("工作日历 {code} 已录入{year}年通知的 {days} 天（版本 {version}），有关期限随后重算。")
        self.stdout.write(
            line.format(code=calendar.code, year=options["year"], days=len(days), version=calendar.version)
        )
