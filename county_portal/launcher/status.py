"""What is running, for `./portal status` and `./portal down`."""

import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from county_portal.launcher import door, lock
from county_portal.launcher import layout as layouts
from county_portal.launcher.children import Child
from county_portal.launcher.layout import Layout
from county_portal.launcher.refusals import Refusal, say

STATE, ENVIRONMENT = "state.json", "engines.json"
STOP_SECONDS = 90.0
NOT_RUNNING = 3


def write(layout: Layout, host: str, port: int, children: Iterable[Child]) -> None:
    """Note the address and the processes once the portal is ready."""
    _replace(layout, {"host": host, "port": port, "children": _numbers(children)})


def note(layout: Layout, children: Iterable[Child]) -> None:
    """Note the processes after one of them was started again."""
    state = read(layout.run_dir)
    _replace(layout, {**state, "children": _numbers(children)})


def read(run_dir: Path) -> dict[str, object]:
    """The last note; empty when there is none."""
    try:
        found = json.loads((run_dir / STATE).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"host", "port"} <= found.keys() else {}


def _numbers(children: Iterable[Child]) -> dict[str, int | None]:
    return {child.name: child.process.pid if child.process else None for child in children}


def _replace(layout: Layout, state: dict[str, object]) -> None:
    new = layout.run_dir / f"{STATE}.new"
    new.write_text(json.dumps(state))
    new.replace(layout.run_dir / STATE)


def show() -> int:
    """`./portal status`: 0 while running, 3 otherwise, as init scripts answer. Changes nothing. Errors: Refusal."""
    run_dir = layouts.run_dir_of_checkout()
    who = lock.holder(run_dir)
    if who is None:
        say("门户没有在运行。")
        return NOT_RUNNING
    state = read(run_dir)
    if who.command != "up":
        say(f"引擎正由 ./portal {who.command}(进程 {who.pid})使用,门户没有在运行。")
        return NOT_RUNNING
    if not state:
        say(f"门户正在启动(进程 {who.pid})。")
        return 0
    say(f"门户在运行(进程 {who.pid}):{door.address(str(state['host']), int(str(state['port'])))}")
    children = state.get("children")
    for name, pid in children.items() if isinstance(children, dict) else ():
        alive = pid is not None and lock.start_ticks(pid) is not None
        say(f"  {name:<12}{'进程 ' + str(pid) if alive else '正在重新启动'}")
    return 0


def stop() -> int:
    """`./portal down`: asks the running launcher to stop and waits until it has. Errors: Refusal."""
    run_dir = layouts.run_dir_of_checkout()
    who = lock.holder(run_dir)
    if who is None:
        say("门户没有在运行。")
        return 0
    if lock.start_ticks(who.pid) != who.started:
        raise Refusal(f"运行目录的锁由一个认不出的进程持有:请用 fuser {run_dir / lock.NAME} 查明后再试。")
    if who.command != "up":
        raise Refusal(
            f"门户没有在运行,引擎正由 ./portal {who.command}(进程 {who.pid})使用:请等它结束,或在它的终端按 Ctrl-C。"
        )
    try:
        os.kill(who.pid, signal.SIGTERM)
    except PermissionError as error:
        raise Refusal(f"门户由别的账户启动(进程 {who.pid}):请用那个账户执行 ./portal down。") from error
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        now = lock.holder(run_dir)
        if now is None or now.pid != who.pid:
            say("门户已停止。")
            return 0
        time.sleep(0.1)
    raise Refusal(f"门户在 {STOP_SECONDS:.0f} 秒内没有停下:请执行 kill -9 {who.pid},它的子进程会随之退出。")
