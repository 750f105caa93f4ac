"""From the first bytes to the kind, then the kind's own check, then the look for a second face."""

from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.documents.recognition import kinds, packages, pdf, pictures
from kernel.documents.recognition.second_face import refuse_second_face
from kernel.documents.refusals import FileEmpty, SaveAsAnotherType, TypeNotTaken

HEAD_BYTES: Final = 32
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})


def recognise(path: Path) -> kinds.FileKind:
    """The kind of the file at `path`, read in pieces: memory does not grow with the file.

    Errors: FileEmpty, TypeNotTaken, SaveAsAnotherType, FileDamaged, HiddenContent, PictureTooLarge, UnpacksTooLarge.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise FileEmpty
    if head.startswith(b"%PDF-"):
        pdf.check(path)
        kind = kinds.PDF
    elif head.startswith(pictures.JPEG_START):
        pictures.check_jpeg(path)
        kind = kinds.JPEG
    elif head.startswith(pictures.PNG_SIGNATURE):
        pictures.check_png(path)
        kind = kinds.PNG
    elif head.startswith(b"PK\x03\x04"):
        kind = packages.check(path)
    else:
        _refuse_by_name(head)
        raise TypeNotTaken
    refuse_second_face(path, kind)
    return kind


def _refuse_by_name(head: bytes) -> None:
    """Kinds people bring in good faith get a sentence that helps."""
    if head.startswith(OLD_OFFICE):
        raise SaveAsAnotherType(what=_("旧版 Word、Excel 文件（.doc、.xls）"), instead=_(" DOCX、XLSX 或 PDF "))
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise SaveAsAnotherType(what=_(" HEIC 照片（窗口电脑打不开）"), instead=_(" JPG "))
    if head.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise SaveAsAnotherType(what=_("这种图片格式"), instead=_(" JPG 或 PNG "))
    if head.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")):
        raise SaveAsAnotherType(what=_("压缩包"), instead=_("单个的 PDF 或图片"))
