"""The portal's own processes, each with how it is started and stopped."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

from county_portal.launcher import management
from county_portal.launcher.children import Child, spawn
from county_portal.launcher.engines import Engines

WORKER_THREADS = 2


def of(portal: Engines, environment: dict[str, str], listener: socket.socket) -> list[Child]:
    """Web, worker, beat and relay, in the order in which they stop."""
    layout = portal.layout
    celery = [sys.executable, "-m", "celery", "-A", "county_portal"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    # threads: no grandchildren that a killed launcher could leave behind, and half the memory
    work = ["worker", "--pool", "threads", "--concurrency", str(WORKER_THREADS), "--loglevel", "INFO", *quiet]
    schedule = layout.run_dir / "beat-schedule"
    beat = ["beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO"]
    door = listener.fileno()
    children = [
        _child(portal, environment, "web", [sys.executable, "-m", "county_portal.launcher.web", str(door)], door),
        _child(portal, environment, "worker", [*celery, *work]),
        _child(portal, environment, "beat", [*celery, *beat]),
    ]
    if management.has_command("relay"):
        children.append(_child(portal, environment, "relay", [sys.executable, str(layout.root / "manage.py"), "relay"]))
    return children


def _child(portal: Engines, environment: dict[str, str], name: str, argv: list[str], *fds: int) -> Child:
    log = portal.layout.logs / f"{name}.log"

    def start() -> subprocess.Popen[bytes]:
        return spawn(argv, log=log, environment=environment, folder=Path(portal.layout.root), pass_fds=fds)

    return Child(name, start, log, stop_signal=signal.SIGTERM, patience=8.0)


def engine_children(portal: Engines) -> list[Child]:
    """The running engines as children, so that a crash of one is mended like any other."""
    postgres, valkey = portal.postgres, portal.valkey
    return [
        Child("PostgreSQL", postgres.launch, postgres.log, process=postgres.process),
        Child("Valkey", valkey.launch, valkey.log, process=valkey.process),
    ]
