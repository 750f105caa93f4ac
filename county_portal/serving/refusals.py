"""Refusals given before Django sees the request: one sentence and a way on, as page of the house or as problem."""

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation.trans_real import parse_accept_lang_header

from county_portal.serving.types import Scope, Send, header
from kernel.doors.errors import problem_page
from kernel.doors.language import API_PATH

# a sentence, and what to do now
Told = tuple[str | Promise, str | Promise]
# no middleware of Django's has seen this answer
GUARDS: Final = {
    "Cache-Control": "no-store",
    "Connection": "close",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}


async def refuse(
    scope: Scope, send: Send, status: int, told: Told, *, before_closing: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Answer in the visitor's language at once and close the connection, after `before_closing`."""
    with translation.override(_language(scope)):
        title, way_on = (str(part) for part in told)
        answer = problem_page(status, title, way_on) if _wants_json(scope) else _page(status, title, way_on)
    for name, value in GUARDS.items():
        answer[name] = value
    headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in answer.items()]
    length = (b"content-length", str(len(answer.content)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": answer.content, "more_body": before_closing is not None})
    if before_closing is not None:
        await before_closing()
        await send({"type": "http.response.body", "body": b""})


def _page(status: int, title: str, way_on: str) -> HttpResponse:
    facts = {"status": status, "error_title": title, "way_on": way_on, "incident": ""}
    return HttpResponse(render_to_string("errors/plain.html", facts), status=status)


def _wants_json(scope: Scope) -> bool:
    return scope["path"].startswith(API_PATH) or b"json" in header(scope, b"accept")


def _language(scope: Scope) -> str:
    """As the pages have it: the visitor's choice (cookie), else Chinese; a program's own wish counts."""
    if scope["path"].startswith(API_PATH):
        wished = [code for code, _ in parse_accept_lang_header(header(scope, b"accept-language").decode("latin1"))]
    else:
        wished = [_cookie(scope, settings.LANGUAGE_COOKIE_NAME)]
    for code in wished:
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _cookie(scope: Scope, name: str) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(header(scope, b"cookie").decode("latin1"))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""
