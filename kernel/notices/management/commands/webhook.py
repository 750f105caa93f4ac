"""Subscriptions of webhooks: add, list, replay, stop."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.ledger.refusals import Refusal
from kernel.notices.actions import replay, stop, subscribe
from kernel.notices.models import Subscription


class Command(BaseCommand):
    """The secret is printed once, when the subscription is made."""

    help = "Webhooks: add a subscription, list them, replay one from a stream position, stop one."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser("add", help="a new subscription; prints its secret")
        add.add_argument("name")
        add.add_argument("url")
        add.add_argument("--county", required=True, help="six digits")
        add.add_argument("--event", action="append", required=True, help="code of an event type; may be given again")
        add.add_argument("--after", type=int, help="stream position to begin after; without it from now on")
        acts.add_parser("list", help="every subscription, as JSON")
        again = acts.add_parser("replay", help="serve again; also switches a stopped or failed one on")
        again.add_argument("name")
        again.add_argument("--after", type=int, help="stream position; without it from where it stood")
        acts.add_parser("stop", help="serve no longer").add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(json.dumps(getattr(self, f"_{options['act']}")(options), ensure_ascii=False))
        except Refusal as refused:
            raise CommandError(str(refused)) from refused

    def _add(self, options: dict[str, Any]) -> dict[str, Any]:
        made = subscribe(
            name=options["name"],
            url=options["url"],
            event_types=options["event"],
            county=options["county"],
            position=options["after"],
        )
        return _facts(made) | {"secret": made.secret}

    def _list(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        return [_facts(each) for each in Subscription.objects.all()]

    def _replay(self, options: dict[str, Any]) -> dict[str, Any]:
        return _facts(replay(name=options["name"], position=options["after"]))

    def _stop(self, options: dict[str, Any]) -> dict[str, Any]:
        return _facts(stop(name=options["name"]))


def _facts(subscription: Subscription) -> dict[str, Any]:
    names = ("name", "url", "events", "county", "state", "position", "tries", "said")
    return {name: getattr(subscription, name) for name in names}
