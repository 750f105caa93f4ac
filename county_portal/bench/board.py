"""From the commit of a fact to its card on an open supervision board, on the real stack: web server, relay, Valkey.

`commit_to_card`: seconds, 95th percentile, from the commit of a deemed acceptance (T06) until the open board was told
over its websocket and the board that it then reads again shows the card. Reference: 2 seconds.
"""

import http.client
import time
from datetime import timedelta
from importlib import import_module
from statistics import quantiles

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.urls import reverse
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from approvals.events import DEEMED_ACCEPTED
from county_portal.bench import running
from county_portal.bench.figures import Figure, Scale, at_most
from ethics_monitor.models import Card
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import lock
from kernel.ledger.relay import catch_up
from kernel.ledger.writer import record
from kernel.organizations.models import Post, Role
from kernel.workdays.zone import local_date

NAMES = ("commit_to_card",)
GOAL = 2.0
TRIES = 8  # times the scale's repeats
QUIET = 0.3  # seconds without a hint: the board is at rest
PATIENCE = 20.0


def measure(scale: Scale) -> list[Figure]:
    """One figure."""
    catch_up()
    watcher = Post.objects.filter(role=Role.SUPERVISION_OFFICE, user__is_active=True).order_by("pk")[0].user
    cookie = f"{settings.SESSION_COOKIE_NAME}={_signed_in(watcher)}"
    cases = Case.objects.filter(kind="licence", state="accepted", simulated=False).order_by("pk")
    numbers = list(cases.values_list("number", flat=True)[: TRIES * scale.repeats + 1])
    with running.web("county_portal.asgi:application") as port, running.relay():
        address = f"ws://{running.HOST}:{port}/ws/board/"
        origin = Origin(f"http://{running.HOST}:{port}")
        with connect(address, additional_headers={"Cookie": cookie}, origin=origin) as socket:
            # the first one wakes everything up
            delays = [_delay(number, socket, port, cookie) for number in numbers][1:]
    p95 = quantiles(delays, n=20, method="inclusive")[-1]
    return [at_most("commit_to_card", p95, "s", reference=GOAL, goal=1)]


def _signed_in(user: User) -> str:
    """A session as signing in makes it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _delay(number: str, socket: ClientConnection, port: int, cookie: str) -> float:
    """Seconds from the commit until the board, read again after a hint, has one card more of this case."""
    _rest(socket)
    with transaction.atomic():
        case, at = lock(Case.objects.all(), number=number)
        record(
            DEEMED_ACCEPTED,
            case.ledger_subject,
            actor=SYSTEM,
            at=at,
            item=case.item_version.name,
            accepted_on=local_date(at),
            said_nothing_until=local_date(at) - timedelta(days=1),
            statutory_due=local_date(at),
        )
    began = time.monotonic()
    while True:
        socket.recv(timeout=PATIENCE - (time.monotonic() - began))
        if _shown(number, port, cookie):
            return time.monotonic() - began


def _rest(socket: ClientConnection) -> None:
    """Let the hints of the last card pass."""
    try:
        while True:
            socket.recv(timeout=QUIET)
    except TimeoutError:
        return


def _shown(number: str, port: int, cookie: str) -> bool:
    """Whether the board names the card of the case's newest finding. Errors: RuntimeError unless it is a page."""
    link = http.client.HTTPConnection(running.HOST, port, timeout=PATIENCE)
    try:
        link.request("GET", reverse("ethics_monitor:board"), headers={"Cookie": cookie})
        answer = link.getresponse()
        body = answer.read().decode()
    finally:
        link.close()
    if answer.status != 200:
        raise RuntimeError(f"the board answered {answer.status}")
    card = Card.objects.filter(rule_code="T06", about_number=number).order_by("-pk").first()
    return card is not None and card.number in body
