"""DOCX, XLSX (ISO 29500) and OFD (GB/T 33190): ZIP packages, judged by their directory; nothing is unpacked."""

import struct
import zipfile
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.documents.recognition.kinds import DOCX, OFD, XLSX, FileKind
from kernel.documents.refusals import FileDamaged, HiddenContent, SaveAsAnotherType, UnpacksTooLarge

MAX_ENTRIES: Final = 3_000
MAX_UNPACKED: Final = 300 * 1024 * 1024
# deflate cannot do better than 1,032 : 1; office XML seldom passes 100 : 1 in parts of any size
MAX_RATIO: Final = 200
RATIO_FROM: Final = 1024 * 1024
END_RECORD: Final = 22
# the part that makes a package what it is
MAIN_PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "OFD.xml": OFD}
PROGRAMS: Final = (
    ".exe",
    ".dll",
    ".scr",
    ".bat",
    ".cmd",
    ".ps1",
    ".vbs",
    ".js",
    ".jse",
    ".wsf",
    ".hta",
    ".lnk",
    ".jar",
)


def check(path: Path) -> FileKind:
    """The kind of a ZIP package, or a refusal. Errors: as `recognise`."""
    _refuse_tail(path)
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as broken:
        raise FileDamaged(what="ZIP") from broken
    names = [part.filename for part in parts]
    _refuse_bomb(parts, path.stat().st_size)
    kind = _kind(names)
    _refuse_contents(parts, names)
    return kind


def _refuse_tail(path: Path) -> None:
    """The end record without a comment is the last 22 bytes, and its directory lies right before it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - END_RECORD))
        record = file.read()
    if len(record) != END_RECORD or not record.startswith(b"PK\x05\x06"):
        raise HiddenContent(what=_("文件结尾之后的内容"))
    length, start = struct.unpack("<LL", record[12:20])
    if start + length + END_RECORD != size:
        raise HiddenContent(what=_("文件开头之前的内容"))


def _refuse_bomb(parts: list[zipfile.ZipInfo], size: int) -> None:
    if len(parts) > MAX_ENTRIES or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnpacksTooLarge
    # parts that overlap claim more packed bytes together than the file has
    if sum(part.compress_size for part in parts) > size:
        raise UnpacksTooLarge
    if any(part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(1, part.compress_size) for part in parts):
        raise UnpacksTooLarge


def _kind(names: list[str]) -> FileKind:
    found = {kind for part, kind in MAIN_PARTS.items() if part in names}
    if not found:
        raise SaveAsAnotherType(what=_("压缩包"), instead=_("单个的 PDF 或图片"))
    if len(found) > 1:
        raise HiddenContent(what=_("另一份文档"))
    (kind,) = found
    if kind is not OFD and "[Content_Types].xml" not in names:
        raise FileDamaged(what=kind.code.upper())
    return kind


def _refuse_contents(parts: list[zipfile.ZipInfo], names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise HiddenContent(what=_("同名的部分"))
    for part in parts:
        name = part.filename
        if part.flag_bits & 0x1:
            raise SaveAsAnotherType(what=_("加了密码的文件"), instead=_("不带密码的文件"))
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            raise HiddenContent(what=_("指向别处的路径"))
        if name.lower().endswith(PROGRAMS):
            raise HiddenContent(what=_("程序"))
        if name.rpartition("/")[2].lower() == "vbaproject.bin":
            raise SaveAsAnotherType(what=_("带宏的文件"), instead=_("不带宏的 DOCX、XLSX "))
