"""/api/v1/ of the roof: the same acts and the same rights as the pages, keys, problem documents."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from approvals import actions
from approvals.observers import ask_for_letters
from county_portal.pages.deadline import TermForm
from ethics_monitor.events import CARDS_DIFFER
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from kernel.documents.models import Document
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.notices.models import Notice
from kernel.workdays.zone import local_date
from tests.cast import Cast, licence_item, person
from tests.documents import samples
from tests.roof.conftest import as_

API = "/api/v1"
FORM = {"premises": "人民路 18 号", "area": "120"}


@pytest.fixture(autouse=True)
def _file_room(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "documents"


@pytest.fixture
def draft(cast: Cast) -> Case:
    return actions.save_draft(by=cast.citizen, version=cast.item, applicant=cast.applicant, values=FORM)


def post(browser: Client, path: str, key: str = "k-1", **body: Any) -> Any:
    return browser.post(
        f"{API}{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code and answer.json()["title"]


# --- inbox


def told(user: User, title: str) -> Notice:
    entry = record(
        CARDS_DIFFER,
        Subject("x", "X", Entry.objects.count() + 1),
        actor=SYSTEM,
        at=database_now(),
        missing=0,
        unexpected=0,
        examples=[],
    )
    return Notice.objects.create(entry=entry, recipient=user, as_what="承办人", title=title, text="有一件轮到您")


def test_ones_own_notices_newest_first(cast: Cast, django_assert_num_queries: Any) -> None:
    first, second = told(cast.clerk, "一"), told(cast.clerk, "二")
    told(cast.reviewer, "别人的")
    browser = as_(cast.clerk)
    browser.get(f"{API}/inbox/")
    with django_assert_num_queries(3):
        said = browser.get(f"{API}/inbox/").json()
    assert [row["title"] for row in said["results"]] == ["二", "一"]
    assert post(browser, f"/inbox/{first.pk}/read/").json()["read_at"]
    assert [row["id"] for row in browser.get(f"{API}/inbox/?unread=true").json()["results"]] == [second.pk]


def test_anothers_notice_looks_absent_and_stays_unread(cast: Cast) -> None:
    theirs = told(cast.reviewer, "别人的")
    foreign, absent = (post(as_(cast.clerk), f"/inbox/{number}/read/") for number in (theirs.pk, 999_999_999))
    refused(foreign, 404, "not_found")
    assert foreign.json() == absent.json()
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_all_read_at_once_and_once(cast: Cast) -> None:
    told(cast.clerk, "一")
    theirs = told(cast.reviewer, "别人的")
    browser = as_(cast.clerk)
    first, again = post(browser, "/inbox/read/"), post(browser, "/inbox/read/")
    assert first.json() == again.json() == {"read": 1} and again.headers["Idempotency-Replayed"] == "true"
    assert not Notice.objects.of(cast.clerk).unread().exists()
    assert list(Notice.objects.of(cast.reviewer).unread()) == [theirs]
    refused(post(browser, "/inbox/read/", key=""), 400, "idempotency_key_missing")


# --- deadline


@pytest.mark.parametrize(("unit", "length"), [("working_day", 20), ("natural_day", 30), ("month", 2)])
def test_a_deadline_is_the_pages_deadline(client: Client, db: None, unit: str, length: int) -> None:
    asked = {"start": "2026-09-25", "length": length, "unit": unit}
    said = client.get(f"{API}/deadline/", asked).json()
    form = TermForm(asked)
    assert form.is_valid()
    strip = form.strip()
    assert strip is not None and said["due_date"] == strip.first_due.isoformat()
    assert said["days"][0]["kind"] == "start" and said["days"][-1]["date"] == said["due_date"]
    if unit != "month":
        assert max(day["ordinal"] or 0 for day in said["days"]) == length


def test_twenty_working_days_over_a_holiday(client: Client, db: None) -> None:
    said = client.get(f"{API}/deadline/", {"start": "2026-09-25"}).json()
    assert (said["length"], said["unit"], said["provisional"]) == (20, "working_day", False)
    assert {"国庆节"} <= {day["label"] for day in said["days"] if day["kind"] == "rest"}
    assert client.get(f"{API}/deadline/", {"start": "2026-12-20"}).json()["provisional"] is True


def test_without_a_question_the_usual_one_is_answered(client: Client, db: None) -> None:
    assert client.get(f"{API}/deadline/").json()["start"] == local_date(database_now()).isoformat()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"start": "gestern"}, "start"),
        ({"length": "0"}, "length"),
        ({"length": "9" * 40}, "length"),
        ({"unit": "fortnight"}, "unit"),
        ({"start": "1999-01-01"}, "start"),
        ({"start": "2036-12-30"}, "start"),
    ],
)
def test_no_deadline_for_what_is_none(client: Client, db: None, wrong: dict[str, str], field: str) -> None:
    answer = client.get(f"{API}/deadline/", wrong)
    refused(answer, 422, "invalid")
    assert list(answer.json()["errors"]) == [field]


# --- papers


def send(browser: Client, number: str, data: bytes = samples.PDF, material: str = "m1", key: str = "k-1") -> Any:
    file = SimpleUploadedFile("申请表.pdf", data, content_type="application/pdf")
    headers = {"Idempotency-Key": key} if key else {}
    return browser.post(f"{API}/cases/{number}/uploads/", {"file": file, "material": material}, headers=headers)


def test_a_paper_is_sent_once_whatever_happens_to_the_answer(cast: Cast, draft: Case) -> None:
    browser = as_(cast.citizen)
    first, again = send(browser, draft.number), send(browser, draft.number)
    assert first.status_code == 201 and again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true" and Document.objects.count() == 1
    said = first.json()
    assert (said["name"], said["material"], said["size"]) == ("申请表.pdf", "m1", len(samples.PDF))
    assert b"".join(browser.get(said["download"]).streaming_content) == samples.PDF
    listed = browser.get(f"{API}/cases/{draft.number}/documents/").json()["results"]
    assert listed == [said] == [browser.get(f"{API}/documents/{said['number']}/").json()]


def test_a_key_is_for_one_file(cast: Cast, draft: Case) -> None:
    browser = as_(cast.citizen)
    send(browser, draft.number)
    refused(send(browser, draft.number, data=samples.DOCX), 422, "idempotency_key_reused")
    refused(send(browser, draft.number, material="m2"), 422, "idempotency_key_reused")
    refused(send(browser, draft.number, key=""), 400, "idempotency_key_missing")
    assert Document.objects.count() == 1


def test_a_file_that_is_not_taken_leaves_nothing(cast: Cast, draft: Case) -> None:
    browser = as_(cast.citizen)
    refused(send(browser, draft.number, data=b"#!/bin/sh"), 415, "type_not_taken")
    refused(send(browser, draft.number, data=b"", key="k-2"), 422, "file_empty")
    refused(send(browser, draft.number, material="m9", key="k-3"), 404, "not_found")
    answer = browser.post(
        f"{API}/cases/{draft.number}/uploads/", {"material": "m1"}, headers={"Idempotency-Key": "k-4"}
    )
    refused(answer, 422, "invalid")
    assert "file" in answer.json()["errors"]
    assert Document.objects.count() == 0
    assert send(browser, draft.number).status_code == 201, "the key of a refusal is free"


@pytest.mark.parametrize("who", ["other_citizen", "clerk", "reviewer", "stranger"])
def test_nobody_else_sends_sees_or_removes(cast: Cast, draft: Case, who: str) -> None:
    document = send(as_(cast.citizen), draft.number).json()["number"]
    browser = as_(getattr(cast, who))
    refused(send(browser, draft.number), 404, "not_found")
    refused(post(browser, f"/cases/{draft.number}/uploads/{document}/remove/"), 404, "not_found")
    refused(browser.get(f"{API}/cases/{draft.number}/documents/"), 404, "not_found")
    foreign = browser.get(f"{API}/documents/{document}/")
    refused(foreign, 404, "not_found")
    assert foreign.json() == browser.get(f"{API}/documents/WJ202609070000000000/").json()
    assert Document.objects.kept().count() == 1


def test_taken_out_again_until_it_is_submitted(cast: Cast, draft: Case) -> None:
    browser = as_(cast.citizen)
    one = send(browser, draft.number).json()["number"]
    two = send(browser, draft.number, material="m2", key="k-2").json()["number"]
    assert post(browser, f"/cases/{draft.number}/uploads/{one}/remove/").status_code == 200
    assert [row["number"] for row in browser.get(f"{API}/cases/{draft.number}/documents/").json()["results"]] == [two]
    number = actions.submit(number=draft.number, by=cast.citizen, materials=("m1", "m2")).number
    refused(post(browser, f"/cases/{number}/uploads/{two}/remove/", key="k-3"), 409, "paper_handed_in")
    refused(send(browser, number, key="k-4"), 404, "not_found")
    assert [row["number"] for row in as_(cast.clerk).get(f"{API}/cases/{number}/documents/").json()["results"]] == [two]


def test_a_document_is_removed_by_its_own_case_alone(cast: Cast, draft: Case) -> None:
    browser = as_(cast.citizen)
    document = send(browser, draft.number).json()["number"]
    second = licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, code="LW031")
    other = actions.save_draft(by=cast.citizen, version=second, applicant=cast.applicant, values=FORM)
    refused(post(browser, f"/cases/{other.number}/uploads/{document}/remove/"), 404, "not_found")
    assert Document.objects.kept().count() == 1


# --- letters


def test_letters_of_a_case_and_their_check(cast: Cast, draft: Case, client: Client) -> None:
    case = actions.submit(number=draft.number, by=cast.citizen, materials=("m1", "m2"))
    ask_for_letters(Entry.objects.of(case.ledger_subject))
    letters = as_(cast.citizen).get(f"{API}/cases/{case.number}/letters/").json()["results"]
    assert letters == as_(cast.clerk).get(f"{API}/cases/{case.number}/letters/").json()["results"]
    assert [(row["title"], row["ready"], row["download"]) for row in letters] == [("收件凭证", False, "")]
    said = client.get(f"{API}/letters/{letters[0]['number']}/").json()
    assert (said["title"], said["addressee"], said["ready"]) == ("收件凭证", "陈*", False)
    refused(as_(cast.other_citizen).get(f"{API}/cases/{case.number}/letters/"), 404, "not_found")
    refused(client.get(f"{API}/letters/SL202609070000000000/"), 404, "not_found")


# --- one's own


def test_in_whose_name_i_may_apply(cast: Cast) -> None:
    said = as_(cast.citizen).get(f"{API}/applicants/").json()["results"]
    assert [(row["id"], row["name"], row["phone_masked"]) for row in said] == [
        (cast.applicant.pk, "陈*", "161****0001")
    ]
    refused(as_(cast.clerk).get(f"{API}/applicants/"), 404, "not_found")
    assert as_(cast.stranger).get(f"{API}/applicants/").json() == {"next": None, "previous": None, "results": []}


def test_in_whose_name_a_page_at_a_time(cast: Cast) -> None:
    numbers = ("990101199302020026", "990101195604120024", "990101199201010013")
    made = [person("被监护人", number) for number in numbers]
    Applicant.objects.filter(pk__in=[each.pk for each in made]).update(guardian=cast.applicant)
    browser, path, seen = as_(cast.citizen), f"{API}/applicants/?page_size=1", []
    while path:
        page = browser.get(path).json()
        seen += [row["id"] for row in page["results"]]
        path = page["next"]
    assert seen == [cast.applicant.pk, *(each.pk for each in made)]


def test_a_draft_is_thrown_away_by_its_owner(cast: Cast, draft: Case) -> None:
    refused(post(as_(cast.other_citizen), f"/cases/{draft.number}/discard/"), 404, "not_found")
    refused(post(as_(cast.clerk), f"/cases/{draft.number}/discard/"), 404, "not_found")
    assert post(as_(cast.citizen), f"/cases/{draft.number}/discard/").status_code == 200
    assert not Case.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("path", ["inbox", "applicants", "health/data", "access-log", "documents/WJ202609070000000000"])
def test_a_visitor_is_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    refused(client.get(f"{API}/{path}/"), 401, "not_authenticated")
