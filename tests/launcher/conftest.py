"""A portal of one's own: real processes around a run folder that nobody else uses."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from county_portal.environment import ROOT
from county_portal.launcher import layout as layouts

READY_SECONDS = 120.0


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def running_with(text: str) -> dict[int, str]:
    """Living processes whose command line or environment names this text, by number."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        # a zombie has neither; the test process itself does not count
        if command and int(folder.name) != os.getpid() and text.encode() in command + b"\0" + environment:
            found[int(folder.name)] = command.replace(b"\0", b" ").decode("utf-8", "replace")
    return found


@dataclass
class Portal:
    """`./portal` on one run folder."""

    run_dir: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    def command(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        argv = [sys.executable, "-m", "county_portal.launcher", *arguments]
        return subprocess.run(
            argv, cwd=ROOT, env=self.environment(**variables), capture_output=True, text=True, timeout=900, check=False
        )

    def environment(self, **variables: str) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PORTAL_RUN_DIR": str(self.run_dir),
            "PORTAL_HOSTS": "",
            **variables,
        }

    def up(self, *arguments: str) -> None:
        """Start and wait until it says its address."""
        out = self.run_dir.with_suffix(".out")
        argv = [sys.executable, "-m", "county_portal.launcher", "up", "--no-demo", "--port", str(self.port), *arguments]
        with out.open("w") as output:
            self.process = subprocess.Popen(
                argv, cwd=ROOT, env=self.environment(), stdout=output, stderr=output, text=True, start_new_session=True
            )
        deadline = time.monotonic() + READY_SECONDS
        while "http://" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        return self.run_dir.with_suffix(".out").read_text()

    def children(self) -> dict[str, int]:
        """Name and process of each child, as `status` tells them."""
        lines = [line.split() for line in self.command("status").stdout.splitlines() if line.startswith("  ")]
        return {line[0]: int(line[2]) for line in lines if line[1] == "进程"}

    def all_processes(self) -> dict[int, str]:
        """Everything that belongs to this portal, found without its help."""
        layout = self.layout()
        engines = {**running_with(str(layout.postgres_data)), **running_with(str(layout.socket_dir))}
        return {**running_with(f"PORTAL_RUN_DIR={self.run_dir}"), **engines}

    def layout(self) -> layouts.Layout:
        return layouts.of_run_dir(self.run_dir, name=layouts.short_hash(str(self.run_dir)))

    def answers(self, path: str = "/") -> int:
        """The status of a page."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def stop(self) -> None:
        """Leave nothing behind, however the test ended."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """True once the condition holds, False when it has not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A run folder whose database is migrated already; stopped between tests."""
    portal = Portal(tmp_path_factory.mktemp("portal") / "run")
    yield portal
    portal.stop()
    layout = portal.layout()
    if layout.account:
        subprocess.run(["rm", "-rf", str(layout.data_dir)], check=True)


@pytest.fixture
def portal(grown: Portal) -> Iterator[Portal]:
    """The portal at rest before and after each test."""
    yield grown
    grown.stop()


@pytest.fixture
def running(portal: Portal) -> Portal:
    """The portal, answering."""
    portal.up()
    return portal
