"""Management commands on the portal's engines: those the launcher needs, and any that a person asks for."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from county_portal import environment as variables
from county_portal.launcher import cluster, engines, keys, lock, status
from county_portal.launcher import layout as layouts
from county_portal.launcher.children import die_with_parent, spawn, tail, turn_over
from county_portal.launcher.engines import Engines
from county_portal.launcher.refusals import Refusal, whisper

# with less free a command that failed has failed for it
ENOUGH_BYTES = 16 * 2**20
# they change or read the schema itself; the application's role may do neither
OWNER_COMMANDS = {"migrate", "flush", "sqlflush", "dbshell", "makemigrations", "optimizemigration", "squashmigrations"}


def has_command(name: str) -> bool:
    """True when an app of the checkout brings this command; asked without the second that Django's own answer takes."""
    root = variables.ROOT
    return any(root.glob(f"*/management/commands/{name}.py")) or any(
        root.glob(f"kernel/*/management/commands/{name}.py")
    )


def run_logged(portal: Engines, environment: Mapping[str, str], arguments: list[str], *, log: str) -> int:
    """Run a command to its end, its words going to the log; returns the exit code."""
    file = portal.layout.logs / f"{log}.log"
    turn_over(file)
    argv = [sys.executable, str(portal.layout.root / "manage.py"), *arguments]
    return spawn(argv, log=file, environment=environment, folder=portal.layout.root).wait()


def failure(portal: Engines, what: str, log: str, otherwise: str) -> Refusal:
    """Why a logged command failed: a full disk by its name, else its last line; `otherwise` says what to do then.

    A log on the full disk ends in the middle of a line and says nothing, so that the disk itself is asked too.
    """
    file, layout = portal.layout.logs / f"{log}.log", portal.layout
    said = tail(file, 40) + tail(portal.postgres.log, 12)
    free = min(shutil.disk_usage(folder).free for folder in (layout.run_dir, layout.data_dir))
    if re.search(cluster.NO_SPACE, said, re.IGNORECASE) or free < ENOUGH_BYTES:
        return Refusal(f"磁盘已满,{what}没有写完:请清理磁盘后再启动一次。(详见 {file})")
    return Refusal(f"{what}没有成功({tail(file, 1).strip()}):{otherwise}(详见 {file})")


def migrate(portal: Engines) -> None:
    """Bring the schema up to date as its owner. Errors: Refusal with the last line of the log."""
    started = time.monotonic()
    owner = portal.environment(as_owner=True)
    if run_logged(portal, owner, ["migrate", "--no-input", "--verbosity", "1"], log="migrate") != 0:
        raise failure(portal, "更新数据库结构", "migrate", "请按日志处理后再启动。")
    whisper(f"数据库结构已是最新({time.monotonic() - started:.1f} 秒)")


def is_migrated(portal: Engines) -> bool:
    """True when the database has been migrated at least once."""
    with portal.postgres.session() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        return cursor.fetchone() == (True,)


def manage(arguments: list[str]) -> int:
    """`./portal manage …` in the caller's folder and terminal; returns the command's exit code. Errors: Refusal."""
    layout = layouts.of_checkout()
    layouts.prepare(layout)
    name = arguments[0] if arguments else ""
    found = running(layout.run_dir)
    if found is not None:
        return _attached({**os.environ, "PYTHONPATH": str(layout.root), **found}, name, arguments)
    with lock.hold(layout.run_dir, f"manage {name}".strip()):
        layouts.require_space(layout)
        keys.check_files(layout)
        portal = engines.of(layout)
        portal.start()
        try:
            keys.check_against(portal)
            if name not in OWNER_COMMANDS and not is_migrated(portal):
                migrate(portal)
            return _attached(portal.environment(), name, arguments)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            portal.stop()


def running(run_dir: Path) -> dict[str, str] | None:
    """How to reach the engines of a running `./portal up`, which writes it once its schema is up to date."""
    who = lock.holder(run_dir)
    if who is None or who.command != "up":
        return None
    for _ in range(150):
        try:
            return {
                str(name): str(value) for name, value in json.loads((run_dir / status.ENVIRONMENT).read_text()).items()
            }
        except (OSError, ValueError):
            if lock.holder(run_dir) is None:
                return None
            time.sleep(0.2)
    raise Refusal("门户正在启动,30 秒内还没有就绪:请等它报出地址后再试。")


def _attached(environment: dict[str, str], name: str, arguments: list[str]) -> int:
    """Run with the caller's own input and output; Ctrl-C is the command's to answer."""
    if name in OWNER_COMMANDS:
        environment = {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "county_portal.settings")
    argv = [sys.executable, str(variables.ROOT / "manage.py"), *arguments]
    arrange = die_with_parent(signal.SIGTERM)

    def prepare() -> None:
        arrange()
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = subprocess.Popen(argv, env=environment, preexec_fn=prepare)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return code if code >= 0 else 128 - code
