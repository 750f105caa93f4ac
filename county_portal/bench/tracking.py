"""The tracking page of a case in hand, opened with its number and code.

`tracking_page`: pages a second in one process, through every middleware. Reference: a bare page that runs the same
queries as text, then renders the same template with values found before.
`tracking_served`: pages a second of the real web server under eight readers. Reference: the same page on the same
server under Django's own ASGI handler, which closes its connection after each request, as Django asks for there.
Both are one process and compute one page at a time, so what can be won is waiting and connecting, not computing.
"""

import http.client
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from statistics import median
from typing import Any
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.test.utils import override_settings
from django.urls import include, path, reverse
from django.views.decorators.cache import never_cache

from approvals.public import track
from county_portal.bench import databases, running
from county_portal.bench.figures import Figure, Scale, at_least
from county_portal.bench.timing import in_turns
from kernel.cases.models import Case

NAMES = ("tracking_page", "tracking_served")
PAGES = 40  # of one turn
READERS = 8
ROUNDS = 3

Statement = tuple[str, Any]


@dataclass
class Bare:
    """What the bare page does: run statements, render a template with facts."""

    statements: list[Statement] = field(default_factory=list)
    template: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


_bare = Bare()


@never_cache
def bare_page(request: HttpRequest) -> HttpResponse:
    """The reference."""
    with connection.cursor() as cursor:
        for sql, params in _bare.statements:
            cursor.execute(sql, params)
            cursor.fetchall()
    return render(request, _bare.template, _bare.facts)


urlpatterns = [path("bench/bare/", bare_page), path("", include("county_portal.urls"))]


def measure(scale: Scale) -> list[Figure]:
    """Two figures."""
    case = Case.objects.filter(state="accepted", kind="licence").order_by("pk")[0]
    cookie = f"{settings.SESSION_COOKIE_NAME}={_opened(case)}"
    page = reverse("tracked", args=[case.number])
    databases.vacuum()
    with override_settings(ROOT_URLCONF=__name__):
        _learn(page, cookie)
        spent, least = in_turns(
            lambda: _pages(page, cookie), lambda: _pages("/bench/bare/", cookie), repeats=2 * scale.repeats
        )
    inside = at_least("tracking_page", PAGES / spent, "1/s", reference=PAGES / least, goal=0.6)
    connection.close()
    return [inside, _served(page, cookie, case.number, scale.seconds)]


def _opened(case: Case) -> str:
    """A session whose browser has given the code."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[track.SESSION_KEY] = {case.number: time.time() + track.OPEN_SECONDS}
    session.save()
    return str(session.session_key)


def _learn(page: str, cookie: str) -> None:
    """Listen to the real page once for its template and facts, then to both pages for the statements between them."""
    original = track.render

    def listening(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
        _bare.template, _bare.facts = template, facts
        return original(request, template, facts)

    setattr(track, "render", listening)  # noqa: B010 - the view's own name for it
    try:
        real = _statements(lambda: _page(page, cookie))
    finally:
        setattr(track, "render", original)  # noqa: B010
    _bare.statements = []
    frame = Counter(sql for sql, _params in _statements(lambda: _page("/bench/bare/", cookie)))
    for sql, params in real:
        if frame[sql] > 0:
            frame[sql] -= 1
        else:
            _bare.statements.append((sql, params))


def _statements(act: Callable[[], object]) -> list[Statement]:
    found: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return found


_handler = WSGIHandler()


def _page(page: str, cookie: str) -> bytes:
    """One page through the WSGI handler, as a page thread would. Errors: RuntimeError unless it is a page."""
    environ: WSGIEnvironment = RequestFactory(headers={"cookie": cookie}).get(page).environ
    status: list[str] = []
    answer: Iterable[bytes] = _handler(environ, lambda said, _headers, _info=None: status.append(said))  # type: ignore[arg-type, return-value]
    body = b"".join(answer)
    answer.close()  # type: ignore[attr-defined]
    if not status[0].startswith("200"):
        raise RuntimeError(f"{page} answered {status[0]}")
    return body


def _pages(page: str, cookie: str) -> None:
    for _ in range(PAGES):
        _page(page, cookie)


def _served(page: str, cookie: str, number: str, seconds: float) -> Figure:
    ours: list[float] = []
    plain: list[float] = []
    with (
        running.web("county_portal.asgi:application") as our_port,
        running.web("county_portal.bench.plain_asgi:application") as plain_port,
    ):
        for turn in range(ROUNDS + 1):
            for port, rates in ((our_port, ours), (plain_port, plain)):
                rate = _rate(port, page, cookie, number, seconds)
                if turn:
                    rates.append(rate)
    return at_least("tracking_served", median(ours), "1/s", reference=median(plain), goal=3)


def _rate(port: int, page: str, cookie: str, number: str, seconds: float) -> float:
    """Pages a second under all readers."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(READERS) as readers:
        counts = readers.map(lambda _: _read(port, page, cookie, number, until), range(READERS))
        return sum(counts) / seconds


def _read(port: int, page: str, cookie: str, number: str, until: float) -> int:
    """How many pages one reader got. Errors: RuntimeError for anything but the case's page."""
    link = http.client.HTTPConnection(running.HOST, port, timeout=30)
    count = 0
    while time.monotonic() < until:
        link.request("GET", page, headers={"Cookie": cookie})
        answer = link.getresponse()
        body = answer.read()
        if answer.status != 200 or number.encode() not in body:
            raise RuntimeError(f"{page} answered {answer.status}")
        count += 1
    link.close()
    return count
