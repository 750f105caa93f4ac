"""A real browser on the real application: fixtures for every test marked `browser`.

`live_portal` serves county_portal's ASGI application, sockets included, from a thread of this process on the test
database; `open_page(width=…, height=…)` gives a Chromium page that fails the test on script errors, refused content
and requests to other hosts; `axe(page)` lists what axe-core finds.
"""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from channels.routing import get_default_application
from django.db import connection, connections
from django.test import Client
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
CHROMIUM = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or ""
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
START_SECONDS = 20.0


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; absent, the test skips visibly, and with CI=true it fails."""
    if not CHROMIUM or not _driver_loads():
        if os.environ.get("CI") == "true":
            pytest.fail("chromium or libatomic1 is not installed; with CI=true browser tests may not be skipped")
        pytest.skip("chromium or libatomic1 is not installed: apt-get install chromium fonts-noto-cjk libatomic1")
    # Playwright's synchronous interface keeps a loop in this thread; Django must not take it for an async view
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _driver_loads() -> bool:
    """Whether Playwright's own node finds its libraries; a bare Debian lacks one."""
    node, _cli = compute_driver_executable()
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


@pytest.fixture
def live_portal(transactional_db: None, settings: Any) -> Iterator[str]:
    """The address of the portal, served on the test database by uvicorn in a thread."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(get_default_application(), lifespan="off", log_level="warning", access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="live portal")
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("the live portal did not start")
        time.sleep(0.02)
    yield address
    server.should_exit = True
    thread.join(START_SECONDS)
    listener.close()
    _end_other_sessions()
    connections.close_all()


def _end_other_sessions() -> None:
    """The portal's worker threads outlive the server and keep their connections: the test database could not go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, live_portal: str) -> Iterator[OpenPage]:
    """`open_page("/track/", width=390, height=844, user=clerk)` → the page, opened; every complaint fails the test."""
    complaints: list[str] = []
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            complaints.append(f"{message.type}: {message.text}")

    def open_(path: str, *, user: Any = None, language: str = "zh-CN", **viewport: int) -> Page:
        size = {**DESK, **viewport}
        context = chromium.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale=language,
            timezone_id="Asia/Shanghai",
            base_url=live_portal,
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_portal)])
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("request", lambda request: _only_here(request.url, live_portal, complaints))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def _only_here(url: str, address: str, complaints: list[str]) -> None:
    own = (address, address.replace("http", "ws", 1), "data:", "about:", "blob:")
    if not url.startswith(own):
        complaints.append(f"foreign host: {url}")


def session_cookie(user: Any, address: str) -> dict[str, Any]:
    """The cookie of a person already signed in, for tests that are not about signing in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}


def axe(page: Page) -> list[str]:
    """What axe-core (WCAG 2.0 to 2.2, A and AA) finds on the page as it is now, one line each."""
    inspector = page.context.new_cdp_session(page)
    inspector.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    run = f"axe.run(document, {{runOnly: {RULES!r}}}).then(found => found.violations.flatMap("
    run += "rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"
    answer = inspector.send("Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True})
    inspector.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return list(answer["result"]["value"])


def wait_until(page: Page, true: Callable[[], bool], *, seconds: float = 5.0) -> None:
    """Let the page go on until `true()`; what routes hold back arrives only meanwhile."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        page.wait_for_timeout(20)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
