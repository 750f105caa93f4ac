"""The one port: who may open a socket, what an unknown one gets, which files lie in front."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from county_portal.asgi import application
from county_portal.serving.sockets import FOREIGN_ORIGIN, NO_SUCH_SOCKET


def drive(scope: dict[str, Any], *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """What the application sends when it receives these messages."""
    waiting, sent = list(messages), []

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    # in a thread of its own: the browser of other tests may have a loop at work in this one
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(application(scope, receive, send))).result()
    return sent


def opened(path: str, origin: str = "http://localhost:8000", **more: Any) -> list[tuple[str, int]]:
    """What comes of opening a socket there, its `host` being localhost:8000 unless `headers` say otherwise."""
    said = {"host": "localhost:8000", "origin": origin, **more.pop("headers", {})}
    headers = [(name.encode(), value.encode("latin1")) for name, value in said.items()]
    scope = {"type": "websocket", "path": path, "headers": headers, "query_string": b"", "subprotocols": [], **more}
    sent = drive(scope, {"type": "websocket.connect"}, {"type": "websocket.disconnect"})
    return [(message["type"], message.get("code", 0)) for message in sent]


# Channels looks after the connections that a thread may have kept
needs_database = pytest.mark.django_db


@needs_database
@pytest.mark.parametrize(
    ("origin", "code"),
    [
        ("http://localhost:8000", NO_SUCH_SOCKET),
        ("http://localhost:9999", FOREIGN_ORIGIN),
        ("http://localhost", FOREIGN_ORIGIN),
        ("https://localhost:8000", FOREIGN_ORIGIN),
        ("http://127.0.0.1:8000", FOREIGN_ORIGIN),
        ("http://localhost:8000.evil.example", FOREIGN_ORIGIN),
        ("http://evil.example", FOREIGN_ORIGIN),
        ("http://[", FOREIGN_ORIGIN),
        ("null", FOREIGN_ORIGIN),
        ("", FOREIGN_ORIGIN),
    ],
)
def test_a_socket_that_nobody_knows_and_a_page_of_another_house(origin: str, code: int) -> None:
    assert opened("/ws/none", origin) == [("websocket.close", code)]


@needs_database
def test_a_host_that_is_not_ours_is_no_proof(settings: Any) -> None:
    foreign = {"host": "evil.example"}
    assert opened("/ws/none", "http://evil.example", headers=foreign) == [("websocket.close", FOREIGN_ORIGIN)]


@needs_database
@pytest.mark.parametrize(
    ("origin", "code"),
    [
        ("https://other.example:8443", NO_SUCH_SOCKET),
        ("https://other.example", FOREIGN_ORIGIN),
        ("https://a.county.example", NO_SUCH_SOCKET),
        ("http://a.county.example", FOREIGN_ORIGIN),
        ("https://county.example.evil", FOREIGN_ORIGIN),
    ],
)
def test_origins_that_are_trusted_by_name(settings: Any, origin: str, code: int) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://other.example:8443", "https://*.county.example"]
    assert opened("/ws/none", origin) == [("websocket.close", code)]


@needs_database
@pytest.mark.parametrize(("believed", "code"), [(True, NO_SUCH_SOCKET), (False, FOREIGN_ORIGIN)])
def test_behind_a_proxy_the_page_is_https(settings: Any, *, believed: bool, code: int) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if believed else None
    sent = opened("/ws/none", "https://localhost:8000", headers={"x-forwarded-proto": "https"})
    assert sent == [("websocket.close", code)]
    assert opened("/ws/none", "https://localhost:8000", scheme="wss") == [("websocket.close", NO_SUCH_SOCKET)]


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("/ws/cases/\0/", b"/ws/cases/%00/"),
        ("/ws/cases/a\0b/", b"/ws/cases/a%00b/"),
        ("/ws/cases/\x1b/", b"/ws/cases/%1b/"),
        ("/ws/cases/\ufffd/", b"/ws/cases/%ff/"),
        ("/ws/cases/" + "9" * 5_000 + "/", b""),
        ("/ws/inbox/\0", b"/ws/inbox/%00"),
        ("/\0", b"/%00"),
    ],
)
def test_an_address_that_cannot_be_read_is_no_socket(path: str, raw: bytes) -> None:
    """No mark for the database: none is asked."""
    assert opened(path, raw_path=raw) == [("websocket.close", NO_SUCH_SOCKET)]


def test_a_cookie_that_cannot_be_read_is_no_session() -> None:
    cookie = {"cookie": 'sessionid="aaaaaaaa\\000aaaa"'}
    assert opened("/ws/inbox/", headers=cookie) == [("websocket.close", NO_SUCH_SOCKET)]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_static_files_are_answered_before_django(method: str) -> None:
    scope = {"type": "http", "method": method, "path": "/static/css/base.css", "query_string": b"", "headers": []}
    sent = drive(scope, {"type": "http.request", "body": b"", "more_body": False})
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"content-type"][:8]) == (200, b"text/css")
    assert b"immutable" not in headers[b"cache-control"]
    assert any(message.get("body") for message in sent) == (method == "GET")
