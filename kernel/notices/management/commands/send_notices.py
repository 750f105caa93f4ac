"""What is due and not sent yet: what the beat does each minute, by hand."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from kernel.notices import actions
from kernel.notices.carriers import CARRIERS
from kernel.notices.models import Delivery


class Command(BaseCommand):
    """Safe beside a running worker: each message is claimed by one of them."""

    help = "Send the messages that are due; with --failed also those that were given up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--failed", action="store_true", help="give failed messages a fresh set of tries first")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        again = actions.try_failed_again() if options["failed"] else 0
        sent = sum(actions.send_due(channel) for channel in CARRIERS)
        left = Delivery.objects.filter(state__in=(Delivery.State.WAITING, Delivery.State.TRYING)).count()
        failed = Delivery.objects.filter(state=Delivery.State.FAILED).count()
        result = {"sent": sent, "tried_again": again, "left": left, "failed": failed}
        words = _("通知：发出 {sent} 条，待发 {left} 条，没有发成 {failed} 条。").format(**result)
        self.stdout.write(json.dumps(result) if options["json"] else words)
