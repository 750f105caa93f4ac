"""The portal as the launcher starts it, on a real socket: what a visitor writes about himself is not believed."""

import base64
import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from kernel.documents.throttling import PER_ADDRESS
from tests.ledger.sessions import ROOT, url_of_test_database

TOKEN = "a" * 32
# nobody else's counts: without Valkey the process keeps its own
AWAY = "redis://127.0.0.1:9/0"


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
def launched(transactional_db: None, tmp_path: Path) -> Iterator[Launched]:
    log = tmp_path / "web.log"
    facts = {"DATABASE_URL": url_of_test_database(), "REDIS_URL": AWAY, "PORTAL_TRUSTED_PROXIES": "0"}
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
