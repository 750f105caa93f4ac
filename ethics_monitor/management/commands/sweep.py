"""manage.py sweep: issue every card that is due."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ethics_monitor.sweep import sweep
from kernel.ledger.refusals import Refusal
from kernel.workdays.zone import SHANGHAI


class Command(BaseCommand):
    help = "发出所有到期应发的监察牌"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=_instant, help=_("扫描到这个时刻（默认为数据库时钟），例如 2026-10-14T10:30"))
        parser.add_argument("--json", action="store_true", help=_("输出 JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = sweep(at=options["at"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(asdict(result), default=datetime.isoformat))
        elif result.skipped:
            self.stdout.write(_("另一次扫描正在进行，这次不做。"))
        else:
            self.stdout.write(
                _("发牌 {cards} 张，期满计入 {counted} 张，提请撤销 {proposed} 张，用时 {milliseconds} 毫秒。").format(
                    **asdict(result)
                )
            )


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=SHANGHAI)
