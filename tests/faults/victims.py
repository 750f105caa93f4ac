"""Processes to be killed: a nursery that has loaded the portal once and forks a sweep for every line it reads."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from tests.ledger.sessions import ROOT, url_of_test_database

PATIENCE = 30.0
NURSERY = """
import os, sys
from datetime import datetime
from django.db import connection
from ethics_monitor import sweep as module
module.CHUNK = CHUNK
connection.close()
for line in sys.stdin:
    at = datetime.fromisoformat(line.strip())
    child = os.fork()
    if child == 0:
        connection.connect()
        os.write(1, f"{os.getpid()}\\n".encode())
        try:
            module.sweep(at=at)
            os._exit(0)
        except BaseException:
            os._exit(3)
    _pid, status = os.waitpid(child, 0)
    os.write(1, f"{'killed' if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)}\\n".encode())
"""


class Forks:
    """What a script forks for every line, as processes of their own, one at a time."""

    def __init__(self, script: str, *, database_url: str | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE_URL": database_url or url_of_test_database(),
                "DJANGO_SETTINGS_MODULE": "county_portal.settings",
                "PYTHONPATH": str(ROOT),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def begin(self, at: str) -> None:
        """Start one and return while it runs; `pid` is its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(at + "\n")
        self._process.stdin.flush()
        self.pid = int(self._line())

    def killed_after(self, progress: Callable[[], int], *, moved_on_for: float) -> str:
        """One that is killed -9 so many seconds after it was seen to make progress; `killed`, or its exit code."""
        before = progress()
        self.begin("go")
        until = time.monotonic() + PATIENCE
        while progress() == before and os.path.exists(f"/proc/{self.pid}"):
            assert time.monotonic() < until, "no progress is made"
        time.sleep(moved_on_for)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.outcome()

    def outcome(self) -> str:
        """Wait for the one that was begun."""
        return self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None and self._process.stderr is not None
        line = self._process.stdout.readline().strip()
        assert line, self._process.stderr.read()
        return line


class Nursery(Forks):
    """Sweeps as processes of their own, one at a time."""

    def __init__(self, *, chunk: int, database_url: str | None = None) -> None:
        super().__init__(f"import django; django.setup()\nCHUNK = {chunk}\n{NURSERY}", database_url=database_url)

    def sweep(self, at: str, *, kill_after: float | None = None) -> str:
        """Start a sweep; kill it -9 after so many seconds. `killed` when it was busy then, else its exit code."""
        self.begin(at)
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        return self.outcome()
