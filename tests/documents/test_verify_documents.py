"""Whatever is changed, on disk, in the row or in the ledger, is found and named."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from county_portal.bench.letter_samples import acceptance
from kernel.documents import storage
from kernel.documents.actions import add_upload, make_letter, request_letter
from kernel.documents.models import Document
from tests.cast import Cast
from tests.documents import samples
from tests.documents.conftest import Matter


@pytest.fixture
def upload(cast: Cast, matter: Matter) -> Document:
    return add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf")


@pytest.fixture
def result(capsys):
    def run(*options: str) -> dict:
        try:
            call_command("verify_documents", "--json", *options)
        except SystemExit as ended:
            assert ended.code == 1
        return json.loads(capsys.readouterr().out)

    return run


def without_guards(sql: str, *params: object) -> None:
    """What the owner of the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, params)
        cursor.execute("SET session_replication_role = origin")


def test_all_as_sealed(upload: Document, matter: Matter, result) -> None:
    ordered = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    make_letter(letter_id=ordered.pk)
    found = result("--remake")
    assert (found["checked"], found["remade"], found["faults"]) == (2, 1, [])
    assert result("--after", str(upload.pk))["checked"] == 1


def test_a_changed_byte(upload: Document, result) -> None:
    path = storage.path_of(upload.stored_name)
    path.write_bytes(samples.PDF.replace(b"1.4", b"1.5"))
    assert result()["faults"] == [{"number": upload.number, "what": "hash"}]


def test_a_missing_and_a_cut_file(upload: Document, result) -> None:
    path = storage.path_of(upload.stored_name)
    path.write_bytes(samples.PDF[:-1])
    assert result()["faults"][0]["what"] == "size"
    path.unlink()
    assert result()["faults"][0]["what"] == "missing"


def test_file_and_row_changed_together(upload: Document, result) -> None:
    path = storage.path_of(upload.stored_name)
    path.write_bytes(samples.PDF.replace(b"1.4", b"1.5"))
    digest = storage.digest_of(path)
    without_guards("UPDATE documents_document SET sha256 = %s WHERE id = %s", digest, upload.pk)
    assert result()["faults"] == [{"number": upload.number, "what": "row_changed"}]


def test_never_sealed(upload: Document, result) -> None:
    without_guards("DELETE FROM ledger_entry WHERE subject_kind = 'document'")
    assert result()["faults"] == [{"number": upload.number, "what": "not_sealed"}]


def test_words_changed_behind_the_letter(matter: Matter, result) -> None:
    ordered = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    made = make_letter(letter_id=ordered.pk)
    assert made is not None
    made.words = made.words.replace("食品经营许可", "药品经营许可")
    made.save(update_fields=["words"])
    assert result("--remake")["faults"] == [{"number": made.number, "what": "remade_differently"}]
