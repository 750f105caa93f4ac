"""One owner of a run folder at a time. The kernel's lock ends with its process, so a stale one cannot exist;
the text beside it says who holds it."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from county_portal.launcher.refusals import Refusal, whisper

NAME = "portal.lock"


@dataclass(frozen=True)
class Holder:
    """Who holds the run folder: process, its start in clock ticks since boot (process numbers come again), command."""

    pid: int
    started: int
    command: str


def start_ticks(pid: int) -> int | None:
    """When the process started, in clock ticks since boot; None when there is no such process."""
    try:
        # the name in brackets may hold blanks and brackets itself
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return None


def holder(run_dir: Path) -> Holder | None:
    """The living holder of this run folder, or None. Errors: Refusal when the folder is closed to this account."""
    try:
        with (run_dir / NAME).open(errors="replace") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _read(file.read()) or Holder(0, 0, "?")
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise Refusal(f"运行目录 {run_dir} 属于别的账户,看不到里面:请用启动门户的那个账户执行。") from error
    return None


def _read(text: str) -> Holder | None:
    """The holder that the text names; None when it is empty or no such text."""
    try:
        said = json.loads(text)
        return Holder(int(said["pid"]), int(said["started"]), str(said["command"]))
    except (ValueError, TypeError, KeyError):
        return None


@contextlib.contextmanager
def hold(run_dir: Path, command: str) -> Iterator[None]:
    """Hold the run folder for the length of the block. Errors: Refusal naming the holder."""
    with (run_dir / NAME).open("a+", errors="replace") as file:
        _take(file.fileno(), run_dir)
        file.seek(0)
        said = file.read()
        last = _read(said)
        if said:
            whisper(f"上次没有正常结束({f'进程 {last.pid} 已不在' if last else '锁文件已损坏'}),现在接管。")
        mine = Holder(os.getpid(), start_ticks(os.getpid()) or 0, command)
        file.truncate(0)
        file.write(json.dumps(asdict(mine)))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _take(handle: int, run_dir: Path) -> None:
    """Take the kernel's lock; a status query holds it for an instant, hence the few tries."""
    for _ in range(10):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return
    who = holder(run_dir)
    if who and who.command == "up":
        raise Refusal(f"门户已在运行(进程 {who.pid}):要停止它请执行 ./portal down。")
    raise Refusal(
        f"运行目录正被 ./portal {who.command if who else '?'}(进程 {who.pid if who else '?'})占用:请等它结束再试。"
    )
