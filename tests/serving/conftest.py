"""The web side on a real socket: uvicorn, the spool and Django's WSGI handler, with limits small enough to reach."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.core.wsgi import get_wsgi_application

from county_portal.serving.pages import Pages
from county_portal.serving.spool import BodySpool

THREADS = 4
MAX_BODY = 2**20
IDLE_SECONDS = 1.0


@dataclass
class Served:
    """Where it listens, and the folders it uses."""

    port: int
    spool: Path
    media: Path
    pages: Pages

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def raw(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.settimeout(20)
        return connection

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **options: Any
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in lower case, body."""
        connection = self.connect()
        try:
            connection.request(method, path, body, headers or {}, **options)
            answer = connection.getresponse()
            return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@pytest.fixture
def served(tmp_path: Path, settings: Any) -> Iterator[Served]:
    settings.ROOT_URLCONF = "tests.serving.views"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    pages = Pages(get_wsgi_application(), threads=THREADS)
    app = BodySpool(pages, folder=tmp_path / "spool", max_bytes=MAX_BODY, idle_seconds=IDLE_SECONDS)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Served(listener.getsockname()[1], tmp_path / "spool", settings.MEDIA_ROOT, pages)
    server.should_exit = True
    thread.join()
    pages.bridge.executor.shutdown()
    pages.closers.shutdown()
    listener.close()
