"""What stands before every websocket: an address that can be read, and a page of this house that asks."""

from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import is_same_domain

from county_portal.serving.types import Application, Receive, Scope, Send, header, unreadable_cookie

NO_SUCH_SOCKET, FOREIGN_ORIGIN = 4404, 4403
# no socket of ours has a longer address
LONGEST_PATH: Final = 200


async def no_such_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Close a websocket that no app knows; Channels would raise and fill the log."""
    await send({"type": "websocket.close", "code": NO_SUCH_SOCKET})


class Guarded:
    """ASGI application that lets sockets of this house's own pages through to the inner one.

    An address or a cookie that holds what nobody types (NUL and other control signs, bytes that are no UTF-8), or is
    longer than any of ours, is an address that no socket has. Refusing needs neither Valkey nor the database.
    """

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not readable(scope):
            await no_such_socket(scope, receive, send)
        elif not of_this_house(scope):
            await send({"type": "websocket.close", "code": FOREIGN_ORIGIN})
        else:
            await self.inner(scope, receive, send)


def readable(scope: Scope) -> bool:
    """Whether path and cookies can be read as text that may be looked up."""
    path: str = scope["path"]
    if len(path) > LONGEST_PATH or not path.isprintable():
        return False
    try:
        # the server puts a sign of its own in the place of bytes that are no UTF-8
        unquote_to_bytes(scope.get("raw_path") or b"").decode()
    except UnicodeDecodeError:
        return False
    return not unreadable_cookie(header(scope, b"cookie"))


def of_this_house(scope: Scope) -> bool:
    """Whether scheme, host and port of the page that asks are those the request itself came to, or a trusted origin."""
    origin = header(scope, b"origin").decode("latin1").lower()
    host = header(scope, b"host").decode("latin1").lower()
    domain, _port = split_domain_port(host)
    if domain and validate_host(domain, settings.ALLOWED_HOSTS) and origin == f"{_scheme(scope)}://{host}":
        return True
    return any(_is(origin, trusted) for trusted in settings.CSRF_TRUSTED_ORIGINS)


def _scheme(scope: Scope) -> str:
    """The scheme of the page that may ask: https also where the nearest proxy says so and is believed."""
    if scope.get("scheme") in ("wss", "https"):
        return "https"
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    said = header(scope, name.removeprefix("HTTP_").replace("_", "-").lower().encode()).decode("latin1")
    return "https" if name and said.split(",")[0].strip() == value else "http"


def _is(origin: str, trusted: str) -> bool:
    """As Django reads its list: an origin, or a scheme with every subdomain (`https://*.example.org`)."""
    scheme, star, domain = trusted.lower().partition("://*")
    if not star:
        return origin == trusted.lower()
    try:
        asked = urlsplit(origin)
    except ValueError:
        return False
    return asked.scheme == scheme and is_same_domain(asked.netloc, domain)
