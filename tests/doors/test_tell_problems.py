"""Every refusal of the API is one kind of document, in the language that was asked for."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import translation
from rest_framework import exceptions
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from kernel.cases.refusals import MoveNotAllowed
from kernel.documents.refusals import AskedTooOften
from kernel.doors.idempotency import KeyMalformed, KeyReused, StillRunning
from kernel.doors.problems import CONTENT_TYPE, problem_response
from kernel.ledger.refusals import NotFound, Refusal
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# made when they are told: the framework fixes its words in the language of that moment
RAISED: list[tuple[Callable[[], Exception], int, str]] = [
    (Refusal, 409, "refused"),
    (NotFound, 404, "not_found"),
    (NotYourPost, 403, "not_your_post"),
    (KeyMalformed, 400, "idempotency_key_missing"),
    (KeyReused, 422, "idempotency_key_reused"),
    (StillRunning, 409, "idempotency_in_progress"),
    (AskedTooOften, 429, AskedTooOften.code),
    (Http404, 404, "not_found"),
    (PermissionDenied, 403, "forbidden"),
    (lambda: ValidationError("x"), 422, "invalid"),
    (lambda: exceptions.ValidationError({"reason": ["x"]}), 422, "invalid"),
    (exceptions.ParseError, 400, "parse_error"),
    (exceptions.NotAuthenticated, 401, "not_authenticated"),
    (exceptions.PermissionDenied, 403, "permission_denied"),
    (exceptions.NotFound, 404, "not_found"),
    (lambda: exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
    (lambda: exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
    (lambda: exceptions.Throttled(7), 429, "too_many_requests"),
]


def told(error: Exception) -> Any:
    request = APIView().initialize_request(APIRequestFactory().get("/api/v1/cases/"))
    return problem_response(error, {"request": request, "view": APIView()})


@pytest.mark.parametrize(("error", "status", "code"), RAISED)
def test_one_shape_in_both_languages(error: Callable[[], Exception], status: int, code: str) -> None:
    titles = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            answer = told(error())
        assert (answer.status_code, answer.data["status"], answer.data["code"]) == (status, status, code)
        assert answer.data["type"] == f"urn:county-portal:problem:{code}"
        assert answer.content_type == CONTENT_TYPE
        titles[language] = answer.data["title"]
    assert CHINESE.search(titles["zh-hans"]), titles
    assert titles["en"] and not CHINESE.search(titles["en"]), titles


def test_an_unforeseen_error_is_not_explained() -> None:
    assert told(RuntimeError("the password is …")) is None


def test_facts_of_a_refusal_stand_in_its_sentence() -> None:
    with translation.override("zh-hans"):
        said = told(MoveNotAllowed(number="990101202609071000015", move="受理", state="已受理")).data["title"]
    assert "{" not in said


def test_field_errors_stand_beside_the_sentence() -> None:
    answer = told(exceptions.ValidationError({"reason": ["x"]}))
    assert answer.data["errors"] == {"reason": ["x"]}


@pytest.mark.parametrize("body", ["null", "[]", '"x"', "3", "{}"])
def test_a_body_without_anything_is_told_in_chinese(cast: Cast, client: Client, body: str) -> None:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    path = reverse("approvals_api:refuse", args=["990101202609071999999"])
    headers = {"Idempotency-Key": "k", "Accept-Language": "zh-CN"}
    answer = client.post(path, body, content_type="application/json", headers=headers)
    said = [str(word) for words in answer.json()["errors"].values() for word in words]
    assert answer.status_code == 422 and said and all(CHINESE.search(word) for word in said), said


def test_the_reader_chooses_the_language(cast: Cast, client: Client) -> None:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    path = reverse("approvals_api:case", args=["990101202609071999999"])
    chinese = client.get(path, headers={"Accept-Language": "zh-CN"})
    english = client.get(path, headers={"Accept-Language": "en"})
    assert chinese.status_code == english.status_code == 404
    assert chinese["Content-Type"] == english["Content-Type"] == CONTENT_TYPE
    assert CHINESE.search(chinese.json()["title"]) and not CHINESE.search(english.json()["title"])


@pytest.mark.parametrize(
    ("method", "body", "kind", "status"),
    [
        ("post", "{", "application/json", 400),
        ("post", "[]", "application/json", 422),
        ("post", "a=b", "text/plain", 415),
        ("put", "{}", "application/json", 405),
        ("delete", "", "application/json", 405),
    ],
)
def test_a_request_that_cannot_be_read_is_a_problem_document(
    cast: Cast, client: Client, method: str, body: str, kind: str, status: int
) -> None:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    path = reverse("approvals_api:refuse", args=["990101202609071999999"])
    answer = client.generic(method.upper(), path, body, content_type=kind, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer["Content-Type"]) == (status, CONTENT_TYPE)
    assert answer.json()["status"] == status
