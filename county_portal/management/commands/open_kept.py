"""manage.py open_kept: the newest letter is opened and one personal field deciphered; what they say is not told."""

import hashlib
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from kernel.accounts.models import Applicant
from kernel.documents import storage
from kernel.documents.models import Letter
from kernel.ledger.refusals import Refusal


class Command(BaseCommand):
    """Ends with 1 when either cannot be read. Nobody sees the words, so that no look at a person's data is recorded."""

    help = "试读：打开最近一份文书，解密一项个人信息；不显示内容"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("输出 JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = {"letter": _open_letter(), "deciphered": _decipher(), "fault": ""}
        except (Refusal, OSError) as error:
            found = {"letter": "", "deciphered": False, "fault": str(error)}
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            told = _("文书 {letter} 打得开，个人信息能解密。").format(letter=found["letter"] or "—")
            self.stdout.write(str(found["fault"]) or told)
        if found["fault"]:
            sys.exit(1)


def _open_letter() -> str:
    """The number of the newest letter whose bytes are the sealed ones; empty where none was issued.

    Errors: OSError when it is not there or is another.
    """
    letter = Letter.objects.filter(state=Letter.State.READY).select_related("document").order_by("-pk").first()
    if letter is None or letter.document is None:
        return ""
    content = storage.path_of(letter.document.stored_name).read_bytes()
    if not content.startswith(b"%PDF-") or hashlib.sha256(content).hexdigest() != letter.document.sha256:
        raise OSError(_("文书 {number} 的内容与封存的不同。").format(number=letter.number))
    return letter.number


def _decipher() -> bool:
    """True when a name was deciphered, False where no applicant is. Errors: FieldUnreadable, KeysUnreadable."""
    newest = Applicant.objects.order_by("-pk").first()
    return newest is not None and bool(newest.name)
