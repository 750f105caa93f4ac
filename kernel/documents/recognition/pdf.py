"""PDF (ISO 32000): header at the first byte, a cross-reference, and an end that is the end."""

import re
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.documents.refusals import FileDamaged, HiddenContent, SaveAsAnotherType

HEADER: Final = re.compile(rb"%PDF-[12]\.\d[\s%]")
TAIL: Final = 2_048
PIECE: Final = 1 << 20


def _name(word: str) -> re.Pattern[bytes]:
    """A name of PDF, any sign of which may be written as # and its hexadecimal number."""
    signs = "".join(f"(?:{sign}|#(?i:{ord(sign):02x}))" for sign in word)
    return re.compile(f"/{signs}(?![A-Za-z0-9#])".encode())


LAUNCH: Final = _name("Launch")
ENCRYPT: Final = _name("Encrypt")
# every sign written as a number, and the one behind it
LONGEST_NAME: Final = 1 + 3 * len("Encrypt") + 1
PADDING: Final = b"\x00\t\n\x0c\r "


def check(path: Path) -> None:
    """Refuse a PDF without its frame, with anything behind its end, locked by a password, or that starts programs.

    Errors: FileDamaged, HiddenContent, SaveAsAnotherType.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if HEADER.match(file.read(16)) is None:
            raise FileDamaged(what="PDF")
        file.seek(max(0, size - TAIL))
        tail = file.read()
    before, end, after = tail.rpartition(b"%%EOF")
    if not end or b"startxref" not in before:
        raise FileDamaged(what="PDF")
    if after.strip(PADDING):
        raise HiddenContent(what=_("PDF 结尾之后的内容"))
    if _mentions(path, LAUNCH):
        raise HiddenContent(what=_("会启动程序的指令"))
    if _mentions(path, ENCRYPT):
        raise SaveAsAnotherType(what=_("加了密码的 PDF"), instead=_("不带密码的 PDF "))


def _mentions(path: Path, name: re.Pattern[bytes]) -> bool:
    """Whether the name occurs in the file, also across two pieces. Compressed object streams are not looked into."""
    overlap = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if name.search(overlap + piece):
                return True
            overlap = piece[-LONGEST_NAME:]
    return False
