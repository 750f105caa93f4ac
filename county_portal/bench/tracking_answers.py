"""Whether the time of an answer tells a stranger that a number exists.

`tracking_answers`: median time of the tracking page's answer to a wrong code, an absent number and another's code,
asked in turns through every middleware; the slowest beside the fastest of the three. `tracking_answers_api`: the same
of the API's door.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterable
from itertools import permutations
from statistics import median
from typing import Any
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.test.utils import override_settings
from django.urls import reverse

from county_portal.bench import databases
from county_portal.bench.figures import Figure, Scale, at_most
from kernel.cases.models import Case

NAMES = ("tracking_answers", "tracking_answers_api")
KINDS = 3  # wrong code, absent number, another's code
CASES = 600  # so many that no number is asked for more often than its limit allows
ROUNDS = 200  # of one repeat
GOAL = 1.10
TOKEN = "a" * 32

Ask = Callable[[str, str, str], WSGIEnvironment]

_handler = WSGIHandler()
_factory = RequestFactory(headers={"cookie": f"{settings.CSRF_COOKIE_NAME}={TOKEN}"})


def measure(scale: Scale) -> list[Figure]:
    """Two figures."""
    databases.vacuum()
    found = Case.objects.filter(kind="licence", simulated=False).exclude(phase="draft").order_by("pk")
    cases = list(found.values_list("number", "query_code")[:CASES])
    return [
        _slowest("tracking_answers", _form, cases, scale),
        _slowest("tracking_answers_api", _document, cases, scale),
    ]


def _slowest(name: str, ask: Ask, cases: list[tuple[str, str]], scale: Scale) -> Figure:
    taken: list[list[float]] = [[] for _ in range(KINDS)]
    orders = list(permutations(range(KINDS)))
    # counts of an earlier run would answer 429 instead
    caches = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"bench-{uuid.uuid4().hex}"}}
    with override_settings(CACHES=caches):
        for turn in range(ROUNDS * (scale.repeats + 1)):
            asked = _three(cases, turn)
            for kind in orders[turn % len(orders)]:
                number, code = asked[kind]
                spent = _answered(ask(number, code, f"10.{turn >> 16 & 255}.{turn >> 8 & 255}.{turn & 255}"))
                if turn >= ROUNDS:
                    taken[kind].append(spent * 1000)
    medians = [median(each) for each in taken]
    return at_most(name, max(medians), "ms", reference=min(medians), goal=GOAL)


def _three(cases: list[tuple[str, str]], turn: int) -> list[tuple[str, str]]:
    """Number and code of each kind; every turn about other cases, so that no kind has its row nearer than another."""
    here, there, third = (cases[(turn * KINDS + step) % len(cases)] for step in range(KINDS))
    wrong = f"{(int(here[1]) + 1) % 1_000_000:06d}"
    absent = third[0][:-6] + f"{(int(third[0][-6:-1]) + 50_000) % 100_000:05d}" + third[0][-1]
    foreign = third[1] if third[1] != there[1] else wrong
    return [(here[0], wrong), (absent, third[1]), (there[0], foreign)]


def _form(number: str, code: str, address: str) -> WSGIEnvironment:
    fields = {"number": number, "code": code, "csrfmiddlewaretoken": TOKEN}
    return _factory.post(reverse("track"), fields, REMOTE_ADDR=address).environ


def _document(number: str, code: str, address: str) -> WSGIEnvironment:
    body = json.dumps({"number": number, "code": code})
    path = reverse("approvals_api:track")
    return _factory.post(path, body, content_type="application/json", REMOTE_ADDR=address).environ


def _answered(environ: WSGIEnvironment) -> float:
    """Seconds until the answer was there. Errors: RuntimeError unless it says that nothing was found."""
    status: list[str] = []
    began = time.perf_counter()
    answer: Iterable[bytes] = _handler(environ, lambda said, _headers, _info=None: status.append(said))  # type: ignore[arg-type, return-value]
    body: Any = b"".join(answer)
    spent = time.perf_counter() - began
    answer.close()  # type: ignore[attr-defined]
    if not status[0].startswith("404") or not body:
        raise RuntimeError(f"{environ['PATH_INFO']} answered {status[0]}")
    return spent
