"""Out again while it is a draft; never after, never another's."""

import pytest
from django.db import DatabaseError, transaction

from kernel.documents import storage
from kernel.documents.actions import add_upload, remove_upload
from kernel.documents.models import Document
from kernel.documents.refusals import UploadSealed
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from tests.cast import Cast
from tests.documents import samples
from tests.documents.conftest import Matter


@pytest.fixture
def upload(cast: Cast, matter: Matter) -> Document:
    return add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf")


def test_taken_out_and_the_same_file_may_come_again(
    cast: Cast, matter: Matter, upload: Document, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        remove_upload(by=cast.citizen, number=upload.number)
    assert not storage.path_of(upload.stored_name).exists()
    assert not Document.objects.kept().exists()
    assert [entry.type for entry in Entry.objects.of(upload.ledger_subject)] == [
        "documents.uploaded",
        "documents.removed",
    ]
    assert add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf") != upload
    with pytest.raises(NotFound):
        remove_upload(by=cast.citizen, number=upload.number)


def test_not_once_submitted(cast: Cast, matter: Matter, upload: Document) -> None:
    matter.writers.clear()
    with pytest.raises(UploadSealed):
        remove_upload(by=cast.citizen, number=upload.number)


def test_not_by_a_stranger(cast: Cast, upload: Document) -> None:
    with pytest.raises(NotFound):
        remove_upload(by=cast.stranger, number=upload.number)


@pytest.mark.parametrize(
    "change", [{"sha256": "0" * 64}, {"size": 5}, {"stored_name": "aa/bb/" + "0" * 32}, {"subject_id": 9}]
)
def test_the_database_keeps_the_row(upload: Document, change: dict) -> None:
    with pytest.raises(DatabaseError, match="kept as it was sealed"), transaction.atomic():
        Document.objects.filter(pk=upload.pk).update(**change)
    with pytest.raises(DatabaseError, match="kept as it was sealed"), transaction.atomic():
        Document.objects.filter(pk=upload.pk).delete()
    Document.objects.filter(pk=upload.pk).update(name="another key, same file")
