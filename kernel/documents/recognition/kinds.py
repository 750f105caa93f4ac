"""The kinds of file that are taken."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class FileKind:
    """A kind with its media type and the one extension it is kept and handed out under."""

    code: str
    content_type: str
    extension: str


PDF: Final = FileKind("pdf", "application/pdf", ".pdf")
JPEG: Final = FileKind("jpeg", "image/jpeg", ".jpg")
PNG: Final = FileKind("png", "image/png", ".png")
DOCX: Final = FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX: Final = FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
OFD: Final = FileKind("ofd", "application/ofd", ".ofd")

KINDS: Final = (PDF, JPEG, PNG, DOCX, XLSX, OFD)
EXTENSIONS: Final = {kind.content_type: kind.extension for kind in KINDS}
