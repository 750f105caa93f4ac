"""The file of a backup: a plain tar, its manifest last, so that it is written in one pass and a cut one is seen.

database.dump           pg_dump's custom format
ledger_head.jsonl       the heads that were noted before the dump's instant
documents/aa/bb/…       the file room
manifest.json           of which instant and position, how many rows, and the SHA-256 of each of the others
"""

import hashlib
import json
import os
import re
import tarfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from county_portal.launcher.keeping.ground import unknown_migrations
from county_portal.launcher.refusals import Refusal

FORMAT = 1
DUMP, HEADS, MANIFEST = "database.dump", "ledger_head.jsonl", "manifest.json"
PAPER = re.compile(r"documents/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")
PIECE = 2**20


@dataclass(frozen=True)
class Manifest:
    """What the archive says of itself. `removed` are numbers of documents taken out again while it was written,
    `missing` those whose bytes were not in the file room."""

    format: int
    at: str
    postgres: int
    stream_no: int
    chain: str
    counts: Mapping[str, int]
    migrations: Sequence[tuple[str, str]]
    keys: Mapping[str, str]
    removed: Sequence[str]
    missing: Sequence[str]
    files: Mapping[str, str]


class Source(Protocol):
    """What can be read from."""

    def read(self, size: int = ..., /) -> bytes: ...


class _Hashed:
    """A stream that keeps the SHA-256 of what was read from it."""

    def __init__(self, source: Source) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = PIECE, /) -> bytes:
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece


class Writer:
    """Writes one archive; `files` are name and SHA-256 of what it holds so far."""

    def __init__(self, output: BinaryIO) -> None:
        self.tar = tarfile.open(fileobj=output, mode="w:", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by `finish`
        self.files: dict[str, str] = {}

    def add(self, name: str, source: BinaryIO) -> None:
        """Add all of an open file."""
        hashed = _Hashed(source)
        self.tar.addfile(_entry(name, os.fstat(source.fileno()).st_size), hashed)  # type: ignore[arg-type]
        self.files[name] = hashed.digest.hexdigest()

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add these bytes."""
        self.tar.addfile(_entry(name, len(content)), BytesIO(content))
        self.files[name] = hashlib.sha256(content).hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and close."""
        content = json.dumps(asdict(manifest), ensure_ascii=False).encode()
        self.tar.addfile(_entry(MANIFEST, len(content)), BytesIO(content))
        self.tar.close()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(time.time())
    return entry


def read_manifest(path: Path) -> Manifest:
    """The manifest, without reading the rest. Errors: Refusal when the archive is cut short, or newer than we are."""
    cut = Refusal(f"备份 {path} 不完整或不是备份(末尾没有清单):请换一份。")
    try:
        if path.stat().st_size % tarfile.RECORDSIZE:
            raise cut
        with tarfile.open(path, "r:") as tar:
            last = tar.getmembers()[-1]
            found = tar.extractfile(last)
            said = json.loads(found.read()) if found and last.name == MANIFEST else None
    except FileNotFoundError:
        raise Refusal(f"没有 {path} 这个备份:请核对文件名。") from None
    except (tarfile.TarError, ValueError, IndexError, EOFError):
        raise cut from None
    if not isinstance(said, dict) or not isinstance(said.get("format"), int):
        raise cut
    if said["format"] > FORMAT:
        raise _newer(path, f"格式 {said['format']}")
    try:
        manifest = Manifest(**{**said, "migrations": [(app, name) for app, name in said["migrations"]]})
    except (TypeError, KeyError, ValueError):
        raise cut from None
    if unknown := unknown_migrations(manifest.migrations):
        raise _newer(path, unknown[0])
    return manifest


def _newer(path: Path, what: str) -> Refusal:
    return Refusal(f"备份 {path} 是较新版本的门户做的({what}):请先换上那个版本的代码再恢复。")


def unpack(path: Path, manifest: Manifest, *, into: Path | None, dump: BinaryIO | None) -> None:
    """Read everything and hold it to the manifest; write the documents and heads below `into`, the dump to `dump`.

    Errors: Refusal naming what is missing, altered or not listed; then what was written is to be thrown away.
    """
    seen: set[str] = set()
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                if member.name != MANIFEST:
                    _take(tar, member, manifest, into, dump, path)
                    seen.add(member.name)
    except tarfile.TarError:
        raise Refusal(f"备份 {path} 不完整(读到一半就断了):请换一份。") from None
    if lacking := sorted(set(manifest.files) - seen):
        raise Refusal(f"备份 {path} 里缺 {lacking[0]}:请换一份。")


def _take(
    tar: tarfile.TarFile,
    member: tarfile.TarInfo,
    manifest: Manifest,
    into: Path | None,
    dump: BinaryIO | None,
    path: Path,
) -> None:
    source = tar.extractfile(member)
    allowed = member.name in (DUMP, HEADS) or PAPER.fullmatch(member.name)
    if source is None or not allowed or member.name not in manifest.files:
        raise Refusal(f"备份 {path} 里有清单上没有的 {member.name}:请换一份。")
    hashed = _Hashed(source)
    if member.name == DUMP:
        _copy(hashed, dump)
    elif into is None:
        _copy(hashed, None)
    else:
        target = into / member.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _copy(hashed, file)
            file.flush()
            os.fsync(file.fileno())
    if hashed.digest.hexdigest() != manifest.files[member.name]:
        raise Refusal(f"备份 {path} 里的 {member.name} 与清单的校验值不符:请换一份。")


def _copy(source: _Hashed, target: BinaryIO | None) -> None:
    while piece := source.read(PIECE):
        if target:
            target.write(piece)
