"""Valkey of the embedded portal: cache, throttles, Celery's hints, live pages. Nothing in it is the only copy."""

import contextlib
import platform
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from county_portal.launcher import binaries
from county_portal.launcher.children import end, spawn, tail, turn_over
from county_portal.launcher.layout import Layout, make_private
from county_portal.launcher.refusals import Refusal

START_SECONDS = 20.0


@dataclass
class Valkey:
    """One server on one socket, keeping nothing on disk."""

    layout: Layout
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.program = binaries.valkey_server(self.layout.account)
        self.log = self.layout.logs / "valkey.log"

    def start(self) -> None:
        """Start and wait until it answers. Errors: Refusal."""
        make_private(self.layout.valkey_data, self.layout.account)
        turn_over(self.log)
        self.launch()
        self.wait()

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server."""
        options = {
            "--port": "0",
            "--unixsocket": str(self.layout.valkey_socket),
            "--unixsocketperm": "700",
            "--save": "",
            "--appendonly": "no",
            "--dir": str(self.layout.valkey_data),
            "--daemonize": "no",
            "--maxmemory": "256mb",
            "--maxmemory-policy": "noeviction",
        }
        if platform.machine() in ("aarch64", "arm64"):
            # some older kernels spoil there what a fork saves, and the server would not start on them; ours never saves
            options["--ignore-warnings"] = "ARM64-COW-BUG"
        argv = [str(self.program), *(part for pair in options.items() for part in pair)]
        self.process = spawn(
            argv, log=self.log, environment={"LC_ALL": "C.UTF-8"}, folder=Path("/"), account=self.layout.account
        )
        return self.process

    def wait(self) -> None:
        """Return when it answers PING. Errors: Refusal."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise Refusal(f"Valkey 起不来({tail(self.log, 1) or '没有留下日志'}):请看 {self.log}。")
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(1)
                probe.connect(str(self.layout.valkey_socket))
                probe.sendall(b"PING\r\n")
                if probe.recv(16).startswith(b"+PONG"):
                    return
            time.sleep(0.03)
        raise Refusal(f"Valkey 在 {START_SECONDS:.0f} 秒内没有就绪:请看 {self.log}。")

    def stop(self) -> None:
        """Stop it; it has nothing to save."""
        if self.process is not None:
            end(self.process, by=signal.SIGTERM, within=5.0)
