"""A letter is ordered once per entry; its words, number and 文号 are fixed then."""

import json
import threading
import time
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from kombu.exceptions import OperationalError

from county_portal.bench.letter_samples import acceptance, receipt
from kernel.documents.actions import letters as making
from kernel.documents.actions import request_letter
from kernel.documents.models import Letter
from kernel.documents.numbering import read_number
from tests.documents.conftest import Matter


def test_ordered_and_hinted(matter: Matter, hints: list, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        letter = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    assert hints == [[letter.pk]]
    assert letter.state == Letter.State.PENDING and letter.about == matter.subject
    assert letter.serial == "示审批受理〔2026〕1号"
    assert letter.number.startswith("SL20260907") and read_number(letter.number) == letter.number
    words = json.loads(letter.words)
    assert words["applicant"] == "龚䶮𬱖" and letter.addressee_masked == "龚*𬱖"
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM documents_letter")
        assert "龚" not in cursor.fetchone()[0]


def test_once_an_entry_and_type(matter: Matter, hints: list, django_capture_on_commit_callbacks) -> None:
    entry = matter.happens()
    with django_capture_on_commit_callbacks(execute=True):
        first = request_letter(entry=entry, letter_type="acceptance", data=acceptance())
        again = request_letter(entry=entry, letter_type="acceptance", data=acceptance(fees="另收"))
        other = request_letter(entry=entry, letter_type="receipt", data=receipt())
        following = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    assert again == first and again.words == first.words
    assert hints == [[first.pk], [other.pk], [following.pk]]
    assert (other.running, following.running) == (1, 2)


def test_anothers_data_is_refused(matter: Matter) -> None:
    with pytest.raises(TypeError, match="Acceptance"):
        request_letter(entry=matter.happens(), letter_type="acceptance", data=receipt())
    with pytest.raises(KeyError):
        request_letter(entry=matter.happens(), letter_type="praise", data=receipt())


def test_a_lost_hint_loses_no_letter(
    matter: Matter, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    def away(*args: object, **options: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr("kernel.documents.actions.letters.current_app.send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        letter = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    assert Letter.objects.get(pk=letter.pk).state == Letter.State.PENDING


@pytest.mark.parametrize("change", [{"serial": "x"}, {"words_sha256": "0" * 64}, {"number": "SL0"}, {"seal": "x"}])
def test_the_database_keeps_what_was_ordered(matter: Matter, change: dict) -> None:
    letter = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    with pytest.raises(DatabaseError, match="kept as it was sealed"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**change)
    with pytest.raises(DatabaseError, match="kept as it was sealed"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).delete()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_observers_at_once_order_one(matter: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
    request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    entry, found = matter.happens(), []
    ordered = making._ordered

    def slowly(*args: Any) -> Letter:
        time.sleep(0.2)
        return ordered(*args)

    monkeypatch.setattr(making, "_ordered", slowly)

    def order() -> None:
        try:
            found.append(request_letter(entry=entry, letter_type="acceptance", data=acceptance()).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=order) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3 and len(set(found)) == 1
