"""`./portal test`: lint, types, contracts, translations, migrations, then every test on throw-away engines."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from county_portal import environment
from county_portal.launcher import engines, management
from county_portal.launcher.arguments import Parser
from county_portal.launcher.children import die_with_parent
from county_portal.launcher.engines import Engines
from county_portal.launcher.refusals import say

# suites that open pages: a third of all the time
PAGES = ("hall", "public", "roof", "ethics_pages")
# a look at law and kernel; the files of the suites that are left out are not even read
FAST = [
    *("-m", "not browser and not kill and not matrix and not long"),
    *("--ignore-glob=*_in_browser.py", "--ignore-glob=*/test_kill_*.py", "--ignore=tests/matrix"),
    *(f"--ignore=tests/{suite}" for suite in PAGES),
    "--hypothesis-profile=fast",
]
# a library that the test driver's own node needs and a bare Debian lacks
DRIVER_NEEDS = "libatomic.so.1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHECKS_AT_ONCE = 2
# pytest's exit code for a call that found no test
NOTHING_RUN = 5
# each takes its own half of the suite, so that one computes while the other waits, and helps out in the end
WORKERS = ("-n", "2", "--dist", "worksteal")


@dataclass(frozen=True)
class Step:
    """One check that runs by itself."""

    name: str
    argv: list[str]
    environment: Mapping[str, str]


def run(arguments: list[str]) -> int:
    """Run all of it; the exit code tells whether anything failed. What failed before the tests is said again after."""
    parser = Parser("test", "检查与测试;其余参数交给 pytest")
    parser.add_argument("--fast", action="store_true", help="不跑页面、浏览器、强杀、矩阵与费时的测试")
    parser.add_argument("--pg", type=Path, help="另一套 PostgreSQL 的 bin 目录")
    chosen, rest = parser.parse_known_args(arguments)
    if chosen.pg:
        os.environ["PORTAL_PG_BIN"] = str(chosen.pg.absolute())
    if not chosen.fast:
        ensure_browser()
    with engines.throwaway() as portal, ThreadPoolExecutor(CHECKS_AT_ONCE) as pool:
        checks = [pool.submit(_run_step, step) for step in _steps(portal)]
        # every test database is a copy of the first step's, so that the schema is built once
        checks[0].result()
        code = _worst([_pytest(portal, suite) for suite in _suites(rest, fast=chosen.fast)])
        failed = [name for check in checks if (name := check.result())]
    if failed:
        say(f"检查没有通过:{'、'.join(failed)}")
    return code or (1 if failed else 0)


def _suites(rest: list[str], *, fast: bool) -> list[list[str]]:
    """What pytest is called with, call by call: the browser's driver leaves its loop running in a worker's thread, so
    whoever drives no browser runs before, in processes of his own."""
    if fast:
        return [[*FAST, *rest]]
    if "-m" in rest:
        return [rest]
    return [[*rest, "-m", "not browser"], [*rest, "-m", "browser"]]


def _worst(codes: list[int]) -> int:
    """One exit code for all calls; a call that had nothing to run counts only when no other had."""
    ran = [code for code in codes if code != NOTHING_RUN]
    return max(ran) if ran else NOTHING_RUN


def _steps(portal: Engines) -> list[Step]:
    """The checks: first what the tests wait for, then the longest first, so that they end together."""
    owner = {**_environment(portal), "PORTAL_TEST_TEMPLATE": ""}
    contracts = tomllib.loads((portal.layout.root / "pyproject.toml").read_text())["tool"]["importlinter"]
    manage = [sys.executable, str(portal.layout.root / "manage.py")]
    python = [sys.executable, "-m"]
    steps = [
        Step("数据库结构", [*manage, "migrate", "--no-input", "--verbosity", "0"], owner),
        Step("类型 mypy", [*python, "mypy", *contracts["root_packages"]], owner),
        Step("迁移齐全", [*manage, "makemigrations", "--check", "--dry-run"], owner),
        Step(
            "依赖方向", [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"], owner
        ),
        Step("规范 ruff", [*python, "ruff", "check", "."], owner),
        Step("格式 ruff", [*python, "ruff", "format", "--check", "."], owner),
    ]
    if management.has_command("check_translations"):
        steps.append(Step("译文齐全", [*manage, "check_translations"], owner))
    return steps


def _run_step(step: Step) -> str:
    """The step's name when it failed, else nothing."""
    started = time.monotonic()
    done = subprocess.run(
        step.argv, env=dict(step.environment), cwd=environment.ROOT, capture_output=True, text=True, check=False
    )
    passed = done.returncode == 0
    say(f"{'通过' if passed else '失败'}  {step.name}({time.monotonic() - started:.1f} 秒)")
    if not passed:
        say((done.stdout + done.stderr).strip())
    return "" if passed else step.name


def _environment(portal: Engines) -> dict[str, str]:
    """The owner's environment. A hundred processes run the same code: what one has compiled, the next ones read."""
    owner = portal.environment(as_owner=True)
    owner.pop("PYTHONDONTWRITEBYTECODE", None)
    return owner


def _pytest(portal: Engines, arguments: list[str]) -> int:
    owner = _environment(portal)
    owner["PORTAL_TEST_TEMPLATE"] = "portal" if management.is_migrated(portal) else ""
    parallel = () if any(part.startswith(("-n", "--numprocesses")) for part in arguments) else WORKERS
    argv = [sys.executable, "-m", "pytest", *parallel, *arguments]
    arrange = die_with_parent(signal.SIGTERM)
    return subprocess.run(argv, env=owner, cwd=portal.layout.root, preexec_fn=arrange, check=False).returncode


def ensure_browser() -> None:
    """Debian's chromium and a Chinese font, where root may install them; elsewhere the tests say that they skip."""
    ready = any(shutil.which(name) for name in BROWSERS) and _loads(DRIVER_NEEDS)
    if ready or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say("正在用 apt 安装 chromium 与中文字体(浏览器测试要用)……")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk", "libatomic1"]
    for argv in (install, ["apt-get", "update"], install):
        done = subprocess.run(argv, env=quiet, capture_output=True, check=False)
        if argv == install and done.returncode == 0:
            return
    say("chromium 没有装上:浏览器测试将跳过。")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
