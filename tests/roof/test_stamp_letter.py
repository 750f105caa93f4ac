"""That a letter was stamped is said from the page it lies on, and by API: once, by who receives or decides."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from approvals import actions
from approvals.observers import ask_for_letters
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.actions import make_letter
from kernel.documents.models import Letter
from kernel.documents.queries import document_for
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from tests.cast import Cast
from tests.hall.conftest import received
from tests.roof.conftest import as_


@pytest.fixture(autouse=True)
def _file_room(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "documents"


@pytest.fixture
def case(cast: Cast) -> Case:
    found = received(cast)
    ask_for_letters(Entry.objects.of(found.ledger_subject))
    return found


@pytest.fixture
def letter(case: Case) -> Letter:
    made = make_letter(letter_id=Letter.objects.get(subject_id=case.pk).pk)
    assert made is not None
    return made


def stamp(user: User, letter: Letter) -> Any:
    return as_(user).post(f"/letters/{letter.number}/stamp/", {"idempotency_key": uuid4().hex})


def page(user: User, case: Case) -> str:
    return as_(user).get(f"/cases/{case.number}/").content.decode()


def test_from_the_case_it_lies_on_once(cast: Cast, case: Case, letter: Letter) -> None:
    way = f"/letters/{letter.number}/stamp/"
    assert way in page(cast.clerk, case)
    answer = stamp(cast.clerk, letter)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{case.number}/")
    shown = page(cast.clerk, case)
    assert "已盖章" in shown and cast.clerk.full_name in shown and way not in shown
    assert stamp(cast.clerk, letter).status_code == 409
    assert Entry.objects.filter(type="documents.stamped_by_hand").count() == 1


@pytest.mark.parametrize(("who", "status"), [("supervisor", 403), ("other_clerk", 404), ("citizen", 403)])
def test_others_do_not_and_are_not_offered_it(cast: Cast, case: Case, letter: Letter, who: str, status: int) -> None:
    assert stamp(getattr(cast, who), letter).status_code == status
    letter.refresh_from_db()
    assert letter.stamped_at is None
    if who == "supervisor":
        shown = page(cast.supervisor, case)
        assert "待盖章" in shown and "/stamp/" not in shown


def test_what_is_still_being_made_is_not_stamped(cast: Cast, case: Case) -> None:
    letter = Letter.objects.get(subject_id=case.pk)
    assert stamp(cast.clerk, letter).status_code == 409
    assert "/stamp/" not in page(cast.clerk, case)


def test_by_api_and_anybody_can_verify_it(cast: Cast, letter: Letter, client: Client) -> None:
    def ask() -> Any:
        return as_(cast.clerk).post(
            f"/api/v1/letters/{letter.number}/stamp/", "{}", content_type="application/json",
            headers={"Idempotency-Key": uuid4().hex},
        )  # fmt: skip

    verify = f"/api/v1/letters/{letter.number}/"
    assert client.get(verify).json()["stamped"] is False
    assert "还没有登记盖章" in client.get(f"/verify/{letter.number}/").content.decode()
    said = ask()
    assert (said.status_code, said.json()["stamped"], said.json()["seal"]) == (200, True, letter.seal)
    assert ask().json()["code"] == "stamped_already"
    assert client.get(verify).json()["stamped"] is True


def test_what_was_told_on_the_spot_lies_on_its_slip(cast: Cast) -> None:
    notice = actions.tell_on_the_spot(
        by=cast.clerk, window=cast.window, version=cast.item, applicant=cast.applicant, missing=["m2"]
    )
    ask_for_letters(Entry.objects.of(notice.ledger_subject))
    letter = make_letter(letter_id=Letter.objects.get().pk)
    assert letter is not None
    slip = f"/hall/told/{notice.ledger_subject.number}/"
    shown = as_(cast.clerk).get(slip).content.decode()
    assert f"/letters/{letter.number}/stamp/" in shown and letter.serial in shown
    assert stamp(cast.clerk, letter).headers["Location"] == slip
    assert document_for(cast.clerk, letter.number).pk == letter.document_id
    with pytest.raises(NotFound):
        document_for(cast.other_clerk, letter.number)


def unstamp(user: User, letter: Letter, reason: str = "盖到另一份上了") -> Any:
    way = f"/letters/{letter.number}/unstamp/"
    return as_(user).post(way, {"idempotency_key": uuid4().hex, "reason": reason})


@pytest.mark.parametrize("who", ["clerk", "department_head"])
def test_a_stamp_recorded_wrongly_is_taken_back_with_its_reason(
    cast: Cast, case: Case, letter: Letter, who: str
) -> None:
    stamp(cast.clerk, letter)
    user = getattr(cast, who)
    assert f"/letters/{letter.number}/unstamp/" in page(user, case)
    assert unstamp(user, letter, " ").status_code == 422
    answer = unstamp(user, letter)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{case.number}/")
    letter.refresh_from_db()
    assert (letter.stamped_at, letter.stamped_by) == (None, None) and not letter.bears_seal
    entry = Entry.objects.get(type="documents.stamp_taken_back")
    assert entry.payload["reason"] == "盖到另一份上了" and entry.person == user.masked_name
    assert f"/letters/{letter.number}/stamp/" in page(cast.clerk, case)
    assert unstamp(cast.department_head, letter).status_code == 409
    assert stamp(cast.clerk, letter).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"), [("reviewer", 403), ("supervisor", 403), ("other_clerk", 404), ("citizen", 403)]
)
def test_nobody_else_takes_it_back_or_is_offered_to(
    cast: Cast, case: Case, letter: Letter, who: str, status: int
) -> None:
    stamp(cast.clerk, letter)
    assert unstamp(getattr(cast, who), letter).status_code == status
    letter.refresh_from_db()
    assert letter.stamped_by == cast.clerk
    if status == 403 and who != "citizen":
        assert "/unstamp/" not in page(getattr(cast, who), case)


def test_a_record_is_taken_back_and_never_put_on_another(cast: Cast, letter: Letter) -> None:
    stamp(cast.clerk, letter)
    with pytest.raises(DatabaseError, match="is kept as it was sealed"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(stamped_by=cast.reviewer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(stamped_at=None)


def test_the_api_takes_it_back_too(cast: Cast, letter: Letter) -> None:
    stamp(cast.clerk, letter)
    answer = as_(cast.clerk).post(
        f"/api/v1/letters/{letter.number}/unstamp/",
        {"reason": "登记错了"},
        content_type="application/json",
        headers={"Idempotency-Key": uuid4().hex},
    )
    assert answer.status_code == 200 and answer.json()["stamped"] is False
