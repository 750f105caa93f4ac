"""Papers that were handed in stay; papers that never came are not in hand; what is thrown away is gone."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.refusals import PaperHandedIn, SupplementIncomplete
from kernel.cases.models import Case
from kernel.documents import storage
from kernel.documents.actions import add_upload
from kernel.documents.models import Document
from kernel.ledger.refusals import NotFound
from tests.approvals.test_apply import FORM, draft
from tests.cast import Cast
from tests.documents.samples import PDF


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def send(cast: Cast, case: Case, paper: str, words: bytes = b"") -> Document:
    subject = case.ledger_subject
    return add_upload(by=cast.citizen, subject=subject, pieces=[PDF + words], name="a.pdf", material_code=paper)


@pytest.fixture
def asked(cast: Cast) -> tuple[Case, Document]:
    """A submitted application with a paper, of which the window asked for a better one."""
    case = draft(cast, **FORM)
    sent = send(cast, case, "m2")
    case = actions.submit(number=case.number, by=cast.citizen, materials=("m2",))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m1": "没有交", "m2": "看不清"})
    case.refresh_from_db()
    return case, sent


def test_a_paper_of_a_draft_is_taken_out_again(cast: Cast) -> None:
    case = draft(cast, **FORM)
    sent = send(cast, case, "m1")
    with pytest.raises(NotFound):
        actions.remove_paper(number=case.number, by=cast.other_citizen, document=sent.number)
    assert actions.remove_paper(number=case.number, by=cast.citizen, document=sent.number).removed_at is not None


def test_a_paper_that_was_handed_in_stays_and_a_new_one_may_go(cast: Cast, asked: tuple[Case, Document]) -> None:
    case, sent = asked
    with pytest.raises(PaperHandedIn):
        actions.remove_paper(number=case.number, by=cast.citizen, document=sent.number)
    fresh = send(cast, case, "m2", b"\n")
    actions.remove_paper(number=case.number, by=cast.citizen, document=fresh.number)
    assert list(Document.objects.kept().uploads()) == [sent]


def test_once_it_is_submitted_nothing_is_taken_out(cast: Cast) -> None:
    case = draft(cast, **FORM)
    sent = send(cast, case, "m1")
    case = actions.submit(number=case.number, by=cast.citizen, materials=("m1",))
    with pytest.raises(PaperHandedIn):
        actions.remove_paper(number=case.number, by=cast.citizen, document=sent.number)


def test_a_paper_of_another_case_is_absent(cast: Cast, asked: tuple[Case, Document]) -> None:
    _case, sent = asked
    other = draft(cast, **FORM)
    with pytest.raises(NotFound):
        actions.remove_paper(number=other.number, by=cast.citizen, document=sent.number)


def test_who_supplements_online_has_sent_what_he_says(cast: Cast, asked: tuple[Case, Document]) -> None:
    case, _sent = asked
    send(cast, case, "m1")
    with pytest.raises(SupplementIncomplete) as refusal:
        actions.supplement(number=case.number, by=cast.citizen, materials=("m1", "m2"))
    assert "经营场所证明" in str(refusal.value) and "申请表" not in str(refusal.value)
    send(cast, case, "m2", b"\n")
    assert actions.supplement(number=case.number, by=cast.citizen, materials=("m1", "m2")).state == "received"


def test_the_clerk_may_enter_what_was_brought_on_paper(cast: Cast, asked: tuple[Case, Document]) -> None:
    case, _sent = asked
    assert actions.supplement(number=case.number, by=cast.clerk, materials=("m1", "m2")).state == "received"


def test_the_api_ticks_only_what_was_sent(cast: Cast) -> None:
    case = draft(cast, **FORM)
    send(cast, case, "m2")
    client = Client()
    client.force_login(cast.citizen, backend="django.contrib.auth.backends.ModelBackend")
    path = reverse("approvals_api:submit", args=[case.number])
    said = client.post(
        path, {"materials": ["m1", "m2"]}, content_type="application/json", headers={"Idempotency-Key": "k-1"}
    )
    assert said.status_code == 201
    case.refresh_from_db()
    assert set(case.ticks.exclude(received_at=None).values_list("material__code", flat=True)) == {"m2"}


def test_a_draft_that_is_thrown_away_takes_its_papers_with_it(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    case = draft(cast, **FORM)
    path = storage.path_of(send(cast, case, "m1").stored_name)
    assert path.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_draft(number=case.number, by=cast.citizen)
    assert not path.exists() and not Document.objects.kept().exists()
    assert not Case.objects.filter(pk=case.pk).exists()


def test_a_tick_that_is_there_keeps_its_day_and_its_clerk(cast: Cast) -> None:
    case = draft(cast, **FORM)
    case = actions.submit(number=case.number, by=cast.citizen)
    first = actions.tick_material(number=case.number, by=cast.clerk, code="m1", received=True)
    again = actions.tick_material(number=case.number, by=cast.second_clerk, code="m1", received=True)
    assert (again.received_by, again.received_at) == (cast.clerk, first.received_at)
