"""What cannot be read, came without its token or from nobody is refused in one shape, in words, before any act."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.doors.problems import CONTENT_TYPE
from tests.approvals.test_intake import receive
from tests.cast import Cast

CHINESE = re.compile(r"[\u4e00-\u9fff]")
KEY = {"Idempotency-Key": "k-1"}
DEEP = "[" * 100_000
WHOLE_FORM = '--b\r\nContent-Disposition: form-data; name="reason"\r\n\r\nx\r\n--b--\r\n'
BROKEN = [
    ("application/json", DEEP, 400),
    ("application/json", '{"a":' * 100_000, 400),
    ("application/json", '{"reason":NaN}', 400),
    ("application/json", '{"reason":' + "9" * 5_000 + "}", 400),
    ("application/json", b'{"reason":"\xff"}', 400),
    ("application/json; charset=utf-16", '{"reason":"x"}', 400),
    ("multipart/form-data; boundary=b", "--b\r\nno part\r\n", 415),
    ("multipart/form-data; boundary=b", WHOLE_FORM, 415),
    ("application/x-www-form-urlencoded", "reason=x", 415),
    ("text/plain", "x", 415),
]  # fmt: skip


@pytest.fixture
def browser(cast: Cast) -> Client:
    """A clerk's, with the token's check on: it reads the body before any view does."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/hall/")
    return client


def send(browser: Client, path: str, body: Any, kind: str, **headers: str) -> Any:
    told = {**KEY, "X-CSRFToken": browser.cookies["csrftoken"].value, **headers}
    return browser.generic("POST", path, body, content_type=kind, headers=told)


@pytest.mark.parametrize(("kind", "body", "status"), BROKEN)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_body_nobody_can_read_is_told_in_words(
    cast: Cast, browser: Client, kind: str, body: Any, status: int, language: str
) -> None:
    case = receive(cast)
    path = reverse("approvals_api:refuse", args=[case.number])
    answer = send(browser, path, body, kind, **{"Accept-Language": language})
    assert (answer.status_code, answer["Content-Type"]) == (status, CONTENT_TYPE)
    assert bool(CHINESE.search(answer.json()["title"])) == (language == "zh-hans")
    case.refresh_from_db()
    assert case.state == "received"


def test_a_forged_act_is_refused_in_words(cast: Cast, browser: Client) -> None:
    path = reverse("approvals_api:refuse", args=[receive(cast).number])
    for language in ("zh-hans", "en"):
        answer = send(browser, path, "{}", "application/json", **{"X-CSRFToken": "", "Accept-Language": language})
        said = answer.json()
        assert (answer.status_code, said["code"]) == (403, "csrf_failed")
        assert bool(CHINESE.search(said["title"])) == (language == "zh-hans")


def test_nobody_is_asked_who_he_is(cast: Cast) -> None:
    """401 says how to be known (RFC 9110 §15.5.2); 403 would say that nothing helps."""
    for path in (reverse("approvals_api:cases"), reverse("roof_api:inbox")):
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (401, CONTENT_TYPE)
        assert answer["WWW-Authenticate"].startswith("Session ")
    assert "cookieAuth" in Client().get(reverse("api_schema"), headers={"Accept": "application/json"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "LINK"])
def test_a_method_nobody_speaks_is_told_in_words(method: str) -> None:
    program = Client().generic(method, "/api/v1/items/", headers={"Accept-Language": "en"})
    assert (program.status_code, program["Content-Type"]) == (405, CONTENT_TYPE)
    assert not CHINESE.search(program.json()["title"]) and "GET" in program["Allow"]
    page = Client().generic(method, "/")
    assert page.status_code == 405 and "<h1" in page.content.decode()


def test_an_act_opened_as_a_page_is_told_in_words(cast: Cast, browser: Client) -> None:
    """Where a timed-out act leads after signing in: not to an empty page."""
    answer = browser.get("/inbox/read/")
    page = answer.content.decode()
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "<h1" in page and "405" in page and "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("more", [{"HTTP_HOST": "evil.example"}, {"QUERY_STRING": "a=b&" * 2_000}])
def test_a_page_refused_before_any_view_is_framed_by_nobody(more: dict[str, str]) -> None:
    answer = Client().get("/", **more)
    assert answer.status_code in (400, 413)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"] and answer["X-Frame-Options"] == "DENY"


def test_a_body_beyond_what_an_act_may_say_is_told_in_words(cast: Cast, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    client = Client()
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    number = receive(cast).number
    body = '{"reason":"' + "长" * 1_000 + '"}'
    url = reverse("approvals_api:refuse", args=[number])
    answer = client.post(url, body, content_type="application/json", headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert CHINESE.search(answer.json()["title"])
