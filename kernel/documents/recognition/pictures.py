"""JPEG and PNG: structure and size from the headers alone; no pixel is ever decoded here."""

import re
import struct
from pathlib import Path
from typing import BinaryIO, Final

from django.utils.translation import gettext_lazy as _

from kernel.documents.refusals import FileDamaged, HiddenContent, PictureTooLarge

JPEG_START: Final = b"\xff\xd8\xff"
PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
# A3 at 1,200 dpi is 14,031 × 19,843; phones give up to 200 million pixels
MAX_SIDE: Final = 20_000
MAX_PIXELS: Final = 210_000_000
MAX_SEGMENTS: Final = 2_000
# start-of-frame markers of ITU-T T.81: C0…CF without the tables C4, C8, CC
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
END_OF_IMAGE: Final = b"\xff\xd9"
# how RAR, 7z and a ZIP's first file begin (versions up to 6.3); MS-DOS and Windows, and ELF programs
ARCHIVE: Final = re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|PK\x03\x04[\n-?]\x00")
LONGEST_MARK: Final = 6
PROGRAM: Final = (b"MZ", b"\x7fELF")
PIECE: Final = 1 << 20
STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def check_jpeg(path: Path) -> None:
    """Walk the segments to the frame header, and see that an end-of-image marker comes. Errors: as `recognise`."""
    with path.open("rb") as file:
        file.seek(2)
        for _segment in range(MAX_SEGMENTS):
            marker = _jpeg_marker(file)
            if marker in STANDALONE:
                continue
            length = int.from_bytes(_exactly(file, 2, "JPEG"), "big")
            if marker in FRAMES:
                height, width = struct.unpack(">xHH", _exactly(file, 5, "JPEG"))
                _refuse_size(width, height, "JPEG")
                break
            if length < 2 or marker in (0xD9, 0xDA):
                raise FileDamaged(what="JPEG")
            file.seek(length - 2, 1)
        else:
            raise FileDamaged(what="JPEG")
        if not _to_end_of_image(file):
            raise FileDamaged(what="JPEG")
        _refuse_behind(file)


def _jpeg_marker(file: BinaryIO) -> int:
    if _exactly(file, 1, "JPEG") != b"\xff":
        raise FileDamaged(what="JPEG")
    marker = b"\xff"
    while marker == b"\xff":
        marker = _exactly(file, 1, "JPEG")
    return marker[0]


def _to_end_of_image(file: BinaryIO) -> bool:
    """Whether there is an end; the file then stands behind it."""
    last = b""
    while piece := file.read(PIECE):
        at = (last + piece).find(END_OF_IMAGE)
        if at >= 0:
            file.seek(at + len(END_OF_IMAGE) - len(last) - len(piece), 1)
            return True
        last = piece[-1:]
    return False


def _refuse_behind(file: BinaryIO) -> None:
    """Phones append further pictures and a film behind the first picture's end; archives and programs are put there by
    hand. Errors: HiddenContent."""
    last = b""
    while piece := file.read(PIECE):
        if not last and piece.startswith(PROGRAM):
            raise HiddenContent(what=_("程序"))
        if ARCHIVE.search(last + piece):
            raise HiddenContent(what=_("压缩包"))
        last = piece[-LONGEST_MARK:]


def check_png(path: Path) -> None:
    """Walk the chunks from IHDR to IEND, which must be the file's end. Errors: as `recognise`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(len(PNG_SIGNATURE))
        length, name = struct.unpack(">L4s", _exactly(file, 8, "PNG"))
        if name != b"IHDR" or length != 13:
            raise FileDamaged(what="PNG")
        width, height = struct.unpack(">LL", _exactly(file, 8, "PNG"))
        _refuse_size(width, height, "PNG")
        file.seek(len(PNG_SIGNATURE))
        data_seen = False
        while name != b"IEND":
            length, name = struct.unpack(">L4s", _exactly(file, 8, "PNG"))
            data_seen = data_seen or name == b"IDAT"
            file.seek(length + 4, 1)
            if file.tell() > size:
                raise FileDamaged(what="PNG")
        if not data_seen:
            raise FileDamaged(what="PNG")
        if file.tell() != size:
            raise HiddenContent(what=_("图片结尾之后的内容"))


def _refuse_size(width: int, height: int, what: str) -> None:
    if width == 0 or height == 0:
        raise FileDamaged(what=what)
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise PictureTooLarge(width=width, height=height)


def _exactly(file: BinaryIO, count: int, what: str) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise FileDamaged(what=what)
    return data
