"""The one port: who may open a socket, what an unknown one gets, which files lie in front."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from county_portal.asgi import FOREIGN_ORIGIN, NO_SUCH_SOCKET, application


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


@pytest.mark.django_db  # Channels looks after the connections that a thread may have kept
@pytest.mark.parametrize(
    ("origin", "code"),
    [
        ("http://localhost:8000", NO_SUCH_SOCKET),
        ("http://evil.example", FOREIGN_ORIGIN),
        ("null", FOREIGN_ORIGIN),
        ("", FOREIGN_ORIGIN),
    ],
)
def test_a_socket_that_nobody_knows_and_a_page_of_another_house(origin: str, code: int) -> None:
    headers = [(b"origin", origin.encode()), (b"host", b"localhost")]
    scope = {"type": "websocket", "path": "/ws/none", "headers": headers, "query_string": b"", "subprotocols": []}
    sent = drive(scope, {"type": "websocket.connect"}, {"type": "websocket.disconnect"})
    assert [(message["type"], message["code"]) for message in sent] == [("websocket.close", code)]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_static_files_are_answered_before_django(method: str) -> None:
    scope = {"type": "http", "method": method, "path": "/static/css/base.css", "query_string": b"", "headers": []}
    sent = drive(scope, {"type": "http.request", "body": b"", "more_body": False})
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"content-type"][:8]) == (200, b"text/css")
    assert b"immutable" not in headers[b"cache-control"]
    assert any(message.get("body") for message in sent) == (method == "GET")
