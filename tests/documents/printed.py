"""What stands on a printed letter, as text: the same template and words, laid out without pages."""

import json
import re
from typing import Any

import typst

from kernel.documents.letters import kinds, printing
from kernel.documents.letters.data import LetterData
from kernel.documents.models import Letter

FRAME: dict[str, Any] = {
    "title": "文书",
    "serial": "示审批〔2026〕1号",
    "number": "SL202609070000000010",
    "number_spaced": "SL 2026",
    "nonce": "00",
    "verify_home": "http://127.0.0.1:8000/verify/",
    "seal": "专用章",
    "seal_picture": "",
    "verify": "http://127.0.0.1:8000/verify/SL202609070000000010/",
}
_QR = printing.qr_code("x")


def text_of(code: str, data: LetterData) -> str:
    """A letter of that type filled with `data`."""
    return _text(kinds.get(code).source(), printing.canonical(FRAME | data.words() | {"qr": _QR}))


def text_on(letter: Letter) -> str:
    """A letter that was ordered."""
    return _text(letter.template.source, printing.canonical(json.loads(letter.words) | {"qr": _QR}))


def _text(source: str, words: str) -> str:
    page = typst.compile(source.encode(), ignore_system_fonts=True, format="html", sys_inputs={"words": words})
    return re.sub(r"<[^>]+>|\s", "", bytes(page).decode())
