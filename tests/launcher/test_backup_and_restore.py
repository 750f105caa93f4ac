"""`./portal backup`, `restore` and `drill` on real engines: what goes in comes out, or nothing does."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from county_portal.environment import ROOT
from county_portal.launcher.keeping import archive, secrets
from county_portal.launcher.keeping.archive import Writer

from .conftest import Portal, within

pytestmark = pytest.mark.kill

# one applicant with an encrypted name, and one sealed document in the file room
FILL = """
import hashlib
from kernel.accounts.models import Applicant
from kernel.documents import storage
from kernel.documents.actions import uploads
from kernel.documents.models import Document
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.stream import sequence
from kernel.ledger import heads, stream
from django.db import transaction
Applicant.objects.create(kind="natural", name="陈小北", name_masked="陈*北", id_kind="passport", id_number="E1",
    id_masked="*", id_index="0" * 64, phone="13800000000", phone_masked="*", phone_index="0" * 64)
with storage.spooled([b"paper"], most=99) as file, transaction.atomic():
    document = Document.objects.create(subject_kind="case", subject_id=1, subject_number="1", role="upload",
        number="SC1", material_code="m1", name="a.txt", content_type="text/plain", size=file.size, sha256=file.sha256,
        stored_name=storage.keep(file), at=database_now())
    uploads._seal(document, actor=SYSTEM)
sequence()
heads.note(stream.head(), at=database_now())
"""
NAME = "from kernel.accounts.models import Applicant; print(Applicant.objects.get().name)"


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A backup of a county with one applicant and one document; its portal is `<folder>/run`."""
    folder = tmp_path_factory.mktemp("kept")
    live = Portal(folder / "run")
    done = live.command("manage", "shell", "--no-imports", "-c", FILL)
    assert done.returncode == 0, done.stderr
    done = live.command("backup", str(folder / "backup.tar"))
    assert done.returncode == 0, done.stderr
    assert "1 份文件,记录到第 1 号" in done.stdout
    yield folder / "backup.tar"
    forget(live)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Portal]:
    """An installation that has never run."""
    portal = Portal(tmp_path / "run")
    yield portal
    portal.stop()
    forget(portal)


def forget(portal: Portal) -> None:
    if portal.layout().account:
        shutil.rmtree(portal.layout().data_dir, ignore_errors=True)


def holds_nothing(portal: Portal) -> bool:
    """No process, no database, no document, no key."""
    files = [file.name for file in portal.run_dir.rglob("*") if file.is_file() and file.parent.name != "logs"]
    return (
        portal.all_processes() == {}
        and set(files) <= {"portal.lock", "kept.json"}
        and not portal.layout().postgres_data.exists()
    )


def test_a_backup_holds_no_keys_and_its_files_are_for_its_owner_alone(backup: Path) -> None:
    keys_file = secrets.beside(backup)
    assert [file.stat().st_mode & 0o777 for file in (backup, keys_file)] == [0o600, 0o600]
    held = secrets.read(keys_file)
    content = backup.read_bytes()
    for key in json.loads(held[secrets.FIELD_KEYS])["keys"].values():
        assert key.encode() not in content
    assert held[secrets.SECRET_KEY].encode() not in content and "陈小北".encode() not in content
    assert "backup" in json.loads((backup.parent / "run" / "kept.json").read_text())


def test_a_backup_never_overwrites_and_an_empty_installation_has_none(backup: Path, empty: Portal) -> None:
    again = Portal(backup.parent / "run").command("backup", str(backup))
    assert again.returncode == 1 and "已经有了,不会覆盖它" in again.stderr
    nothing = empty.command("backup", str(empty.run_dir.with_name("x.tar")))
    assert nothing.returncode == 1 and nothing.stderr.startswith("这里还没有数据")
    assert not empty.run_dir.with_name("x.tar").exists()


