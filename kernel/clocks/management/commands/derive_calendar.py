"""derive_calendar: open a county's own calendar, which follows the national one except where it decides itself."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from kernel.clocks.actions import derive_calendar
from kernel.clocks.management.calendar_input import add_common_arguments, carry_out, person, told


class Command(BaseCommand):
    help = "Open a county's own working-day calendar; matters that begin from now on count on it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", required=True, metavar="CODE", help="division code of the county, 12 digits")
        add_common_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        by = person(options["by"])
        calendar = carry_out(lambda: derive_calendar(region_code=options["region"], notice=options["notice"], by=by))
        if options["json"]:
            self.stdout.write(json.dumps(told(calendar) | {"name": calendar.name}, ensure_ascii=False))
            return
        line = _("已建立{name}（代码 {code}，版本 {version}），此后开始的期限按它计算。")
        self.stdout.write(line.format(name=calendar.name, code=calendar.code, version=calendar.version))
