"""demo_signins: one sign-in for each kind of user of the demo county."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from county_portal.demo.signins import listed


class Command(BaseCommand):
    help = "Print one sign-in per kind of user of the demo county, with the password made when it was loaded."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a list of {kind, username, name, password}")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = listed()
        if not rows:
            raise CommandError(_("这个运行目录没有装载过演示县；先运行 seed_demo。"))
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write("\t".join(row.values()))
