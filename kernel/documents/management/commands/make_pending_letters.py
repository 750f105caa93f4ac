"""Letters that were asked for and are not made yet: what the beat does each minute, by hand."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kernel.documents import actions
from kernel.documents.models import Letter


class Command(BaseCommand):
    """Safe beside a running worker: each letter is claimed by one of them."""

    help = "Make the letters that are due; with --failed also those that were given up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--failed", action="store_true", help="give failed letters a fresh set of tries first")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        again = actions.try_failed_again() if options["failed"] else 0
        made = 0
        while batch := actions.make_pending():
            made += batch
        left = Letter.objects.exclude(state=Letter.State.READY).count()
        result = {"made": made, "tried_again": again, "left": left}
        self.stdout.write(json.dumps(result) if options["json"] else f"文书：制作 {made} 份，尚未做成 {left} 份。")
