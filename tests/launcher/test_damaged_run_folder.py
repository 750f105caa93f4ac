"""A run folder that was damaged while nobody looked: one sentence that says what to do, soon, and nothing made anew."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from county_portal.launcher import demo

from .conftest import Portal
from .test_refuse import sentence

pytestmark = pytest.mark.kill
APPLICANT = """
from kernel.accounts.actions import register_applicant
who = {"name": "陈宏", "id_number": "990101198309270015", "phone": "16100000001"}
register_applicant(kind="natural", id_kind="resident_id", **who)
"""


@pytest.fixture
def stored(portal: Portal) -> Iterator[Portal]:
    """A portal with a person in its database; whole again after the test."""
    if not (portal.run_dir / "field_keys.json").exists():
        done = portal.command("manage", "shell", "--no-imports", "-c", APPLICANT)
        assert done.returncode == 0, done.stderr
    data = portal.layout().postgres_data
    kept = [(data, data.with_name("pg.kept"))]
    kept += [(portal.run_dir / name, portal.run_dir / f"{name}.kept") for name in ("secret_key", "field_keys.json")]
    for place, copy in kept:
        subprocess.run(["cp", "-a", place, copy], check=True)
    yield portal
    for place, copy in kept:
        subprocess.run(["rm", "-rf", place], check=True)
        copy.rename(place)


def empty_control(data: Path) -> None:
    file = data / "global" / "pg_control"
    file.write_bytes(bytes(file.stat().st_size))


@pytest.mark.parametrize(
    "damage",
    [
        empty_control,
        lambda data: shutil.rmtree(data / "pg_wal"),
        lambda data: shutil.rmtree(data / "base"),
        lambda data: (data / "PG_VERSION").write_bytes(b"\xff\xfe"),
    ],
    ids=["control file", "write-ahead log", "databases", "version"],
)
def test_a_damaged_cluster_is_named_within_seconds(stored: Portal, damage: Callable[[Path], object]) -> None:
    damage(stored.layout().postgres_data)
    started = time.monotonic()
    said = sentence(stored, "manage", "check")
    assert said.startswith("数据目录") and "已损坏" in said and "--fresh" in said
    assert time.monotonic() - started < 25
    assert stored.all_processes() == {}


def test_a_data_folder_that_was_opened_is_closed_and_used(stored: Portal) -> None:
    data = stored.layout().postgres_data
    data.chmod(0o755)
    done = stored.command("manage", "check")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(f"数据目录 {data} 的权限不是 0700,已改回。")


@pytest.mark.parametrize("text", [b"", b" \n", b"\xff\xfe\x80"])
def test_a_session_key_that_is_none(stored: Portal, text: bytes) -> None:
    (stored.run_dir / "secret_key").write_bytes(text)
    assert "会话密钥文件" in sentence(stored, "up", "--no-demo", "--port", str(stored.port))
    assert (stored.run_dir / "secret_key").read_bytes() == text


@pytest.mark.parametrize(
    "text", [b"", b"{", b"\xff\xfe", b"[]", b'{"current": "a", "keys": {"a": "AA=="}, "index": ""}']
)
def test_a_key_file_that_is_none(stored: Portal, text: bytes) -> None:
    (stored.run_dir / "field_keys.json").write_bytes(text)
    said = sentence(stored, "up", "--no-demo", "--port", str(stored.port))
    assert said.startswith(f"个人信息密钥文件 {stored.run_dir / 'field_keys.json'} 已损坏:请从备份恢复它")
    assert (stored.run_dir / "field_keys.json").read_bytes() == text


@pytest.mark.parametrize("arguments", [("manage", "check"), ("up", "--no-demo")])
def test_a_lost_key_file_is_not_made_anew(stored: Portal, arguments: tuple[str, ...]) -> None:
    keys = stored.run_dir / "field_keys.json"
    keys.unlink()
    done = stored.command(*arguments, *(("--port", str(stored.port)) if arguments[0] == "up" else ()))
    assert done.returncode == 1
    assert done.stderr.startswith(f"个人信息密钥文件 {keys} 不见了,数据库里的个人信息无法解密:请从备份恢复它")
    assert done.stderr.count("\n") == 1
    assert not keys.exists()


def test_the_keys_of_another_database_are_refused(stored: Portal) -> None:
    keys = stored.run_dir / "field_keys.json"
    found = json.loads(keys.read_text())
    keys.write_text(json.dumps({**found, "current": "other", "keys": {"other": found["index"]}}))
    assert "不是这个数据库的" in sentence(stored, "manage", "check")


def test_a_start_before_the_first_person_needs_no_keys(tmp_path: Path) -> None:
    """An empty database with no key file is a first start that was cut short, not a loss."""
    young = Portal(tmp_path / "run")
    try:
        for _start in range(2):
            done = young.command("manage", "check")
            assert done.returncode == 0, done.stderr
            (young.run_dir / "field_keys.json").unlink(missing_ok=True)
    finally:
        if young.layout().account:
            subprocess.run(["rm", "-rf", str(young.layout().data_dir)], check=True)


def test_sign_ins_that_cannot_be_read_are_told_of(stored: Portal) -> None:
    layout = stored.layout()
    asked = subprocess.Popen(["false"], stdout=subprocess.PIPE, text=True)
    assert demo.signins(asked, layout) == []
    file = layout.run_dir / demo.SIGNINS_FILE
    file.write_bytes(b"\xff{")
    try:
        asked = subprocess.Popen(["false"], stdout=subprocess.PIPE, text=True)
        (said,) = demo.signins(asked, layout)
    finally:
        file.unlink()
    assert said.startswith(f"演示账户的密码读不出来({file} 已损坏)")
