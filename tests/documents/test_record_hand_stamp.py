"""Stamped by hand, once, by staff of the matter."""

from typing import Any

import pytest

from county_portal.bench.letter_samples import acceptance, mandate
from kernel.documents.actions import make_letter, record_hand_stamp, request_letter
from kernel.documents.models import Letter
from kernel.documents.refusals import LetterNotReady, NoSealDue, StampedAlready
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast
from tests.documents.conftest import Matter


@pytest.fixture
def ordered(matter: Matter) -> Letter:
    return request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())


def test_recorded_once(cast: Cast, ordered: Letter) -> None:
    with pytest.raises(LetterNotReady):
        record_hand_stamp(by=cast.clerk, number=ordered.number)
    made = make_letter(letter_id=ordered.pk)
    assert made is not None and made.document is not None
    letter = record_hand_stamp(by=cast.clerk, number=ordered.number)
    assert letter.stamped_by == cast.clerk and letter.stamped_at is not None and letter.bears_seal
    entry = Entry.objects.of(made.document.ledger_subject).last()
    assert entry is not None and entry.type == "documents.stamped_by_hand" and entry.organization == cast.bureau.code
    with pytest.raises(StampedAlready):
        record_hand_stamp(by=cast.clerk, number=ordered.number)


def test_not_by_others(cast: Cast, ordered: Letter) -> None:
    make_letter(letter_id=ordered.pk)
    with pytest.raises(NotFound):
        record_hand_stamp(by=cast.stranger, number=ordered.number)
    # he sees it and holds no post that stamps it
    with pytest.raises(NotYourPost):
        record_hand_stamp(by=cast.citizen, number=ordered.number)


def test_what_people_sign_is_not_stamped(cast: Cast, matter: Matter) -> None:
    signed = request_letter(entry=matter.happens(), letter_type="mandate", data=mandate())
    make_letter(letter_id=signed.pk)
    with pytest.raises(NoSealDue, match=signed.serial):
        record_hand_stamp(by=cast.clerk, number=signed.number)


def test_what_bears_an_e_seal_is_not_stamped_again(cast: Cast, matter: Matter, settings: Any) -> None:
    settings.DOCUMENT_SEAL_PROVIDER = "test"
    letter = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    make_letter(letter_id=letter.pk)
    letter.refresh_from_db()
    assert letter.bears_seal
    with pytest.raises(StampedAlready):
        record_hand_stamp(by=cast.clerk, number=letter.number)
