"""Whether a package is as it was handed out: without the portal, its database or a network. Pure."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from django.utils.translation import gettext as _

from kernel.ledger.hashing import SEPARATOR, stream_chain
from kernel.ledger.merkle import Digest, root_by_path, sha256, sm3

FORMAT: Final = "county-portal-evidence/1"
MANIFEST: Final = "manifest.json"
INDEX: Final = "index.html"
ENTRIES: Final = "entries.json"
SEALS: Final = "seals.json"
PATHS: Final = "paths.json"
_BROKEN: Final = (BadZipFile, ZlibError, KeyError, ValueError, TypeError, NotImplementedError, EOFError, OSError)


@dataclass(frozen=True)
class Fault:
    """The file in which it is wrong, and what."""

    file: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """What was found: the first fault or none, and what a whole package proves."""

    fault: Fault | None
    number: str = ""
    entries: int = 0
    sealed: int = 0
    manifest_sha256: str = ""


class _Altered(Exception):
    def __init__(self, file: str, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(file, sentence)


def verify(data: bytes, *, manifest_sha256: str = "") -> Checked:
    """Look through a package, file by file in the order of its manifest, and stop at the first that is not as it was.

    With `manifest_sha256`, which the custody list and the ledger give, a package that was made anew as a whole is
    found too.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _verify(archive, manifest_sha256)
    except _Altered as altered:
        return Checked(altered.fault)
    except _BROKEN:
        return Checked(Fault(MANIFEST, _("不是完整的证据包，打不开。")))


def _verify(archive: ZipFile, manifest_sha256: str) -> Checked:
    raw = _read(archive, MANIFEST)
    digest = hashlib.sha256(raw).hexdigest()
    if manifest_sha256 and digest != manifest_sha256.lower():
        raise _Altered(MANIFEST, _("清单的摘要与移交记录上的不同。"))
    manifest = _parsed(MANIFEST, raw)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _Altered(MANIFEST, _("不认识的格式。"))
    files = dict(_listed(archive, manifest))
    entries, seals = _parsed(ENTRIES, files[ENTRIES]), _parsed(SEALS, files[SEALS])
    _check_entries(entries, files)
    _check_seals(seals)
    sealed = _check_paths(_parsed(PATHS, files[PATHS]), entries, seals)
    return Checked(None, str(manifest.get("number", "")), len(entries), sealed, digest)


def _read(archive: ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except _BROKEN as broken:
        raise _Altered(name, _("读不出来：字节被改动或缺少。")) from broken


def _parsed(name: str, raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as broken:
        raise _Altered(name, _("读不出来：字节被改动或缺少。")) from broken


def _listed(archive: ZipFile, manifest: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Every file of the manifest as it should be, and none beside them."""
    names = {MANIFEST}
    for line in manifest["files"]:
        raw = _read(archive, line["name"])
        if len(raw) != line["size"] or hashlib.sha256(raw).hexdigest() != line["sha256"]:
            raise _Altered(line["name"], _("内容与清单上的摘要不同：被改动。"))
        names.add(line["name"])
        yield line["name"], raw
    for other in archive.namelist():
        if other not in names:
            raise _Altered(other, _("清单上没有这个文件。"))


def _check_entries(entries: list[dict[str, Any]], files: dict[str, bytes]) -> None:
    """The hash of each entry's bytes, its place behind the one before, its place in the stream."""
    last: dict[str, Any] | None = None
    for line in entries:
        raw, digest = files[line["file"]], bytes.fromhex(line["hash"])
        # ids, numbers and hashes of the line are read again from the bytes that were hashed
        if hashlib.sha256(raw).digest() != digest or not _says(raw, line):
            raise _Altered(line["file"], _("记录的字节与它的哈希对不上。"))
        same = last is not None and _chain_of(last) == _chain_of(line)
        if same and last is not None and (last["hash"], last["position"] + 1) != (line["prev_hash"], line["position"]):
            raise _Altered(line["file"], _("与前一条记录接不上。"))
        if line["stream_no"] is not None:
            chained = stream_chain(bytes.fromhex(line["chain_before"]), line["stream_no"], digest)
            if chained.hex() != line["chain"]:
                raise _Altered(ENTRIES, _("第 {number} 号记录在总链上的位置对不上。").format(number=line["stream_no"]))
        last = line


def _chain_of(line: dict[str, Any]) -> tuple[str, int]:
    return line["subject_kind"], line["subject_id"]


def _says(raw: bytes, line: dict[str, Any]) -> bool:
    """Whether the bytes tell of this entry: kernel.ledger.hashing.preimage, U+001F between the columns."""
    parts = raw.decode().split(SEPARATOR)
    told = (parts[1], parts[2], parts[4], parts[5], parts[6], parts[-4], parts[-3])
    names = ("id", "type", "subject_kind", "subject_number", "subject_id", "position", "prev_hash")
    return told == tuple(str(line[name]) for name in names)


def _check_seals(seals: list[dict[str, Any]]) -> None:
    for seal in seals:
        for name, digest in (("sha256", sha256), ("sm3", sm3)):
            if _seal_hash(seal, name, digest).hex() != seal[f"hash_{name}"]:
                raise _Altered(SEALS, _("{date} 的日封存与它的哈希对不上。").format(date=seal["date"]))


def _seal_hash(seal: dict[str, Any], name: str, digest: Digest) -> bytes:
    """As kernel.ledger.seals makes it."""
    columns = ("number", "date", "first_no", "last_no", "stream_chain", "access_position", "access_hash", "sealed_at")
    parts = ("ledger-seal/1", *(seal[column] for column in columns), seal[f"root_{name}"], seal[f"before_{name}"])
    return digest(SEPARATOR.join(map(str, parts)).encode())


def _check_paths(paths: list[dict[str, Any]], entries: list[dict[str, Any]], seals: list[dict[str, Any]]) -> int:
    """Every sealed entry leads to the roots of its seal; how many there are."""
    by_number = {seal["number"]: seal for seal in seals}
    by_id = {path["id"]: path for path in paths}
    sealed = [line for line in entries if line["seal"] is not None]
    for line in sealed:
        path, seal = by_id[line["id"]], by_number[line["seal"]]
        leaf = line["stream_no"].to_bytes(8, "big") + bytes.fromhex(line["hash"])
        for name, digest in (("sha256", sha256), ("sm3", sm3)):
            way = [(side, bytes.fromhex(beside)) for side, beside in path[name]]
            if root_by_path(leaf, way, digest).hex() != seal[f"root_{name}"]:
                raise _Altered(PATHS, _("第 {number} 号记录到日封存的路径对不上。").format(number=line["stream_no"]))
    return len(sealed)
