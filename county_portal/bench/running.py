"""Processes of the portal on the present database: a web server on a free port, a relay."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings

from county_portal.bench import databases

HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds until a server answers


@contextmanager
def web(application: str) -> Iterator[int]:
    """uvicorn with an application, as `./portal up` starts it; yields its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    options = ["--host", HOST, "--port", str(port), "--lifespan", "off", "--no-access-log", "--log-level", "warning"]
    with _process([sys.executable, "-m", "uvicorn", application, *options]) as process:
        _until_it_answers(port, process)
        yield port


@contextmanager
def relay() -> Iterator[None]:
    """The portal's relay."""
    with _process([sys.executable, str(settings.ROOT / "manage.py"), "relay"]):
        yield


@contextmanager
def _process(argv: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"DATABASE_URL": databases.url(), "PYTHONPATH": str(settings.ROOT)}
    process = subprocess.Popen(argv, env=environment, cwd=settings.ROOT)  # noqa: S603 - our own command line
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/health/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"the server on port {port} did not answer in {PATIENCE:g} s")
