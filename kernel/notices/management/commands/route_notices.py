"""The routing table: what goes outside by which channel, with which template, at which hours."""

import json
from datetime import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.ledger.refusals import Refusal
from kernel.notices.actions import set_hours, set_route, set_template
from kernel.notices.models import Route, SendingHours, SmsTemplate


class Command(BaseCommand):
    """Prints JSON; every change is on record."""

    help = "Show the routing table of notices, or change a route, a template of short messages, the hours of a channel."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="routes, templates and hours")
        route = acts.add_parser("set", help="switch a channel for an audience of an event")
        for name in ("event", "audience", "channel"):
            route.add_argument(name)
        route.add_argument("switch", choices=["on", "off"])
        route.add_argument("--template", default="", help="of short messages; without it the first one")
        words = acts.add_parser("template", help="the text that the gateway's operator approved under a code")
        words.add_argument("code")
        words.add_argument("words", help="with {title}, {text}, {number} where they are filled in")
        hours = acts.add_parser("hours", help="when a channel may be used; urgent messages pass")
        hours.add_argument("channel")
        hours.add_argument("whom", choices=["citizens", "staff"])
        hours.add_argument("opens", type=time.fromisoformat, help="08:00")
        hours.add_argument("closes", type=time.fromisoformat, help="21:00")
        hours.add_argument("--working-days", action="store_true", help="on working days alone")
        hours.add_argument("--digest-at", type=time.fromisoformat, help="one message a day to heads, at this time")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(json.dumps(getattr(self, f"_{options['act']}")(options), ensure_ascii=False, default=str))
        except Refusal as refused:
            raise CommandError(str(refused)) from refused

    def _list(self, options: dict[str, Any]) -> dict[str, Any]:
        names = ("event", "audience", "channel", "enabled", "template__code")
        hours = ("channel", "citizens", "opens", "closes", "working_days", "digest_at")
        return {
            "routes": list(Route.objects.values(*names)),
            "templates": list(SmsTemplate.objects.values("code", "words")),
            "hours": list(SendingHours.objects.values(*hours)),
        }

    def _set(self, options: dict[str, Any]) -> dict[str, Any]:
        names = ("event", "audience", "channel", "template")
        set_route(enabled=options["switch"] == "on", **{name: options[name] for name in names})
        return self._list(options)

    def _template(self, options: dict[str, Any]) -> dict[str, Any]:
        set_template(code=options["code"], words=options["words"])
        return self._list(options)

    def _hours(self, options: dict[str, Any]) -> dict[str, Any]:
        names = ("channel", "opens", "closes", "working_days", "digest_at")
        set_hours(citizens=options["whom"] == "citizens", **{name: options[name] for name in names})
        return self._list(options)
