"""Kill -9 of the worker in the middle of making letters: none is lost, none is made twice, none is half there."""

import hashlib
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from approvals import actions
from kernel.documents import storage
from kernel.documents.actions import make_pending
from kernel.documents.models import Document, Letter
from kernel.documents.orphans import sweep
from kernel.ledger import relay, stream
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from tests.approvals.test_intake import FORM
from tests.cast import Cast, build
from tests.faults.letter_nursery import LetterNursery

CASES = 6
KILLS = 12


@pytest.fixture
def county(transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    settings.MEDIA_ROOT = tmp_path / "documents"
    # no act runs beside: the relay need not wait for the transactions of other databases, no worker is told of letters
    monkeypatch.setattr(stream, "READY", "true")
    monkeypatch.setattr(current_app, "send_task", lambda *_args, **_options: None)
    return build()


def received_and_accepted(cast: Cast) -> set[tuple[str, int]]:
    """Cases that call for two letters each; what must be there in the end."""
    wanted = set()
    for _place in range(CASES):
        case = actions.receive_at_window(
            by=cast.clerk, window=cast.window, version=cast.item, applicant=cast.applicant, values=FORM,
            materials=("m1", "m2", "m3"),
        )  # fmt: skip
        actions.accept(number=case.number, by=cast.clerk)
        wanted |= {("receipt", case.pk), ("acceptance", case.pk)}
    return wanted


def ready() -> int:
    return Letter.objects.filter(state=Letter.State.READY).count()


def a_minute_passes() -> None:
    """What a killed try had put off is due again."""
    Letter.objects.filter(state=Letter.State.PENDING).update(try_at=database_now() - timedelta(minutes=1))


@pytest.mark.kill
def test_a_worker_killed_again_and_again_makes_each_letter_once(county: Cast) -> None:
    wanted: set[tuple[str, int]] = set()
    chance, killed = random.Random(20261122), 0
    with LetterNursery(storage.root()) as nursery:
        for _attempt in range(6 * KILLS):
            if killed >= KILLS:
                break
            if ready() > len(wanted) - CASES:
                wanted |= received_and_accepted(county)
                relay.catch_up()
            a_minute_passes()
            killed += nursery.killed_after(ready, moved_on_for=chance.uniform(0, 0.2)) == "killed"
    assert set(Letter.objects.values_list("letter_type", "subject_id")) == wanted
    assert killed >= KILLS, f"only {killed} kills hit a busy worker"
    interrupted = Letter.objects.filter(state=Letter.State.PENDING, tries__gt=0).count()
    a_minute_passes()
    # what is under way when it is killed may have been kept on disk without a row: the night's sweep takes it
    make_pending()
    sweep(older_than_hours=-1)
    letters = list(Letter.objects.select_related("document"))
    assert {letter.state for letter in letters} == {Letter.State.READY} and len(letters) == len(wanted)
    assert max(letter.tries for letter in letters) > 1 or interrupted
    issued = Counter(Entry.objects.filter(type="documents.letter_issued").values_list("subject_id", flat=True))
    assert issued == Counter(letter.document_id for letter in letters)
    assert Document.objects.filter(role=Document.Role.LETTER).count() == len(wanted)
    for letter in letters:
        assert letter.document is not None
        kept = storage.path_of(letter.document.stored_name).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == letter.document.sha256
    on_disk = [path for path in storage.root().glob("??/??/*") if path.is_file()]
    assert len(on_disk) == len(wanted)
