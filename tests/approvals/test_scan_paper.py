"""扫描入档: a counter's pictures of what was handed over to it; by page and by API, success and refusal."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from approvals import actions, scans
from approvals.actions.locking import lock_case
from approvals.refusals import PaperHandedIn, PaperNotInHand
from approvals.scans import scan_paper
from county_portal.devices.simulator import PICTURE
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.documents.models import Document
from kernel.documents.refusals import NotAsAnnounced
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast
from tests.hall.conftest import accepted, browser_of, decided, received  # noqa: F401 - pytest finds the fixture by name

JPEG = PICTURE.read_bytes()


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def scan(case: Case, by: Any, paper: str = "m1", pieces: bytes = JPEG, **more: str) -> Document:
    return scan_paper(number=case.number, by=by, paper=paper, pieces=[pieces], name="shot.jpg", **more)


def files() -> int:
    return Document.objects.uploads().kept().count()


def test_the_receiving_counter_keeps_a_picture_and_the_ledger_names_its_post(cast: Cast) -> None:
    case = received(cast, materials=())
    kept = scan(case, cast.clerk)
    assert (kept.material_code, kept.content_type, kept.uploaded_by) == ("m1", "image/jpeg", cast.clerk)
    entry = Entry.objects.filter(type="documents.uploaded").get()
    assert entry.about_id == case.pk and entry.post
    assert scan(case, cast.clerk) == kept and files() == 1, "the same bytes are taken once"


def test_who_does_not_receive_it_keeps_none(cast: Cast) -> None:
    case = received(cast)
    for stranger, refusal in ((cast.reviewer, NotYourPost), (cast.other_clerk, NotFound), (cast.citizen, NotYourPost)):
        with pytest.raises(refusal):
            scan(case, stranger)
    assert files() == 0


def test_accepted_only_what_was_in_hand_is_pictured(cast: Cast) -> None:
    case = accepted(cast, materials=("m1", "m2"))
    assert scan(case, cast.clerk, "m2").material_code == "m2"
    with pytest.raises(PaperNotInHand):
        scan(case, cast.clerk, "m3")
    with pytest.raises(NotFound):
        scan(case, cast.clerk, "m9")
    assert files() == 1


def test_decided_the_file_is_closed(cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed):
        scan(decided(cast), cast.clerk)
    assert files() == 0


def test_what_is_decided_meanwhile_gets_no_picture(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera's bytes take their time: the case is asked again once it is locked."""
    case = received(cast)

    def refused_meanwhile(number: str, *, at: Any) -> Any:
        with transaction.atomic():
            actions.refuse(number=number, by=cast.clerk, reason="不属于本机关职权")
        return lock_case(number, at=at)

    monkeypatch.setattr(scans, "lock_case", refused_meanwhile)
    with pytest.raises(MoveNotAllowed):
        scan(case, cast.clerk)
    assert files() == 0


def test_what_hashes_to_something_else_is_not_kept(cast: Cast) -> None:
    with pytest.raises(NotAsAnnounced):
        scan(received(cast), cast.clerk, sha256="0" * 64)
    assert files() == 0


def test_the_applicant_sees_it_and_cannot_take_it_out(cast: Cast) -> None:
    case = received(cast)
    kept = scan(case, cast.clerk)
    with pytest.raises(PaperHandedIn):
        actions.remove_paper(number=case.number, by=cast.citizen, document=kept.number)
    assert files() == 1


def sent(client: Client, case: Case, paper: str = "m1", content: bytes = JPEG, **headers: str) -> Any:
    file = SimpleUploadedFile("shot.jpg", content, "image/jpeg")
    return client.post(f"/cases/{case.number}/scan/{paper}/", {"file": file}, headers=headers)


def test_by_page(cast: Cast, browser_of: Any) -> None:  # noqa: F811
    case, client = received(cast), browser_of(cast.clerk)
    assert b"case-scans" in client.get(f"/cases/{case.number}/").content
    line = sent(client, case, **{"HX-Request": "true"})
    assert line.status_code == 200 and "shot.jpg" in line.content.decode()
    assert sent(client, case).status_code == 302
    refused = sent(client, case, content=b"not a picture", **{"HX-Request": "true"})
    assert refused.status_code == 422 and "data-refusal" in refused.content.decode()
    assert files() == 1
    assert sent(browser_of(cast.reviewer), case).status_code == 403
    assert b"case-scans" not in browser_of(cast.reviewer).get(f"/cases/{case.number}/").content


def test_by_api(cast: Cast, browser_of: Any) -> None:  # noqa: F811
    case, client = received(cast), browser_of(cast.clerk)

    def post(key: str, **more: str) -> Any:
        data = {"material": "m1", "file": SimpleUploadedFile("shot.jpg", JPEG, "image/jpeg"), **more}
        return client.post(f"/api/v1/cases/{case.number}/scan/", data, headers={"Idempotency-Key": key})

    key = uuid4().hex
    first = post(key)
    assert first.status_code == 201 and first.json()["content_type"] == "image/jpeg"
    assert post(key).headers["Idempotency-Replayed"] == "true"
    assert post(uuid4().hex, sha256="0" * 64).status_code == 422
    assert post(uuid4().hex, sha256="short").status_code == 422
    assert files() == 1
    assert "scan" in client.get(f"/api/v1/cases/{case.number}/").json()["lawful"]
