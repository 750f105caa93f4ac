"""What went wrong is said in one sentence, with a way on, and never repeats what was sent."""

import pytest
from django.db import connections
from django.test import Client

from kernel.doors.errors import SENTENCES, server_error, too_many

SENT = "330102199001011234"


@pytest.fixture
def citizen(frame_only):
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_the_sentence_and_the_way_on(citizen, status):
    answer = citizen.get(f"/fail/{status}/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert str(SENTENCES[status][0]) in page and "回首页" in page and "tel:12345" in page
    assert SENT not in page and "undefined" not in page
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_an_address_that_is_not_there_is_not_repeated(citizen):
    answer = citizen.get(f"/{SENT}/?q={SENT}")
    assert answer.status_code == 404
    assert SENT not in answer.content.decode()


def test_a_failure_needs_no_database(frame_only, rf):
    answer = server_error(rf.get("/"))
    page = answer.content.decode()
    assert answer.status_code == 500 and "编号" in page and "undefined" not in page
    assert not connections["default"].queries_log


@pytest.mark.django_db
def test_a_failing_page_says_nothing_of_its_cause(citizen):
    answer = citizen.get("/fail/500/")
    assert answer.status_code == 500 and SENT not in answer.content.decode()


@pytest.mark.django_db
def test_too_many_says_when_to_come_back(frame_only, rf):
    answer = too_many(rf.get("/"), retry_after=90)
    assert (answer.status_code, answer["Retry-After"]) == (429, "90")


@pytest.mark.django_db
def test_a_form_from_a_stale_page(frame_only):
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "这一页放得太久了" in answer.content.decode()


@pytest.mark.django_db
def test_htmx_gets_the_message_alone(citizen):
    page = citizen.get("/fail/404/", headers={"HX-Request": "true"}).content.decode()
    assert "没有找到这一页" in page and "<html" not in page


@pytest.mark.django_db
def test_in_english(citizen):
    citizen.cookies["django_language"] = "en"
    assert "This page was not found" in citizen.get("/fail/404/").content.decode()
