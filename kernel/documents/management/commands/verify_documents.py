"""Every file against its row and its sealed ledger entry; letters, when asked, against a second printing."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from kernel.documents.checking import Fault, check_documents, check_letters
from kernel.documents.models import Document


class Command(BaseCommand):
    """Ends with 1 when anything is not as it was sealed."""

    help = "Compare every document's bytes with its row and with the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="row id after which to go on")
        parser.add_argument("--remake", action="store_true", help="also print every letter again and compare")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[Fault] = []
        checked = remade = last = 0
        total = Document.objects.kept().filter(pk__gt=options["after"]).count()
        with tqdm(total=total, unit="份", disable=options["json"] or None) as bar:
            for document, fault in check_documents(options["after"]):
                checked, last = checked + 1, document.pk
                faults += [fault] if fault else []
                bar.update()
        if options["remake"]:
            for _letter, fault in check_letters():
                remade += 1
                faults += [fault] if fault else []
        found = [{"number": fault.number, "what": fault.what} for fault in faults]
        if options["json"]:
            self.stdout.write(json.dumps({"checked": checked, "remade": remade, "last": last, "faults": found}))
        else:
            self.stdout.writelines(f"{fault.number}\t{fault.what}" for fault in faults)
            self.stdout.write(f"文件 {checked} 份，重印文书 {remade} 份，不符 {len(faults)} 处。")
        if faults:
            sys.exit(1)
