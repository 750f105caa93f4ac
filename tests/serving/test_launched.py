"""The portal as the launcher starts it, on a real socket: what a visitor writes about himself is not believed."""

import base64
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from kernel.documents.throttling import PER_ADDRESS
from kernel.notices.sockets import CHECK_EVERY_SECONDS, NOT_ALLOWED
from tests.cast import build
from tests.ledger.sessions import ROOT, url_of_test_database

TOKEN = "a" * 32
CLOSE_FRAME = 0x8
# nobody else's counts: without Valkey the process keeps its own
AWAY = "redis://127.0.0.1:9/0"


# what the page is promised (design.md §7), and what is left for the answer of a busy database
PROMISED_SECONDS, WORST_QUERY_SECONDS = 5.0, 1.5


@dataclass
class Launched:
    """Where it listens, and what it writes."""

    port: int
    log: Path

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def launched(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[Launched]:
    log = tmp_path / "web.log"
    facts = {"DATABASE_URL": url_of_test_database(), "PORTAL_TRUSTED_PROXIES": "0"}
    facts["REDIS_URL"] = getattr(request, "param", AWAY)
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as out:
        door = listener.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "county_portal.launcher.web", str(door)],
            cwd=ROOT, env=os.environ | facts, pass_fds=[door], stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield Launched(listener.getsockname()[1], log)
        finally:
            process.terminate()
            process.wait(30)


@pytest.mark.long
def test_what_a_visitor_writes_about_himself_counts_for_nothing(launched: Launched) -> None:
    """Another address in each request: the limit stands, and the log of sign-ins holds where he really is."""
    found = [
        launched.ask("GET", f"/api/v1/letters/none-{each}/", X_Forwarded_For=f"10.0.{each}.1")
        for each in range(PER_ADDRESS + 5)
    ]
    assert found == [404] * PER_ADDRESS + [429] * 5

    form = f"login=nobody&password=wrong&csrfmiddlewaretoken={TOKEN}"
    facts = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={TOKEN}"}
    assert launched.ask("POST", "/account/login/", form, X_Forwarded_For="10.9.9.9", **facts) == 200
    said = [line for line in launched.log.read_text().splitlines() if "portal.sign_in" in line]
    assert said and "127.0.0.1" in said[-1]
    assert "10.9.9.9" not in launched.log.read_text()


@pytest.mark.long
def test_an_address_that_cannot_be_read_is_refused_without_a_failure(launched: Launched) -> None:
    key = base64.b64encode(os.urandom(16)).decode()
    facts = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": key}
    facts |= {"Origin": f"http://127.0.0.1:{launched.port}"}
    for path in ("/ws/cases/%00/", "/ws/cases/%ff/", "/ws/inbox/%00", f"/ws/{quote('办') * 300}/"):
        assert launched.ask("GET", path, **facts) == 403, path
    nul = 'sessionid="aaaaaaaa\\000aaaa"'
    assert launched.ask("GET", "/ws/inbox/", Cookie=nul, **facts) == 403
    assert launched.ask("GET", "/inbox/", Cookie=nul) == 302
    assert "Traceback" not in launched.log.read_text()


def _frame(connection: socket.socket) -> tuple[int, bytes]:
    """The next frame of a websocket as the server sends it: what kind, and its content (short ones only)."""
    head = connection.recv(2)
    return head[0] & 0x0F, connection.recv(head[1] & 0x7F)


@pytest.mark.long
@pytest.mark.parametrize("launched", [settings.CACHES["default"]["LOCATION"]], indirect=True, ids=["valkey"])
def test_an_open_socket_closes_in_time_when_its_session_ends(launched: Launched) -> None:
    """With the real constant and the real clock: one socket, one sign-out, five seconds."""
    assert CHECK_EVERY_SECONDS + WORST_QUERY_SECONDS <= PROMISED_SECONDS
    browser = Client()
    browser.force_login(build().clerk, backend="django.contrib.auth.backends.ModelBackend")
    host = f"127.0.0.1:{launched.port}"
    asked = (
        f"GET /ws/inbox/ HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", launched.port), timeout=30) as connection:
        connection.sendall(asked.encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(1)
        assert head.startswith(b"HTTP/1.1 101")
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.recv(1)  # it stays open while the session does
        connection.settimeout(30)
        browser.logout()
        began = time.monotonic()
        kind, content = _frame(connection)
        assert time.monotonic() - began <= PROMISED_SECONDS
    assert (kind, int.from_bytes(content[:2], "big")) == (CLOSE_FRAME, NOT_ALLOWED)
