"""The demo county at first start, and one sign-in for each kind of user."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from county_portal.launcher import management
from county_portal.launcher.children import die_with_parent
from county_portal.launcher.engines import Engines
from county_portal.launcher.layout import Layout
from county_portal.launcher.refusals import say

SEED, SIGNINS, SIGNINS_FILE = "seed_demo", "demo_signins", "demo-signins.json"


def _pending(portal: Engines) -> Path:
    return portal.layout.run_dir / "demo-loading"


def drop_half_loaded(portal: Engines) -> None:
    """A start that died while loading has served nobody: begin again with an empty database."""
    if _pending(portal).exists():
        say("上次的演示数据只装了一半,数据库重新建立。")
        portal.postgres.drop_database()
        portal.postgres.ensure_database()
        # the heads noted of the dropped stream would read as a truncation of the new one
        (portal.layout.run_dir / "ledger_head.jsonl").unlink(missing_ok=True)
        _pending(portal).unlink()


def has_regions(portal: Engines) -> bool:
    """True when a county is there already, the demo one or a real one."""
    with portal.postgres.session() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('organizations_region') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM organizations_region)")
        return cursor.fetchone() == (True,)


def load(portal: Engines, environment: dict[str, str]) -> None:
    """Load the demo county where no region is yet. Errors: Refusal with the command's last line."""
    if not management.has_command(SEED) or has_regions(portal):
        return
    say("正在装载演示县 ……")
    started = time.monotonic()
    _pending(portal).touch()
    code = management.run_logged(portal, environment, [SEED], log="seed")
    if code != 0:
        raise management.failure(portal, "装载演示县", "seed", "请按日志处理,或用 --no-demo 不装演示数据启动。")
    _pending(portal).unlink()
    say(f"演示县已装载({time.monotonic() - started:.1f} 秒)")


def ask_signins(portal: Engines, environment: dict[str, str]) -> subprocess.Popen[str] | None:
    """Begin to ask while the portal's processes start; None where the checkout has no such command."""
    if not management.has_command(SIGNINS):
        return None
    argv = [sys.executable, str(portal.layout.root / "manage.py"), SIGNINS, "--json"]
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        cwd=portal.layout.root,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )


def signins(asked: subprocess.Popen[str], layout: Layout) -> list[str]:
    """One line per kind of user; a password that all share is said once. Empty where no demo county was loaded."""
    told, _ = asked.communicate()
    if asked.returncode != 0:
        file = layout.run_dir / SIGNINS_FILE
        lost = f"演示账户的密码读不出来({file} 已损坏):请从备份恢复它,或用 ./portal up --fresh 重新装载演示县。"
        return [lost] if file.exists() else []
    rows: list[dict[str, str]] = json.loads(told)
    passwords = {row["password"] for row in rows}
    shared = len(passwords) == 1
    lines = [f"演示账户,密码都是 {passwords.pop()}:"] if shared else ["演示账户:"]
    for row in rows:
        own = "" if shared else f"  密码 {row['password']}"
        lines.append(f"  {row['username']:<12}{row['kind']} {row['name']}{own}")
    return lines
