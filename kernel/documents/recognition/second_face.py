"""Files that are two files: what the clerk's viewer shows is not all that another program would open."""

import struct
from pathlib import Path
from typing import BinaryIO, Final

from django.utils.translation import gettext_lazy as _

from kernel.documents.recognition.kinds import JPEG, PDF, PNG, FileKind
from kernel.documents.refusals import HiddenContent

# a ZIP's directory ends at most this far from the file's end: 22 bytes and a comment of 65,535
ZIP_TAIL: Final = 22 + 65_535
# readers of PDF look for the header, browsers for markup, within the first 1,024 bytes
HEAD: Final = 1_024
MARKUP: Final = (b"<html", b"<script", b"<!doctype html", b"<svg", b"<?php", b"<body", b"<iframe")


def refuse_second_face(path: Path, kind: FileKind) -> None:
    """Refuse a file that a ZIP reader, a PDF reader or a browser would also take for its own. Errors: HiddenContent."""
    with path.open("rb") as file:
        head = file.read(HEAD).lower()
        if any(mark in head for mark in MARKUP):
            raise HiddenContent(what=_("网页代码"))
        if kind is not PDF and b"%pdf-" in head:
            raise HiddenContent(what=_("另一个 PDF"))
        if kind in (PDF, JPEG, PNG) and _has_zip_directory(file, path.stat().st_size):
            raise HiddenContent(what=_("压缩包"))


def _has_zip_directory(file: BinaryIO, size: int) -> bool:
    """Whether an end-of-directory record near the end points back to a directory that is really there."""
    file.seek(max(0, size - ZIP_TAIL))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        record = tail[at : at + 22]
        if len(record) == 22:
            entries, length = struct.unpack("<10xHL", record[:16])
            position = size - len(tail) + at - length
            if entries and position >= 0:
                file.seek(position)
                if file.read(4) == b"PK\x01\x02":
                    return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False
