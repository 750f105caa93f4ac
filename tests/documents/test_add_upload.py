"""A file comes in, or is refused with nothing left behind."""

import hashlib
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from kernel.documents import storage
from kernel.documents.actions import add_upload, uploads
from kernel.documents.models import Document
from kernel.documents.refusals import (
    FileTooLarge,
    NoRoomLeft,
    ScannerAway,
    TooManyFiles,
    TooMuchTogether,
    TypeNotTaken,
)
from kernel.ledger.locking import ActOutOfTime
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from tests.cast import MONDAY, Cast
from tests.documents import samples
from tests.documents.conftest import Matter, files_in


def test_kept_sealed_and_named_for_nobody(cast: Cast, matter: Matter, file_room: Path) -> None:
    document = add_upload(
        by=cast.citizen,
        subject=matter.subject,
        pieces=[samples.PDF[:50], samples.PDF[50:]],
        name="C:\\扫描\\张三 11010119900307\u202efdp.exe",
        material_code="M01",
    )
    assert document.content_type == "application/pdf"
    assert document.name == "张三 11010119900307fdp.pdf"
    assert document.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    path = storage.path_of(document.stored_name)
    assert path.read_bytes() == samples.PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0
    assert files_in(file_room) == [path]
    entry = Entry.objects.get(subject_kind="document", subject_id=document.pk)
    assert entry.facts()["sha256"] == document.sha256
    assert (entry.about, entry.person) == (matter.subject, cast.citizen.masked_name)
    assert "张三" not in entry.body
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM documents_document")
        assert "张三" not in cursor.fetchone()[0]


def test_same_bytes_for_the_same_material_are_one_document(cast: Cast, matter: Matter, file_room: Path) -> None:
    def send(material: str) -> Document:
        return add_upload(
            by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf", material_code=material
        )

    first = send("M01")
    assert send("M01") == first
    assert send("M02") != first
    assert len(files_in(file_room)) == 2


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_not_to_anothers_matter(cast: Cast, matter: Matter, file_room: Path, who: str) -> None:
    with pytest.raises(NotFound):
        add_upload(by=getattr(cast, who), subject=matter.subject, pieces=[samples.PDF], name="a.pdf")
    assert not files_in(file_room)


def test_handed_in_while_the_file_was_on_its_way(cast: Cast, matter: Matter, file_room: Path) -> None:
    def slowly() -> Iterator[bytes]:
        yield samples.PDF[:50]
        matter.writers.clear()
        yield samples.PDF[50:]

    with pytest.raises(NotFound):
        add_upload(by=cast.citizen, subject=matter.subject, pieces=slowly(), name="a.pdf")
    assert not files_in(file_room) and not Document.objects.exists() and not Entry.objects.exists()


def test_the_question_is_asked_again_after_the_lock(cast: Cast, matter: Matter, file_room: Path) -> None:
    """Whoever waits for the lock waits for the submission that holds it."""
    assert add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf", hold=lambda: 1).pk
    kept = files_in(file_room)

    def hold() -> None:
        assert connection.in_atomic_block
        matter.writers.clear()

    with pytest.raises(NotFound):
        add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.DOCX], name="a.docx", hold=hold)
    assert files_in(file_room) == kept and Document.objects.count() == 1


def test_wrong_type_leaves_nothing(cast: Cast, matter: Matter, file_room: Path) -> None:
    with pytest.raises(TypeNotTaken):
        add_upload(by=cast.citizen, subject=matter.subject, pieces=[b"<html></html>"], name="申请书.pdf")
    assert not files_in(file_room)
    assert not Document.objects.exists()


def test_too_large_stops_reading(cast: Cast, matter: Matter, file_room: Path) -> None:
    asked = []

    def endless() -> Iterator[bytes]:
        while True:
            asked.append(1)
            yield b"%PDF-1.4\n" + b"x" * storage.MEGABYTE

    with pytest.raises(FileTooLarge, match="20 MB"):
        add_upload(by=cast.citizen, subject=matter.subject, pieces=endless(), name="a.pdf")
    assert len(asked) <= 21
    assert not files_in(file_room)


def test_count_and_sum_are_limited(
    cast: Cast, matter: Matter, file_room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(side: int) -> Document:
        return add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.png(side)], name="a.png")

    monkeypatch.setattr(uploads, "MAX_FILES", 2)
    first, _second = send(1), send(2)
    with pytest.raises(TooManyFiles, match="2"):
        send(3)
    monkeypatch.setattr(uploads, "MAX_FILES", 60)
    monkeypatch.setattr(uploads, "MAX_TOTAL_BYTES", 2 * first.size)
    with pytest.raises(TooMuchTogether):
        send(3)
    assert len(files_in(file_room)) == 2


def test_a_full_disk_is_said(cast: Cast, matter: Matter, file_room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(NoRoomLeft):
        add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf")


def test_an_import_passes_its_own_time_but_not_a_later_one(cast: Cast, matter: Matter) -> None:
    document = add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf", at=MONDAY)
    assert document.at == MONDAY and document.number.startswith("WJ20260907")
    with pytest.raises(ActOutOfTime):
        add_upload(
            by=cast.citizen, subject=matter.subject, pieces=[samples.DOCX], name="a", at=MONDAY.replace(year=2999)
        )


def test_no_scanner_no_file(cast: Cast, matter: Matter, file_room: Path, settings) -> None:
    settings.DOCUMENT_CLAMD = str(file_room / "no.sock")
    with pytest.raises(ScannerAway):
        add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf")
    assert not files_in(file_room)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit(cast: Cast, matter: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_FILES", 1)
    refused: list[Exception] = []

    def send(side: int) -> None:
        try:
            add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.png(side)], name="a.png")
        except TooManyFiles as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[side]) for side in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 2 and Document.objects.count() == 1
