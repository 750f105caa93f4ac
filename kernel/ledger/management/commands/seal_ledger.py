"""`manage.py seal_ledger`: 日封存."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kernel.ledger import seals
from kernel.ledger.locking import database_now


class Command(BaseCommand):
    help = "Seal everything numbered since the last seal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", type=date.fromisoformat, help="the seal's label (today unless given)")
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        label = options["date"] or timezone.localdate(database_now())
        try:
            seal = seals.seal(label=label)
        except seals.AlreadySealed as refusal:
            raise CommandError(str(refusal)) from refusal
        facts = {
            "number": seal.number,
            "date": seal.date.isoformat(),
            "first_no": seal.first_no,
            "last_no": seal.last_no,
            "sha256": seal.hash_sha256.hex(),
            "sm3": seal.hash_sm3.hex(),
        }
        self.stdout.write(json.dumps(facts) if options["json"] else "\n".join(f"{k}: {v}" for k, v in facts.items()))