def test_a_restored_county_reads_its_own_names_and_runs(backup: Path, empty: Portal) -> None:
    done = empty.command("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "现在可以启动:./portal up --no-demo" in done.stdout
    told = empty.command("manage", "shell", "--no-imports", "-c", NAME)
    assert told.stdout.strip() == "陈小北", told.stderr
    empty.up()
    assert empty.answers("/health/") == 200
    again = empty.command("restore", str(backup))
    assert again.returncode == 1 and "门户已在运行" in again.stderr


def test_a_restore_over_data_is_refused_and_changes_nothing(backup: Path) -> None:
    live = Portal(backup.parent / "run")
    keys = (live.run_dir / secrets.FIELD_KEYS).read_bytes()
    done = live.command("restore", str(backup))
    assert done.returncode == 1 and done.stderr.startswith("这里已经有数据")
    assert (live.run_dir / secrets.FIELD_KEYS).read_bytes() == keys
    told = live.command("manage", "shell", "--no-imports", "-c", NAME)
    assert told.stdout.strip() == "陈小北", told.stderr


def test_a_restore_with_other_keys_or_of_a_cut_archive_leaves_nothing(backup: Path, empty: Portal) -> None:
    folder = empty.run_dir.parent
    held = secrets.read(secrets.beside(backup))
    ring = json.loads(held[secrets.FIELD_KEYS])
    ring["keys"] = dict.fromkeys(ring["keys"], "C" * 43 + "=")
    other = folder / "other.keys"
    other.write_bytes(secrets.write(other, {**held, secrets.FIELD_KEYS: json.dumps(ring)}))
    done = empty.command("restore", str(backup), "--keys", str(other))
    assert done.returncode == 1 and "不是这个备份的密钥" in done.stderr
    cut = folder / "cut.tar"
    cut.write_bytes(backup.read_bytes()[:-20480])
    done = empty.command("restore", str(cut), "--keys", str(secrets.beside(backup)))
    assert done.returncode == 1 and "不完整" in done.stderr
    assert holds_nothing(empty)


def altered(backup: Path, target: Path, counts: dict[str, int]) -> Path:
    """The same archive, whose manifest tells of other numbers of rows."""
    manifest = archive.read_manifest(backup)
    with target.open("wb") as output, (target.with_suffix(".dump")).open("w+b") as dump:
        archive.unpack(backup, manifest, into=target.with_suffix(".out"), dump=dump)
        dump.seek(0)
        writer = Writer(output)
        writer.add(archive.DUMP, dump)
        for name in manifest.files:
            if name != archive.DUMP:
                writer.add_bytes(name, (target.with_suffix(".out") / name).read_bytes())
        writer.finish(replace(manifest, counts={**manifest.counts, **counts}))
    shutil.copy(secrets.beside(backup), secrets.beside(target))
    return target


def test_a_drill_proves_a_backup_and_one_that_differs_fails(backup: Path, empty: Portal) -> None:
    done = empty.command("drill", str(backup), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert said["good"] and said["position"] == 1 and len(said["steps"]) == 9
    assert "drill" in json.loads((empty.run_dir / "kept.json").read_text())
    assert holds_nothing(empty)
    wrong = altered(backup, empty.run_dir.with_name("wrong.tar"), {"accounts_applicant": 2})
    done = empty.command("drill", str(wrong))
    assert done.returncode == 1
    assert "accounts_applicant 的行数不符:备份时 2,恢复后 1。" in done.stdout and "演练没有通过" in done.stdout
    assert holds_nothing(empty)


def test_a_drill_makes_its_own_backup_and_takes_it_away_again(backup: Path) -> None:
    live = Portal(backup.parent / "run")
    before = {file.name for file in live.run_dir.iterdir()}
    done = live.command("drill")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "做备份" in done.stdout and "链完整" in done.stdout and '{"status": "ok"}' in done.stdout
    assert {file.name for file in live.run_dir.iterdir()} - before <= {"kept.json"}
    assert live.all_processes() == {}


def test_a_killed_restore_serves_nobody_and_the_next_one_begins_anew(backup: Path, empty: Portal) -> None:
    argv = [sys.executable, "-m", "county_portal.launcher", "restore", str(backup)]
    process = subprocess.Popen(argv, cwd=ROOT, env=empty.environment(), start_new_session=True)
    assert within(300, (empty.run_dir / secrets.FIELD_KEYS).exists)
    process.kill()
    process.wait()
    assert within(10, lambda: empty.all_processes() == {}), empty.all_processes()
    refused = empty.command("manage", "check")
    assert refused.returncode == 1 and "上次的恢复没有做完" in refused.stderr
    done = empty.command("restore", str(backup))
    assert done.returncode == 0, done.stderr
    told = empty.command("manage", "shell", "--no-imports", "-c", NAME)
    assert told.stdout.strip() == "陈小北", told.stderr


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_backup_leaves_no_file_and_no_process(backup: Path, tmp_path: Path, asked: signal.Signals) -> None:
    live = Portal(backup.parent / "run")
    argv = [sys.executable, "-m", "county_portal.launcher", "backup", str(tmp_path / "x.tar")]
    process = subprocess.Popen(argv, cwd=ROOT, env=live.environment(), start_new_session=True)
    assert within(300, lambda: len(live.all_processes()) > 1)
    os.kill(process.pid, asked)
    process.wait(300)
    assert list(tmp_path.iterdir()) == []
    assert within(10, lambda: live.all_processes() == {}), live.all_processes()


def test_a_backup_onto_a_full_disk_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    live = Portal(backup.parent / "run")
    command = f"{sys.executable} -m county_portal.launcher backup {tmp_path}/x"
    script = f"mount -t tmpfs -o size=64k none {tmp_path} && {command}; code=$?; ls -A {tmp_path} | wc -l; exit $code"
    argv = ["unshare", "-m", "sh", "-c", script]
    done = subprocess.run(argv, cwd=ROOT, env=live.environment(), capture_output=True, text=True, check=False)
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("this account may not mount")
    assert (done.returncode, done.stdout.strip()) == (1, "0"), done.stderr
    *before, said = done.stderr.splitlines()
    # a test before may have killed the one that held the folder: that is said first, and nothing else is
    assert said.startswith("磁盘已满") and all(line.startswith("上次没有正常结束") for line in before)
