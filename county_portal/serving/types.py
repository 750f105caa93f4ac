"""The shapes of ASGI as this package uses them."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.http.cookie import parse_cookie

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# keys under which the spool hands the body to the WSGI thread, and the thread hands a file back
BODY = "portal.body"
OUTGOING_FILE = "portal.outgoing_file"


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of this lower-case name, or nothing."""
    headers: list[tuple[bytes, bytes]] = scope.get("headers", [])
    return next((value for key, value in headers if key == name), b"")


def unreadable_cookie(value: bytes) -> bool:
    """Whether a Cookie header holds the sign NUL, which no database looks up; quoted, Django reads "\\000" as it."""
    return any("\0" in each for each in parse_cookie(value.decode("latin1")).values())
