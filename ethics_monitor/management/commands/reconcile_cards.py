"""manage.py reconcile_cards: compare the cards with the set derived from all facts by other code."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ethics_monitor.reconcile import reconcile


class Command(BaseCommand):
    help = "夜间核对：按全部事实另行推算应有的监察牌，报告差异"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--simulation", default="", help=_("模拟县的区划代码"))
        parser.add_argument("--json", action="store_true", help=_("输出 JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        found = reconcile(simulation=options["simulation"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), default=datetime.isoformat, ensure_ascii=False))
        else:
            self.stdout.write(
                _("应有 {expected} 张，应有未发 {missing} 张，不应有 {unexpected} 张。").format(
                    expected=found.expected, missing=len(found.missing), unexpected=len(found.unexpected)
                )
            )
        if found.differs:
            raise CommandError(_("监察牌与事实不一致。"))
