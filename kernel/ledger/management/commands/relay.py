"""`manage.py relay`: the one small process that numbers entries and tells the observers."""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.ledger import relay, relay_process
from kernel.ledger.models import ObserverFailure


class Command(BaseCommand):
    help = "Number committed entries and let the observers read them, until told to stop (SIGTERM, Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="catch up with what is there, then leave")
        parser.add_argument(
            "--retry", metavar="OBSERVER", help="give this observer its failed entries again, then leave"
        )

    def handle(self, *args: Any, once: bool, retry: str | None, **options: Any) -> None:
        if retry is not None:
            self._retry(retry)
        elif once:
            # as the process does: whoever numbers notes a head first
            relay_process.note_head()
            relay.catch_up()
        else:
            stop = Event()
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, lambda *_: stop.set())
            relay_process.run(stop)

    def _retry(self, observer: str) -> None:
        if observer not in {each.name for each in relay.all_observers()}:
            raise CommandError(f"没有名为 {observer} 的观察者。")
        for failure in ObserverFailure.objects.filter(observer=observer, resolved_at=None).order_by("stream_no"):
            relay.retry(failure)
            self.stdout.write(f"{failure.stream_no} ✓")
