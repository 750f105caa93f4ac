"""补正 by number and code: what is asked is sent and handed in without an account, and by nobody without the code."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from approvals import actions, limits
from approvals.public import track
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.actions import add_upload
from kernel.documents.models import Document, PartialUpload
from kernel.ledger.models import Entry
from tests.cast import MONDAY, Cast
from tests.documents.samples import PDF
from tests.public.conftest import accepted, html, received
from tests.public.test_ask_pages import keyed, opened

SignedIn = Callable[[User], Client]
ABSENT = "990101202609071999990"
BY_CODE = "申请人（凭受理号和查询码）"


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case(cast: Cast) -> Case:
    found = received(cast)
    actions.notify_supplement(number=found.number, by=cast.clerk, lines={"m1": "缺签字", "m2": "看不清"}, at=MONDAY)
    return found


def file(name: str = "证明.pdf", words: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + words, "application/pdf")


def sent(reader: Client, case: Case, paper: str, words: bytes = b"", **more: Any) -> Any:
    return reader.post(f"/track/{case.number}/papers/{paper}/", {"file": file(words=words)}, **more)


def handed_in(reader: Client, case: Case) -> Any:
    return reader.post(f"/track/{case.number}/supplement/", keyed())


def test_what_is_asked_is_sent_paper_by_paper_and_handed_in(cast: Cast, case: Case, signed_in: SignedIn):
    reader = opened(case.number, case.query_code)
    assert f'href="/track/{case.number}/papers/"' in html(reader.get(f"/track/{case.number}/"))
    page = html(reader.get(f"/track/{case.number}/papers/"))
    assert "缺签字" in page and "看不清" in page and "9月28日 周一" in page and "质量管理制度" not in page
    assert case.query_code not in page
    assert sent(reader, case, "m1")["Location"] == f"/track/{case.number}/papers/"
    short = handed_in(reader, case)
    assert short.status_code == 422 and "还差 1 件（经营场所证明），补齐后再提交。" in html(short)
    assert sent(reader, case, "m2").status_code == 302
    assert "证明.pdf" in html(reader.get(f"/track/{case.number}/papers/"))
    assert handed_in(reader, case)["Location"] == f"/track/{case.number}/"
    case.refresh_from_db()
    assert case.state == "received" and not case.ticks.filter(received_at=None).exists()
    entry = Entry.objects.of(case.ledger_subject).latest("id")
    assert (entry.type, entry.post, entry.person) == ("approvals.supplemented", BY_CODE, "陈*")
    files = Document.objects.uploads().of("case", case.pk)
    assert {each.uploaded_by for each in files} == {None}
    assert {each.post for each in Entry.objects.filter(type="documents.uploaded")} == {BY_CODE}
    assert BY_CODE in html(signed_in(cast.clerk).get(f"/cases/{case.number}/"))


def test_without_the_code_a_present_and_an_absent_number_are_answered_alike(case: Case):
    for number in (case.number, ABSENT):
        visitor = Client()
        asked = [
            visitor.get(f"/track/{number}/papers/"),
            visitor.post(f"/track/{number}/papers/m1/", {"file": file()}),
            visitor.post(f"/track/{number}/papers/remove/WJ202609070000000000/"),
            visitor.post(f"/track/{number}/supplement/", keyed()),
        ]
        assert [(each.status_code, each["Location"]) for each in asked] == [(302, "/track/")] * 4
    assert not Document.objects.uploads().exists()


def test_only_while_it_waits_and_only_what_is_asked(cast: Cast, case: Case):
    reader = opened(case.number, case.query_code)
    assert sent(reader, case, "m3").status_code == 404
    other = accepted(cast, cast.other_applicant)
    elsewhere = opened(other.number, other.query_code)
    assert elsewhere.get(f"/track/{other.number}/papers/")["Location"] == f"/track/{other.number}/"
    assert sent(elsewhere, other, "m1").status_code == 404
    # one code opens one case
    assert sent(elsewhere, case, "m1")["Location"] == "/track/"
    assert not Document.objects.uploads().exists()


def test_what_came_by_code_is_taken_out_by_code_and_what_an_account_sent_is_not(cast: Cast, case: Case):
    own = add_upload(
        by=cast.citizen, subject=case.ledger_subject, pieces=[PDF], name="陈宏身份证.pdf", material_code="m1"
    )
    reader = opened(case.number, case.query_code)
    sent(reader, case, "m1", b"\n")
    mine = Document.objects.uploads().get(uploaded_by=None)
    page = html(reader.get(f"/track/{case.number}/papers/"))
    assert "证明.pdf" in page and "陈宏身份证.pdf" not in page and own.number not in page
    assert "另有 1 个文件是登录账号传的" in page
    assert reader.post(f"/track/{case.number}/papers/remove/{own.number}/").status_code == 404
    assert reader.post(f"/track/{case.number}/papers/remove/{mine.number}/").status_code == 302
    assert list(Document.objects.kept().uploads()) == [own]
    mine.refresh_from_db()
    assert mine.removed_at is not None and mine.removed_by is None


def test_the_applicant_sees_and_takes_out_what_came_by_code(cast: Cast, case: Case, citizen: Client):
    sent(opened(case.number, case.query_code), case, "m1")
    file = Document.objects.uploads().get()
    assert file.number in html(citizen.get(f"/apply/LW030/papers/{case.number}/"))
    assert citizen.post(f"/apply/LW030/papers/{case.number}/remove/{file.number}/").status_code == 302
    file.refresh_from_db()
    assert file.removed_by == cast.citizen


def test_a_refused_file_is_said_and_what_was_sent_stays(case: Case):
    reader = opened(case.number, case.query_code)
    sent(reader, case, "m1")
    script = SimpleUploadedFile("a.pdf", b"#!/bin/sh\n", "application/pdf")
    refused = reader.post(f"/track/{case.number}/papers/m2/", {"file": script})
    assert refused.status_code == 415 and "证明.pdf" in html(refused) and "data-refusal" in html(refused)


def test_a_case_and_an_address_take_so_many_a_day(case: Case, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "SENT_A_DAY", (2, 86_400))
    reader = opened(case.number, case.query_code)
    for place in range(2):
        assert sent(reader, case, "m1", b"\n" * place).status_code == 302
    refused = sent(reader, case, "m1", b"\n\n", REMOTE_ADDR="10.0.0.9")
    assert refused.status_code == 429 and "以后再传" in html(refused) and html(refused).count("证明.pdf") >= 2
    path = f"/track/{case.number}/papers/m1/"
    assert [piece(reader, path, PDF, offset, PDF[:9]).status_code for offset in ("0", "00", " 0", "0.0")] == [429] * 4
    monkeypatch.setattr(limits, "SENT_A_DAY", (60, 86_400))
    monkeypatch.setattr(limits, "SENT_FROM_ONE_ADDRESS", (2, 3_600))
    assert sent(reader, case, "m1", b"\n\n").status_code == 429
    assert sent(reader, case, "m1", b"\n\n", REMOTE_ADDR="10.0.0.8").status_code == 302


def test_whoever_sends_is_not_shut_out_in_the_middle(case: Case, monkeypatch: pytest.MonkeyPatch):
    reader = opened(case.number, case.query_code)
    now = track.time.time()
    for minutes in (25, 50):
        monkeypatch.setattr(track.time, "time", lambda minutes=minutes: now + minutes * 60)
        assert sent(reader, case, "m1", b"\n" * minutes)["Location"] == f"/track/{case.number}/papers/"
    monkeypatch.setattr(track.time, "time", lambda: now + 81 * 60)
    assert sent(reader, case, "m1")["Location"] == "/track/"


def piece(reader: Client, path: str, data: bytes, offset: int | str, part: bytes) -> Any:
    facts = {"name": "照片.pdf", "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "offset": offset}
    return reader.post(path, facts | {"piece": SimpleUploadedFile("piece", part)})


def test_a_file_in_pieces_goes_on_where_the_line_dropped(cast: Cast, case: Case, citizen: Client):
    by_code = opened(case.number, case.query_code)
    both = ((by_code, f"/track/{case.number}/papers/m1/"), (citizen, f"/apply/LW030/papers/{case.number}/m2/"))
    for reader, path in both:
        assert piece(reader, path, PDF, 0, PDF[:100]).json() == {"offset": 100}
        elsewhere = piece(reader, path, PDF, 0, PDF[:100])
        assert (elsewhere.status_code, elsewhere.json()) == (409, {"offset": 100})
        assert "照片.pdf" in html(piece(reader, path, PDF, 100, PDF[100:]))
    assert {each.uploaded_by for each in Document.objects.uploads()} == {None, cast.citizen}
    assert not PartialUpload.objects.exists()


def test_a_piece_that_is_none_or_of_something_else_is_refused(case: Case):
    reader, path = opened(case.number, case.query_code), f"/track/{case.number}/papers/m1/"
    assert reader.post(path, {"piece": SimpleUploadedFile("piece", b"x"), "offset": "0"}).status_code == 400
    script = b"#!/bin/sh\n"
    assert piece(reader, path, script, 0, script).status_code == 415
    assert piece(reader, path, PDF, 0, bytes(300 * 1024)).status_code == 413
    assert piece(reader, f"/track/{case.number}/papers/m3/", PDF, 0, PDF).status_code == 404
    assert not Document.objects.uploads().exists() and not PartialUpload.objects.exists()


def said(path: str, key: str = "", **facts: Any) -> Any:
    kind = {} if "file" in facts else {"content_type": "application/json"}
    return Client().post(f"/api/v1/track/{path}/", facts, headers={"Idempotency-Key": key or str(uuid4())}, **kind)


def test_the_api_does_the_same(case: Case):
    both = {"number": case.number, "code": case.query_code}
    asked = said("papers", **both).json()
    assert [each["code"] for each in asked["papers"]] == ["m1", "m2"] and asked["until"] == "2026-09-28"
    first = said("upload", "one", **both, material="m1", file=file())
    assert first.status_code == 201 and first.json()["papers"][0]["files"][0]["name"] == "证明.pdf"
    assert said("upload", "one", **both, material="m1", file=file()).headers["Idempotency-Replayed"] == "true"
    assert said("upload", **both, material="m3", file=file()).status_code == 404
    number = first.json()["papers"][0]["files"][0]["number"]
    assert said("remove", **both, document=number).json()["papers"][0]["files"] == []
    assert said("supplement", **both).json()["code"] == "supplement_incomplete"
    for paper in ("m1", "m2"):
        said("upload", **both, material=paper, file=file())
    assert said("supplement", **both).json()["state"] == "received"


@pytest.mark.parametrize("path", ["papers", "upload", "remove", "supplement"])
def test_the_api_answers_a_wrong_code_and_an_absent_number_alike(case: Case, path: str):
    wrong = f"{(int(case.query_code) + 1) % 1_000_000:06d}"
    more: dict[str, Any] = {"document": "WJ202609070000000000"} if path == "remove" else {}
    answers = []
    for number, code in ((case.number, wrong), (ABSENT, case.query_code)):
        facts = more | ({"material": "m1", "file": file()} if path == "upload" else {})
        answers.append(said(path, number=number, code=code, **facts))
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert not Document.objects.uploads().exists()
