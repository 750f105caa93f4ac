"""Other sessions, processes and clusters at work on the ledger while a test looks on."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from django.db import connection, transaction

from kernel.ledger import stream

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180  # seconds: an open transaction of any other database of the cluster holds the horizon too


class OtherSession:
    """A second connection with one open transaction, driven step by step from the test."""

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1)
        self.do(transaction.set_autocommit, False)
        return self

    def do(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._thread.submit(act, *args, **kwargs).result(PATIENCE)

    def commit(self) -> None:
        self.do(transaction.commit)

    def rollback(self) -> None:
        self.do(transaction.rollback)

    def __exit__(self, *_: object) -> None:
        self.do(transaction.rollback)
        self.do(lambda: connection.close())
        self._thread.shutdown()


def number(many: int) -> None:
    """Run the sequencer until it has numbered `many` entries."""
    until, numbered = time.monotonic() + PATIENCE, 0
    while numbered < many:
        numbered += stream.sequence()
        assert time.monotonic() < until, f"only {numbered} of {many} were numbered in {PATIENCE} s"
        time.sleep(0.01)
    assert numbered == many


def url_of_test_database() -> str:
    settings = connection.settings_dict
    who = quote(settings["USER"]) + (":" + quote(settings["PASSWORD"]) if settings["PASSWORD"] else "")
    return f"postgresql://{who}@/{settings['NAME']}?host={quote(settings['HOST'], safe='')}&port={settings['PORT']}"


def start(script: str, *, database_url: str | None = None, **environment: str) -> subprocess.Popen[str]:
    """A process of the portal that runs `script` with Django set up, on the test's database unless told."""
    prelude = "import django; django.setup()\n"
    environ = os.environ | {"DATABASE_URL": database_url or url_of_test_database()} | environment
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE", "county_portal.settings")
    return subprocess.Popen(
        [sys.executable, "-c", prelude + script],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output_of(script: str, **kwargs: str) -> str:
    """What `script` prints; the test fails with its error when it fails."""
    process = start(script, **kwargs)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    return out.strip()
