"""`./portal up` with real processes: it starts, mends what crashes, and leaves nothing behind."""

import json
import os
import signal
from pathlib import Path

import pytest

from county_portal.launcher import lock

from .conftest import Portal, within

pytestmark = pytest.mark.kill


def test_up_answers_pages_and_static_files_and_names_its_processes(running: Portal) -> None:
    assert running.answers("/static/css/base.css") == 200
    assert running.answers("/no-such-page") == 404
    assert {"web", "worker", "beat"} <= set(running.children())
    assert f"http://127.0.0.1:{running.port}/" in running.said()


def test_what_serves_pages_does_not_know_the_way_to_the_owner_of_the_tables(running: Portal) -> None:
    for name, process in running.children().items():
        variables = Path(f"/proc/{process}/environ").read_bytes()
        assert b"DATABASE_URL=" in variables or name in ("PostgreSQL", "Valkey"), name
        assert b"OWNER" not in variables, name


def test_a_second_up_of_the_same_checkout_is_refused_and_names_the_first(running: Portal) -> None:
    second = running.command("up", "--port", "1")
    assert second.returncode == 1
    assert second.stderr.strip() == f"门户已在运行(进程 {running.process.pid}):要停止它请执行 ./portal down。"
    assert running.answers("/no-such-page") == 404


def test_manage_works_on_the_running_engines_with_the_applications_role(running: Portal) -> None:
    who = (
        "from django.db import connection as c; k = c.cursor(); k.execute('select current_user'); print(*k.fetchone())"
    )
    done = running.command("manage", "shell", "--no-imports", "-c", who)
    assert (done.returncode, done.stdout.strip()) == (0, "portal_app"), done.stderr
    assert running.process.poll() is None


def test_manage_starts_the_engines_and_stops_them_again_and_passes_the_exit_code_on(portal: Portal) -> None:
    done = portal.command("manage", "shell", "--no-imports", "-c", "import sys; print('here'); sys.exit(7)")
    assert (done.returncode, done.stdout.strip()) == (7, "here"), done.stderr
    assert portal.all_processes() == {}


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything_in_order(running: Portal, asked: signal.Signals) -> None:
    running.process.send_signal(asked)
    assert running.process.wait(30) == 0
    assert running.all_processes() == {}
    assert running.said().endswith("正在停止 ……\n门户已停止。\n")
    assert not running.layout().socket_dir.exists()
    assert "fast shutdown" in (running.run_dir / "logs" / "postgres.log").read_text()


def test_down_stops_it_and_says_so_when_nothing_runs(running: Portal) -> None:
    assert running.command("down").stdout.strip() == "门户已停止。"
    assert running.process.wait(5) == 0
    assert running.command("down").stdout.strip() == "门户没有在运行。"
    assert running.command("status").returncode == 3


def test_a_killed_launcher_leaves_no_process_after_five_seconds(running: Portal) -> None:
    assert len(running.all_processes()) > 5
    running.process.kill()
    running.process.wait()
    assert within(5, lambda: not running.all_processes()), running.all_processes()


def test_the_next_start_takes_over_from_a_killed_one_at_once(running: Portal) -> None:
    killed = running.process.pid
    running.process.kill()
    running.process.wait()
    running.up()
    assert f"上次没有正常结束(进程 {killed} 已不在),现在接管。" in running.said()
    assert running.answers("/no-such-page") == 404


def test_a_stale_lock_whose_process_number_lives_again_is_taken_over(portal: Portal) -> None:
    portal.run_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    (portal.run_dir / lock.NAME).write_text(json.dumps({"pid": os.getpid(), "started": 1, "command": "up"}))
    assert portal.command("status").returncode == 3
    portal.up()
    assert portal.answers("/no-such-page") == 404


def parent_of(pid: int) -> int | None:
    """The process that started this one; None when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    return int(status.partition("PPid:")[2].split()[0])


@pytest.mark.parametrize("name", ["web", "worker", "beat", "PostgreSQL", "Valkey"])
def test_a_killed_child_is_started_again(running: Portal, name: str) -> None:
    if name in ("PostgreSQL", "Valkey"):
        program = "postgres" if name == "PostgreSQL" else "valkey-server"
        named = {pid for pid, words in running.all_processes().items() if words.split()[0].endswith(f"/{program}")}
        # PostgreSQL forks for each connection, and a fork bears its parent's words until it has a title of its own
        victims = [pid for pid in named if parent_of(pid) not in {None, *named}]
    else:
        victims = [running.children()[name]]
    assert len(victims) == 1
    os.kill(victims[0], signal.SIGKILL)
    assert within(20, lambda: running.children().get(name) not in (None, victims[0])), running.said()
    assert f"{name} 意外退出(信号 SIGKILL)" in running.said()
    assert within(20, lambda: running.answers("/no-such-page") == 404)
    # a killed PostgreSQL first recovers
    assert within(30, lambda: running.command("manage", "migrate", "--check").returncode == 0), running.said()


def test_fresh_forgets_the_data_and_keeps_the_logs(portal: Portal) -> None:
    portal.run_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    paper = portal.run_dir / "documents" / "paper.txt"
    paper.parent.mkdir(exist_ok=True)
    paper.write_text("x")
    portal.up("--fresh")
    assert not paper.exists()
    assert (portal.run_dir / "logs" / "migrate.log").stat().st_size > 0
