"""Stamped by hand, once, by staff of the matter."""

import pytest

from kernel.documents.actions import make_letter, record_hand_stamp, request_letter
from kernel.documents.models import Letter
from kernel.documents.refusals import LetterNotReady, StampedAlready
from kernel.ledger.actors import Actor
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from tests.cast import Cast
from tests.documents.conftest import Matter
from tests.documents.letters import acceptance

CLERK = Actor("王*", "窗口人员", "BM01")


@pytest.fixture
def ordered(matter: Matter) -> Letter:
    return request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())


def test_recorded_once(cast: Cast, ordered: Letter) -> None:
    with pytest.raises(LetterNotReady):
        record_hand_stamp(by=cast.clerk, number=ordered.number, actor=CLERK)
    made = make_letter(letter_id=ordered.pk)
    assert made is not None and made.document is not None
    letter = record_hand_stamp(by=cast.clerk, number=ordered.number, actor=CLERK)
    assert letter.stamped_by == cast.clerk and letter.stamped_at is not None
    assert Entry.objects.of(made.document.ledger_subject).last().type == "documents.stamped_by_hand"
    with pytest.raises(StampedAlready):
        record_hand_stamp(by=cast.clerk, number=ordered.number, actor=CLERK)


@pytest.mark.parametrize("who", ["stranger", "citizen"])
def test_not_by_others(cast: Cast, ordered: Letter, who: str) -> None:
    make_letter(letter_id=ordered.pk)
    with pytest.raises(NotFound):
        record_hand_stamp(by=getattr(cast, who), number=ordered.number, actor=CLERK)
