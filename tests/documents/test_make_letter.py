"""Made once, made again to the byte, given up with a reason; whatever dies in between loses nothing."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from county_portal.bench.letter_samples import ORGAN, acceptance, deny
from kernel.documents import actions, storage
from kernel.documents.actions import letters as making
from kernel.documents.actions import make_letter, make_pending, remake, request_letter
from kernel.documents.models import Document, Letter
from kernel.documents.orphans import sweep
from kernel.documents.recognition import recognise
from kernel.documents.tasks import make_letters as task
from kernel.ledger.models import Entry
from tests.documents.conftest import Matter


class Killed(BaseException):
    """Stands for kill -9: nothing that catches errors sees it."""


@pytest.fixture
def ordered(matter: Matter) -> Letter:
    return request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())


def due_again(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(try_at=letter.requested_at - timedelta(hours=1))


def test_made_once(ordered: Letter, matter: Matter) -> None:
    letter = make_letter(letter_id=ordered.pk)
    assert letter is not None and letter.state == Letter.State.READY and letter.document is not None
    path = storage.path_of(letter.document.stored_name)
    assert recognise(path).code == "pdf"
    assert letter.document.number == letter.number and letter.document.about == matter.subject
    entry = Entry.objects.get(subject_kind="document", subject_id=letter.document.pk)
    assert entry.facts()["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry.organization == ORGAN.code and "龚䶮𬱖" not in entry.body
    task([ordered.pk])
    assert make_letter(letter_id=ordered.pk) is None and make_pending() == 0
    assert Document.objects.count() == 1


def test_made_again_to_the_byte_also_from_an_old_template(ordered: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = make_letter(letter_id=ordered.pk)
    assert letter is not None and letter.document is not None
    monkeypatch.setattr("kernel.documents.letters.kinds.LetterType.source", lambda kind: "= new times")
    kept = storage.path_of(letter.document.stored_name).read_bytes()
    assert remake(Letter.objects.get(pk=letter.pk)) == kept


@pytest.mark.parametrize("moment", ["kernel.documents.actions.letters.record", "kernel.documents.storage.keep"])
def test_a_worker_killed_in_between(
    ordered: Letter, file_room: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def killed(*args: object, **facts: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(moment, killed)
        make_letter(letter_id=ordered.pk)
    assert Letter.objects.get(pk=ordered.pk).state == Letter.State.PENDING
    assert not Document.objects.exists()
    assert make_pending() == 0  # not before its next try
    due_again(ordered)
    assert make_pending() == 1
    assert sweep(older_than_hours=-1).files == (1 if moment.endswith("record") else 0)
    letter = Letter.objects.select_related("document").get(pk=ordered.pk)
    assert letter.tries == 2 and letter.document is not None
    assert storage.path_of(letter.document.stored_name).is_file()


def test_a_letter_that_cannot_be_printed_is_given_up_and_stalls_nobody(matter: Matter, ordered: Letter) -> None:
    entry = matter.happens()
    bad = request_letter(entry=entry, letter_type="deny", data=deny(applicant="张\U0003134a"))
    Letter.objects.filter(pk=bad.pk).update(try_at=ordered.requested_at - timedelta(hours=2))
    assert make_pending() == 1
    for _ in range(making.MAX_TRIES):
        due_again(bad)
        make_pending()
    bad.refresh_from_db()
    assert bad.state == Letter.State.FAILED and "\U0003134a" in bad.error and bad.tries == making.MAX_TRIES
    assert actions.try_failed_again() == 1
    bad.refresh_from_db()
    assert bad.state == Letter.State.PENDING and bad.tries == 0


def test_a_letter_that_kills_every_worker_is_given_up(ordered: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*args: object, **facts: object) -> None:
        raise Killed

    monkeypatch.setattr("kernel.documents.actions.letters.remake", killed)
    for _ in range(making.MAX_TRIES):
        due_again(ordered)
        with pytest.raises(Killed):
            make_pending()
    due_again(ordered)
    assert make_pending() == 0
    ordered.refresh_from_db()
    assert ordered.state == Letter.State.FAILED and ordered.error


def test_what_was_made_stays(ordered: Letter) -> None:
    letter = make_letter(letter_id=ordered.pk)
    assert letter is not None
    with pytest.raises(DatabaseError, match="kept as it was sealed"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state="pending", document=None, made_at=None, printed_sha256="")


def test_an_e_seal_is_printed_and_signed(matter: Matter, settings) -> None:
    settings.DOCUMENT_SEAL_PROVIDER = "test"
    ordered = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    settings.DOCUMENT_SEAL_PROVIDER = "printed_place"  # a letter keeps the provider it was ordered under
    letter = make_letter(letter_id=ordered.pk)
    assert letter is not None and letter.document is not None
    kept = storage.path_of(letter.document.stored_name).read_bytes()
    assert kept.endswith(b"% test seal BM01\n%%EOF\n")
    assert hashlib.sha256(remake(letter)).hexdigest() == letter.printed_sha256 != letter.document.sha256


def test_by_command(ordered: Letter, capsys) -> None:
    call_command("make_pending_letters", "--json")
    assert '"made": 1' in capsys.readouterr().out
    assert Letter.objects.get().state == Letter.State.READY
