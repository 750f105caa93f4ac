"""Where a member of staff gets mail and short messages."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.accounts.actions import change_staff_contact
from kernel.identifiers.masking import mask_email, mask_phone
from kernel.ledger.refusals import Refusal


class Command(BaseCommand):
    """Prints what stands there now, masked."""

    help = "Set or remove (with an empty value) the e-mail address and telephone of a member of staff."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--email")
        parser.add_argument("--phone")

    def handle(self, *args: Any, **options: Any) -> None:
        facts = {name: options[name] for name in ("username", "email", "phone")}
        try:
            user = change_staff_contact(**facts)
        except Refusal as refused:
            raise CommandError(str(refused)) from refused
        shown = {"email": mask_email(user.email or ""), "phone": mask_phone(user.phone or "")}
        self.stdout.write(json.dumps({"username": user.username} | shown))
