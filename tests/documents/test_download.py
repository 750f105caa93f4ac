"""Handed out to whoever may see the subject; to others a document is not there."""

from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client

from kernel.accounts.models import User
from kernel.documents import queries, storage
from kernel.documents.actions import add_upload
from kernel.documents.handing_out import opened
from kernel.documents.models import Document
from kernel.documents.refusals import FileMissing
from kernel.ledger.models import AccessEntry
from kernel.ledger.refusals import NotFound
from tests.cast import Cast
from tests.documents import samples
from tests.documents.conftest import Matter


@pytest.fixture
def upload(cast: Cast, matter: Matter) -> Document:
    return add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="身份证 正面.pdf")


@pytest.mark.parametrize("who", ["citizen", "clerk"])
def test_handed_out(client: Client, cast: Cast, upload: Document, who: str) -> None:
    client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/documents/{upload.number}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == samples.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('身份证 正面.pdf')}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["stranger", "other_citizen", None])
def test_not_there_for_others(client: Client, cast: Cast, upload: Document, who: str | None) -> None:
    if who:
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
    foreign = client.get(f"/documents/{upload.number}/")
    absent = client.get("/documents/WJ202609070000000000/")
    assert (foreign.status_code, absent.status_code) == (404, 404)


def test_a_pass_opens_one_document_for_a_while(
    client: Client, cast: Cast, matter: Matter, upload: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.DOCX], name="b.docx")
    pass_ = queries.pass_for(upload)
    answer = client.get(f"/documents/{upload.number}/", {"pass": pass_})
    assert b"".join(answer.streaming_content) == samples.PDF
    assert client.get(f"/documents/{other.number}/", {"pass": pass_}).status_code == 404
    assert client.get(f"/documents/{upload.number}/", {"pass": signing.dumps(upload.number)}).status_code == 404
    monkeypatch.setattr(queries, "PASS_SECONDS", -1)
    assert client.get(f"/documents/{upload.number}/", {"pass": pass_}).status_code == 404


def test_a_lost_file_is_said(client: Client, cast: Cast, upload: Document) -> None:
    storage.path_of(upload.stored_name).write_bytes(b"short")
    client.force_login(cast.citizen, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/documents/{upload.number}/")
    assert answer.status_code == FileMissing.status == 503
    assert upload.number in answer.content.decode()


def test_a_file_changed_on_disk_is_not_handed_out(
    client: Client, cast: Cast, upload: Document, caplog: pytest.LogCaptureFixture
) -> None:
    path = storage.path_of(upload.stored_name)
    changed = bytearray(path.read_bytes())
    changed[30] ^= 1
    path.write_bytes(bytes(changed))
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/documents/{upload.number}/")
    assert answer.status_code == 503 and upload.number in answer.content.decode()
    assert f"document {upload.number} is not handed out: hash" in caplog.text
    assert not AccessEntry.objects.exists(), "nothing was read"
    path.unlink()
    assert client.get(f"/documents/{upload.number}/").status_code == 503
    assert f"document {upload.number} is not handed out: missing" in caplog.text


def test_what_leaves_is_what_was_compared(cast: Cast, upload: Document) -> None:
    """Another file put under the name between the two is not sent."""
    path = storage.path_of(upload.stored_name)
    with opened(upload) as file:
        path.with_name("other").write_bytes(b"other")
        path.with_name("other").rename(path)
        assert file.read() == samples.PDF


@pytest.mark.parametrize("known", [True, False])
def test_staff_who_read_a_document_are_written_down(
    client: Client, cast: Cast, matter: Matter, upload: Document, known: bool
) -> None:
    matter.person = cast.applicant.ledger_subject if known else None
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    b"".join(client.head(f"/documents/{upload.number}/").streaming_content)
    assert not AccessEntry.objects.exists()
    for times in (1, 2):
        b"".join(client.get(f"/documents/{upload.number}/").streaming_content)
        assert AccessEntry.objects.count() == times
    entry = AccessEntry.objects.latest("position")
    whom = matter.person or matter.subject
    assert (entry.reader_id, entry.person, entry.post) == (cast.clerk.pk, "韩*", "C01 窗口人员")
    assert (entry.organization, entry.region) == ("BM01", "990101000000")
    assert (entry.whom_kind, entry.whom_id) == (whom.kind, whom.id)
    assert (entry.fields, entry.why) == (["upload", upload.number], "M-1")


def test_staff_without_a_post_and_with_a_pass_are_written_down_too(
    client: Client, cast: Cast, matter: Matter, upload: Document
) -> None:
    newcomer = User.objects.create_user("xin", full_name="新来", is_staff_member=True)
    client.force_login(newcomer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/documents/{upload.number}/", {"pass": queries.pass_for(upload)})
    assert b"".join(answer.streaming_content) == samples.PDF
    assert [(entry.reader_number, entry.post) for entry in AccessEntry.objects.all()] == [("xin", "")]


@pytest.mark.parametrize("who", ["citizen", None])
def test_what_is_ones_own_is_read_without_a_line(client: Client, cast: Cast, upload: Document, who: str | None) -> None:
    if who:
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/documents/{upload.number}/", {"pass": queries.pass_for(upload)})
    assert b"".join(answer.streaming_content) == samples.PDF
    assert not AccessEntry.objects.exists()


def test_a_refused_download_leaves_no_line(client: Client, cast: Cast, upload: Document) -> None:
    client.force_login(cast.other_clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/documents/{upload.number}/").status_code == 404
    assert not AccessEntry.objects.exists()


def test_lists_follow_the_subject(cast: Cast, matter: Matter, upload: Document, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert list(queries.documents_of(cast.clerk, "matter", 1)) == [upload]
    assert queries.uploads_by_material("matter", 1) == {"": [upload]}
    with pytest.raises(NotFound):
        queries.documents_of(cast.stranger, "matter", 1)
    with pytest.raises(NotFound):
        queries.documents_of(cast.clerk, "unheard_of", 1)
