"""The file of a backup: whole, its own, not newer than we are; or one sentence."""

import io
import json
import tarfile
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from county_portal.launcher.keeping import archive, secrets
from county_portal.launcher.keeping.archive import Manifest, Writer
from county_portal.launcher.refusals import Refusal

PAPER = f"documents/ab/cd/{'0' * 32}"
KEYS = {"current": "k1", "keys": {"k1": "A" * 43 + "="}, "index": "B" * 43 + "="}
HELD = {secrets.FIELD_KEYS: json.dumps(KEYS), secrets.SECRET_KEY: "s"}
MANIFEST = Manifest(
    format=1, at="2026-11-30T10:00:00+00:00", postgres=18, stream_no=7, chain="00", counts={"accounts_user": 1},
    migrations=[("ledger", "0001_tables"), ("auth", "0001_initial")], keys=secrets.marks(HELD), removed=[], missing=[],
    files={},
)  # fmt: skip


def written(folder: Path, manifest: Manifest = MANIFEST, extra: str = "", more: bytes = b"") -> Path:
    """An archive of three files; `extra` is one that its manifest does not know."""
    file = folder / "backup.tar"
    with file.open("wb") as output:
        writer = Writer(output)
        writer.add_bytes(archive.DUMP, b"dump" * 5000)
        writer.add_bytes(archive.HEADS, b"{}\n")
        writer.add_bytes(PAPER, b"paper" * 700)
        files = dict(writer.files)
        if extra:
            writer.add_bytes(extra, more)
        writer.finish(replace(manifest, files=files))
    return file


def taken(file: Path, folder: Path) -> None:
    """All of it, as a restore reads it."""
    manifest = archive.read_manifest(file)
    with (folder / "dump").open("wb") as dump:
        archive.unpack(file, manifest, into=folder / "out", dump=dump)


def test_a_whole_archive_gives_back_what_went_in(tmp_path: Path) -> None:
    taken(written(tmp_path), tmp_path)
    assert (tmp_path / "dump").read_bytes() == b"dump" * 5000
    assert (tmp_path / "out" / PAPER).read_bytes() == b"paper" * 700
    assert (tmp_path / "out" / PAPER).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("tenth", range(10))
def test_an_archive_cut_at_any_tenth_is_refused(tmp_path: Path, tenth: int) -> None:
    file = written(tmp_path)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) * tenth // 10])
    with pytest.raises(Refusal, match="不完整或不是备份"):
        taken(file, tmp_path)


@pytest.mark.parametrize("name", [archive.DUMP, archive.HEADS, PAPER])
def test_an_altered_file_is_named(tmp_path: Path, name: str) -> None:
    file = written(tmp_path)
    with tarfile.open(file) as tar:
        offset = tar.getmember(name).offset_data
    content = bytearray(file.read_bytes())
    content[offset] ^= 1
    file.write_bytes(content)
    with pytest.raises(Refusal, match=f"{name} 与清单的校验值不符"):
        taken(file, tmp_path)


@pytest.mark.parametrize("name", ["documents/../../escape", "/etc/escape", "secret_key", "documents/ab/cd/ef"])
def test_what_no_backup_of_ours_holds_is_never_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal, match="清单上没有"):
        taken(written(tmp_path, extra=name, more=b"x"), tmp_path)
    assert not [file for file in tmp_path.rglob("*") if file.name in {"escape", "secret_key", "ef"}]


def test_a_file_that_the_manifest_lists_and_the_archive_lacks_is_named(tmp_path: Path) -> None:
    file = written(tmp_path)
    manifest = archive.read_manifest(file)
    with (tmp_path / "other.tar").open("wb") as output:
        writer = Writer(output)
        writer.add_bytes(archive.DUMP, b"dump" * 5000)
        writer.finish(manifest)
    with pytest.raises(Refusal, match=f"缺 {PAPER}"):
        archive.unpack(tmp_path / "other.tar", manifest, into=None, dump=None)


@pytest.mark.parametrize(
    ("newer", "told"),
    [
        ({"format": 2}, "格式 2"),
        ({"migrations": [("ledger", "0999_of_tomorrow")]}, "ledger.0999_of_tomorrow"),
    ],
)
def test_an_archive_of_a_newer_version_is_refused(tmp_path: Path, newer: dict[str, object], told: str) -> None:
    with pytest.raises(Refusal, match=f"较新版本的门户做的.*{told}"):
        archive.read_manifest(written(tmp_path, replace(MANIFEST, **newer)))


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "x"
    with pytest.raises(Refusal, match=r"没有 .* 这个备份"):
        archive.read_manifest(file)
    for content in (b"", b"text", json.dumps(asdict(MANIFEST)).encode()):
        file.write_bytes(content)
        with pytest.raises(Refusal, match="不完整或不是备份"):
            archive.read_manifest(file)
    with tarfile.open(file, "w") as tar:
        entry = tarfile.TarInfo(archive.MANIFEST)
        entry.size = 2
        tar.addfile(entry, io.BytesIO(b"{}"))
    with pytest.raises(Refusal, match="不完整或不是备份"):
        archive.read_manifest(file)


def test_keys_are_known_by_marks_that_do_not_tell_them(tmp_path: Path) -> None:
    file = tmp_path / "x.keys"
    file.write_bytes(secrets.write(file, HELD))
    held = secrets.read(file)
    assert held == HELD
    secrets.require_own(held, MANIFEST.keys, file)
    told = json.dumps(dict(MANIFEST.keys))
    assert not any(key.rstrip("=") in told for key in (*KEYS["keys"].values(), KEYS["index"]))


@pytest.mark.parametrize("harm", ["other bytes", "other name", "none", "broken"])
def test_other_keys_are_refused_before_anything_is_written(tmp_path: Path, harm: str) -> None:
    ring = json.loads(HELD[secrets.FIELD_KEYS])
    if harm == "other bytes":
        ring["keys"]["k1"] = "C" * 43 + "="
    elif harm == "other name":
        ring["keys"] = {"k2": ring["keys"]["k1"]}
    held = {secrets.FIELD_KEYS: "{" if harm == "broken" else json.dumps(ring)} if harm != "none" else {}
    with pytest.raises(Refusal, match="密钥已损坏" if harm == "broken" else "不是这个备份的密钥"):
        secrets.require_own(held, MANIFEST.keys, tmp_path / "x.keys")


def test_what_is_no_file_of_keys_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.keys"
    with pytest.raises(Refusal, match="没有密钥文件"):
        secrets.read(file)
    for text in ("", "{}", "[]", '{"format": 9, "files": {}}', '{"format": 1, "files": {"secret_key": 7}}'):
        file.write_text(text)
        with pytest.raises(Refusal, match="不是备份的密钥文件"):
            secrets.read(file)
