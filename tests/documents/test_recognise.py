"""A file is what its bytes are."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from kernel.documents.recognition import recognise
from kernel.documents.refusals import (
    FileDamaged,
    FileEmpty,
    HiddenContent,
    PictureTooLarge,
    SaveAsAnotherType,
    TypeNotTaken,
    UnpacksTooLarge,
)
from kernel.ledger.refusals import Refusal
from tests.documents import samples


@pytest.fixture
def file(tmp_path: Path):
    def write(data: bytes) -> Path:
        path = tmp_path / "anything.pdf"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (samples.PDF, "pdf"),
        (samples.PDF + b"\r\n\x00", "pdf"),
        (samples.jpeg(), "jpeg"),
        (samples.jpeg() + samples.jpeg(), "jpeg"),  # a phone's preview behind its picture
        (samples.jpeg(16_320, 12_240), "jpeg"),  # 200 million pixels
        (samples.png(), "png"),
        (samples.DOCX, "docx"),
        (samples.XLSX, "xlsx"),
        (samples.OFD, "ofd"),
    ],
)
def test_taken(file, data: bytes, code: str) -> None:
    assert recognise(file(data)).code == code


def test_letters_of_our_own_are_taken(file) -> None:
    big = samples.PDF[:9] + b"%" + b"x" * 3_000_000 + b"\n" + samples.PDF[9:]
    assert recognise(file(big)).code == "pdf"


def _deflated_bomb() -> bytes:
    return samples.package("[Content_Types].xml", "word/document.xml", extra={"word/media/a.bin": b"\0" * 8_000_000})


def _overlapping_bomb() -> bytes:
    """Every directory entry points at the one body (after Fifield)."""
    whole = samples.package("[Content_Types].xml", "word/document.xml", extra={"big": bytes(range(256)) * 400})
    end = whole.rindex(b"PK\x05\x06")
    size, start = struct.unpack("<LL", whole[end + 12 : end + 20])
    directory, last = whole[start : start + size], whole.rindex(b"PK\x01\x02", 0, end)
    entry = whole[last : start + size]
    extra = b"".join(entry.replace(b"big", b"b%02d" % n) for n in range(30))
    record = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 33, 33, len(directory + extra), start, 0)
    return whole[:start] + directory + extra + record


def _encrypted() -> bytes:
    data = bytearray(samples.DOCX)
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def _twice_named() -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", "word/documenX.xml"):
            archive.writestr(name, "<a/>")
    return kept.getvalue().replace(b"documenX", b"document")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FileEmpty),
        (b"<!doctype html><script>alert(1)</script>", TypeNotTaken),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', TypeNotTaken),
        (b"MZ\x90\x00" + b"\0" * 60, TypeNotTaken),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 60, TypeNotTaken),
        (b"#!/bin/sh\nrm -rf ~\n", TypeNotTaken),
        (b" " + samples.PDF, TypeNotTaken),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, SaveAsAnotherType),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, SaveAsAnotherType),
        (b"GIF89a" + b"\0" * 60, SaveAsAnotherType),
        (samples.ZIP, SaveAsAnotherType),
        # PDF
        (b"%PDF-9.9\n%%EOF", FileDamaged),
        (samples.PDF[:-7], FileDamaged),
        (samples.PDF + b"<html><script>x()</script>", HiddenContent),
        (samples.PDF + samples.ZIP, HiddenContent),
        (samples.PDF + samples.ZIP + b"startxref\n0\n%%EOF", HiddenContent),
        (samples.PDF[:9] + b"<script>x()</script>\n" + samples.PDF[9:], HiddenContent),
        (samples.PDF[:9] + b"3 0 obj<</S/Launch/F(calc.exe)>>endobj\n" + samples.PDF[9:], HiddenContent),
        (samples.PDF[:9] + b"3 0 obj<</S/L#61unc#68/F(calc.exe)>>endobj\n" + samples.PDF[9:], HiddenContent),
        (samples.PDF.replace(b"/Root", b"/Encrypt 4 0 R/Root"), SaveAsAnotherType),
        (samples.PDF.replace(b"/Root", b"/Encrypt\n4 0 R/Root"), SaveAsAnotherType),
        # pictures
        (samples.png(100_000, 100_000), PictureTooLarge),
        (samples.jpeg(65_500, 65_500), PictureTooLarge),
        (samples.png(0, 5), FileDamaged),
        (samples.png()[:-6], FileDamaged),
        (samples.jpeg()[:-2], FileDamaged),
        (b"\xff\xd8\xff" + b"\0" * 100, FileDamaged),
        (samples.png() + b"tail", HiddenContent),
        (samples.jpeg() + samples.ZIP, HiddenContent),
        (samples.jpeg() + samples.ZIP + b"\x00" * 70_000, HiddenContent),
        (samples.jpeg() + samples.jpeg() + b"Rar!\x1a\x07\x01\x00 and so on", HiddenContent),
        (samples.jpeg() + b"7z\xbc\xaf\x27\x1c\x00\x04", HiddenContent),
        (samples.jpeg() + b"MZ\x90\x00" + b"\x00" * 60, HiddenContent),
        (samples.jpeg(comment=b"<script>x()</script>"), HiddenContent),
        (samples.jpeg(comment=samples.PDF), HiddenContent),
        # packages
        (_deflated_bomb(), UnpacksTooLarge),
        (_overlapping_bomb(), UnpacksTooLarge),
        (_encrypted(), SaveAsAnotherType),
        (_twice_named(), HiddenContent),
        (samples.DOCX + b"MZ tail", HiddenContent),
        (samples.DOCX[:200] + samples.DOCX[220:], HiddenContent),
        (samples.package("word/document.xml"), FileDamaged),
        (samples.package("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), HiddenContent),
        (samples.package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), SaveAsAnotherType),
        (samples.package("[Content_Types].xml", "word/document.xml", "word/embeddings/run.EXE"), HiddenContent),
        (samples.package("[Content_Types].xml", "word/document.xml", "../../etc/passwd"), HiddenContent),
    ],
)
def test_refused(file, data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        recognise(file(data))
    assert "{" not in refused.value.sentence
