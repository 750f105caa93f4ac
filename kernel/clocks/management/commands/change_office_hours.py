"""change_office_hours: other office hours from a day on; time before that day stays as it was counted."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from kernel.clocks.actions import change_office_hours
from kernel.clocks.management.calendar_input import add_common_arguments, carry_out, day_of, hours_of, person, told
from kernel.workdays.queries import NATIONAL


class Command(BaseCommand):
    help = "Give a calendar other office hours from a day on; dates counted in working hours follow by themselves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--hours", nargs="+", required=True, metavar="1-5=08:30-12:00,13:30-17:30", help="weekdays, Monday is 1"
        )
        parser.add_argument("--from", dest="first_date", required=True, metavar="YYYY-MM-DD", help="first day of them")
        parser.add_argument("--code", default=NATIONAL, help="the calendar (the national one)")
        add_common_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        hours, first, by = hours_of(options["hours"]), day_of(options["first_date"], "--from"), person(options["by"])
        calendar = carry_out(
            lambda: change_office_hours(
                code=options["code"], hours=hours, first_date=first, notice=options["notice"], by=by
            )
        )
        if options["json"]:
            self.stdout.write(json.dumps(told(calendar) | {"first_date": first.isoformat()}))
            return
        line = _("工作日历 {code} 自{first}起改用新作息（版本 {version}），有关期限随后重算。")
        self.stdout.write(line.format(code=calendar.code, first=first, version=calendar.version))
