"""Child processes that never outlive the launcher, not even after `kill -9`."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from county_portal.launcher.account import Account
from county_portal.launcher.refusals import say

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 2**20
LONGEST_BACKOFF = 30.0
STEADY_SECONDS = 60.0
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(death_signal: int) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends the signal when the launcher's main thread ends, however it ends."""
    parent = os.getpid()

    def arrange() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        # the launcher may have died between fork and prctl
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    folder: Path,
    death_signal: int = signal.SIGKILL,
    account: Account | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a process in its own session (Ctrl-C reaches only the launcher), its output going to the log."""
    identity: dict[str, Any] = account.identity() if account else {}
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            preexec_fn=die_with_parent(death_signal),
            pass_fds=tuple(pass_fds),
            **identity,
        )


def turn_over(log: Path) -> None:
    """Keep one older log once this one has grown large."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))


def tail(log: Path, lines: int = 3) -> str:
    """The last lines that say something."""
    try:
        text = log.read_bytes()[-8000:].decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])


def end(process: subprocess.Popen[bytes], *, by: int, within: float, then: int = signal.SIGKILL) -> None:
    """Ask a process to stop, and make it stop when it has not done so in time."""
    for asked, patience in ((by, within), (then, 10.0), (signal.SIGKILL, 10.0)):
        if process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(asked)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)


@dataclass
class Child:
    """A process that is started again when it ends by itself, later and later while it keeps ending."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    log: Path
    stop_signal: int = signal.SIGTERM
    patience: float = 10.0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0
    again_at: float = 0.0
    history: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """Start it now."""
        turn_over(self.log)
        self.process = self.start()
        self.started_at = time.monotonic()

    def tend(self) -> bool:
        """Look after it once; True when something changed. Called a few times a second."""
        now = time.monotonic()
        if self.process is None:
            if now < self.again_at:
                return False
            self.begin()
            return True
        code = self.process.poll()
        if code is None:
            return False
        self.history.append(code)
        self.restarts = 0 if now - self.started_at > STEADY_SECONDS else self.restarts + 1
        wait = min(LONGEST_BACKOFF, 2.0 ** (self.restarts - 1)) if self.restarts else 0.5
        say(f"{self.name} 意外退出({describe(code)}),{wait:.0f} 秒后重新启动;详见 {self.log}")
        self.process, self.again_at = None, now + wait
        return True

    def finish(self) -> None:
        """Stop it for good."""
        if self.process is not None:
            end(self.process, by=self.stop_signal, within=self.patience)


def describe(code: int) -> str:
    """An exit code in words."""
    return f"退出码 {code}" if code >= 0 else f"信号 {signal.Signals(-code).name}"
