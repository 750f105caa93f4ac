"""Files that come in pieces over a line that drops."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from kernel.documents import orphans
from kernel.documents.actions import Announced, add_piece, progress
from kernel.documents.limits import MAX_FILE_BYTES, MAX_FILES, MAX_PIECE_BYTES
from kernel.documents.models import Document, PartialUpload, UploadPiece
from kernel.documents.refusals import (
    FileTooLarge,
    NotAsAnnounced,
    OffsetDiffers,
    PieceTooLarge,
    TooManyFiles,
    TypeNotTaken,
)
from kernel.documents.storage import path_of
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from tests.cast import Cast
from tests.documents.conftest import Matter
from tests.documents.samples import jpeg

PHOTO = jpeg(comment=bytes(range(200)) * 5)


def announced(data: bytes = PHOTO, **changes: Any) -> Announced:
    facts: dict[str, Any] = {
        "material_code": "m1", "name": "照片.jpg", "sha256": hashlib.sha256(data).hexdigest(), "size": len(data),
    }  # fmt: skip
    return Announced(**(facts | changes))


def sent(cast: Cast, matter: Matter, offset: int, piece: bytes, file: Announced | None = None) -> Any:
    return add_piece(by=cast.citizen, subject=matter.subject, file=file or announced(), offset=offset, piece=piece)


@pytest.mark.parametrize("tenth", range(1, 10))
def test_cut_at_each_tenth_it_goes_on_from_there(cast: Cast, matter: Matter, tenth: int) -> None:
    cut = len(PHOTO) * tenth // 10
    assert sent(cast, matter, 0, PHOTO[:cut]).offset == cut
    assert [each.offset for each in progress(matter.subject, [announced()])] == [cut]
    done = sent(cast, matter, cut, PHOTO[cut:])
    assert path_of(done.document.stored_name).read_bytes() == PHOTO
    assert (done.document.material_code, done.document.uploaded_by) == ("m1", cast.citizen)
    assert not PartialUpload.objects.exists() and not UploadPiece.objects.exists()


def test_a_piece_whose_answer_was_lost_is_told_where_to_go_on(cast: Cast, matter: Matter) -> None:
    sent(cast, matter, 0, PHOTO[:100])
    with pytest.raises(OffsetDiffers) as told:
        sent(cast, matter, 0, PHOTO[:100])
    assert told.value.facts["offset"] == 100
    with pytest.raises(OffsetDiffers):
        sent(cast, matter, 300, PHOTO[300:])
    assert sent(cast, matter, 100, PHOTO[100:]).document is not None


def test_the_last_answer_lost_the_file_is_there(cast: Cast, matter: Matter) -> None:
    first = sent(cast, matter, 0, PHOTO).document
    assert sent(cast, matter, len(PHOTO), b"").document == first
    assert sent(cast, matter, 0, PHOTO[:10]).document == first
    assert Document.objects.count() == 1


def test_what_turns_out_to_be_something_else_is_refused_and_begins_anew(cast: Cast, matter: Matter) -> None:
    other = bytes(len(PHOTO))
    with pytest.raises(NotAsAnnounced):
        sent(cast, matter, 0, other)
    assert not PartialUpload.objects.exists() and not Document.objects.exists()
    assert sent(cast, matter, 0, PHOTO).document is not None


def test_no_picture_is_refused_like_any_upload(cast: Cast, matter: Matter) -> None:
    script = b"#!/bin/sh\nrm -rf /\n"
    with pytest.raises(TypeNotTaken):
        sent(cast, matter, 0, script, announced(script, name="照片.jpg"))
    assert not PartialUpload.objects.exists()


def test_past_the_announced_end_or_too_much_at_once(cast: Cast, matter: Matter) -> None:
    with pytest.raises(PieceTooLarge):
        sent(cast, matter, 0, PHOTO + b"x")
    large = announced(size=MAX_PIECE_BYTES * 3)
    with pytest.raises(PieceTooLarge):
        sent(cast, matter, 0, bytes(MAX_PIECE_BYTES + 1), large)
    with pytest.raises(FileTooLarge):
        sent(cast, matter, 0, b"x", announced(size=MAX_FILE_BYTES + 1))
    assert not PartialUpload.objects.exists()


def test_two_hundred_megabytes_are_refused_at_the_first_byte(cast: Cast, matter: Matter) -> None:
    with pytest.raises(FileTooLarge):
        sent(cast, matter, 0, b"\xff\xd8", announced(size=200 * 1024 * 1024))
    assert not UploadPiece.objects.exists()


def test_who_may_not_add_sends_nothing(cast: Cast, matter: Matter) -> None:
    sent(cast, matter, 0, PHOTO[:100])
    with pytest.raises(NotFound):
        add_piece(by=cast.stranger, subject=matter.subject, file=announced(), offset=100, piece=PHOTO[100:])
    matter.writers.clear()
    with pytest.raises(NotFound):
        sent(cast, matter, 100, PHOTO[100:])


def test_files_that_were_only_begun_count_too(cast: Cast, matter: Matter) -> None:
    PartialUpload.objects.bulk_create(
        PartialUpload(
            subject_kind="matter", subject_id=1, material_code="m1", sha256=f"{number:064x}", size=10
        )
        for number in range(MAX_FILES)
    )  # fmt: skip
    with pytest.raises(TooManyFiles):
        sent(cast, matter, 0, PHOTO[:100])


def test_what_nobody_goes_on_with_is_forgotten_after_a_month(cast: Cast, matter: Matter) -> None:
    sent(cast, matter, 0, PHOTO[:100])
    assert orphans.forget_partials() == 0
    PartialUpload.objects.update(touched_at=database_now() - timedelta(days=31))
    assert orphans.forget_partials(remove=False) == 1
    assert PartialUpload.objects.exists()
    assert orphans.forget_partials() == 1
    assert not UploadPiece.objects.exists()
