"""A refusal that a page lets pass is shown as its sentence with its status; other errors stay errors."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from kernel.documents.refusals import AskedTooOften
from kernel.doors.refusal_pages import RefusalMiddleware
from kernel.ledger.refusals import NotFound, Refusal
from kernel.organizations.refusals import NotYourPost

pytestmark = pytest.mark.django_db


def shown(rf: RequestFactory, error: Exception, language: str = "zh-hans", **headers: str) -> HttpResponse | None:
    request = rf.get("/", headers=headers)
    request.user, request.session = AnonymousUser(), {}  # type: ignore[assignment]
    with translation.override(language):
        return RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize(("error", "status"), [(Refusal(), 409), (NotYourPost(), 403), (AskedTooOften(), 429)])
def test_the_sentence_with_its_status(rf: RequestFactory, error: Refusal, status: int) -> None:
    answer = shown(rf, error)
    assert answer is not None and answer.status_code == status
    with translation.override("zh-hans"):
        assert error.sentence in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_in_the_readers_language(rf: RequestFactory) -> None:
    chinese, english = shown(rf, NotYourPost()), shown(rf, NotYourPost(), "en")
    assert chinese is not None and english is not None
    with translation.override("zh-hans"):
        assert NotYourPost().sentence not in english.content.decode()


def test_absent_and_anothers_are_the_page_that_is_not_there(rf: RequestFactory) -> None:
    answer = shown(rf, NotFound())
    assert answer is not None and answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


def test_a_script_gets_the_message_alone(rf: RequestFactory) -> None:
    answer = shown(rf, Refusal(), **{"HX-Request": "true"})
    assert answer is not None and "<html" not in answer.content.decode()


NUL = ValueError("A string literal cannot contain NUL (0x00) characters.")


def test_a_sign_that_cannot_be_kept_is_the_askers_mistake(rf: RequestFactory) -> None:
    answer = shown(rf, NUL)
    assert answer is not None and answer.status_code == 400
    assert shown(rf, ValueError("another")) is None


@pytest.mark.parametrize("path", ["/items/?q=%00", "/api/v1/items/?q=%00", "/api/v1/items/%00/", "/items/%00/"])
def test_no_door_fails_at_that_sign(client: Client, path: str) -> None:
    assert client.get(path).status_code in (200, 400, 404)


def test_an_address_of_the_api_that_no_view_has_is_a_problem_document(client: Client) -> None:
    answer = client.get("/api/v1/inbox/none/read/", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    said = answer.json()
    assert (said["status"], said["code"]) == (404, "not_found") and said["title"].isascii()


def test_what_is_no_refusal_is_left_to_django(rf: RequestFactory) -> None:
    assert shown(rf, RuntimeError("x")) is None
