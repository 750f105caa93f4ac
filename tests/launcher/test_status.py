"""`status` and `down` only look: they make nothing, and end nothing but a running portal."""

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from county_portal.environment import ROOT
from county_portal.launcher import account, lock, status
from county_portal.launcher import layout as layouts
from county_portal.launcher.refusals import Refusal

from .conftest import Portal
from .test_refuse import HOLD


@pytest.fixture
def by_manage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """A run folder that `./portal manage x` is using."""
    monkeypatch.setenv("PORTAL_RUN_DIR", str(tmp_path))
    argv = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        if process.poll() is None:
            process.communicate("\n")


def test_down_does_not_end_a_management_command(by_manage: subprocess.Popen[str]) -> None:
    with pytest.raises(Refusal, match=rf"门户没有在运行,引擎正由 ./portal manage x\(进程 {by_manage.pid}\)使用"):
        status.stop()
    assert by_manage.poll() is None


def test_status_tells_of_a_management_command(
    by_manage: subprocess.Popen[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert status.show() == status.NOT_RUNNING
    assert f"./portal manage x(进程 {by_manage.pid})" in capsys.readouterr().out


def test_looking_makes_no_account_and_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_RUN_DIR", str(tmp_path / "run"))

    def asked() -> None:
        raise AssertionError("the engines' account was asked for")

    monkeypatch.setattr(account, "engine_account", asked)
    monkeypatch.setattr(layouts, "engine_account", asked)
    assert status.show() == status.NOT_RUNNING
    assert status.stop() == 0
    assert not (tmp_path / "run").exists()


def test_a_lock_and_a_note_of_rubbish_do_not_confuse_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_RUN_DIR", str(tmp_path))
    (tmp_path / lock.NAME).write_bytes(b"\xff\xfe\x80")
    (tmp_path / status.STATE).write_bytes(b"\xff\xfe\x80")
    assert status.show() == status.NOT_RUNNING
    assert status.stop() == 0
    assert status.read(tmp_path) == {}
    (tmp_path / status.STATE).write_text(json.dumps({"host": "127.0.0.1"}))
    assert status.read(tmp_path) == {}


def test_a_living_lock_of_rubbish_is_not_killed(by_manage: subprocess.Popen[str], tmp_path: Path) -> None:
    (tmp_path / lock.NAME).write_bytes(b"\xff\xfe\x80")
    with pytest.raises(Refusal, match="认不出的进程持有"):
        status.stop()
    assert by_manage.poll() is None


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look with another account's eyes")
@pytest.mark.parametrize("command", ["status", "down"])
def test_a_run_folder_of_another_account_is_not_called_idle(command: str) -> None:
    """The run folder of root, looked at by nobody."""
    run_dir = Path("/var/tmp") / f"county-portal-test-{os.getpid()}"
    run_dir.mkdir(mode=0o700)
    try:
        (run_dir / lock.NAME).touch()
        looking = (
            f"import os; os.setgroups([]); os.setgid({pwd.getpwnam('nobody').pw_gid});"
            f"os.setuid({pwd.getpwnam('nobody').pw_uid})\n"
            f"from county_portal.launcher.__main__ import main; raise SystemExit(main([{command!r}]))"
        )
        # what is imported is loaded while it may still be read: the checkout may lie in a closed home
        argv = [sys.executable, "-c", f"import county_portal.launcher.__main__\n{looking}"]
        variables = Portal(run_dir).environment()
        done = subprocess.run(argv, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    finally:
        shutil.rmtree(run_dir)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.strip() == f"运行目录 {run_dir} 属于别的账户,看不到里面:请用启动门户的那个账户执行。"
    assert done.stdout == ""
