"""The file room on disk: written beside, made durable, then renamed into place; names say nothing about anyone.

A file is referenced only by a committed row. Whatever lies here without one (a cut upload, a rolled-back act) is an
orphan and is swept after a day.
"""

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from kernel.documents.limits import MEGABYTE
from kernel.documents.refusals import FileEmpty, FileTooLarge, NoRoomLeft

SPOOL: Final = ".spool"
STORED_NAME: Final = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True)
class Spooled:
    """Bytes that have arrived whole and are not kept yet. `size` in bytes, `sha256` in hex."""

    path: Path
    size: int
    sha256: str


def root() -> Path:
    """The folder under which every kept file lies."""
    return Path(settings.MEDIA_ROOT)


def path_of(stored_name: str) -> Path:
    """Where a kept file lies. Errors: ValueError for a name that `keep` did not give."""
    if STORED_NAME.fullmatch(stored_name) is None:
        raise ValueError(f"{stored_name!r} is not a stored name")
    return root() / stored_name


@contextmanager
def spooled(pieces: Iterable[bytes], *, most: int) -> Iterator[Spooled]:
    """Write the pieces to a spool file of mode 0600, hashing on the way; it is gone afterwards unless kept.

    Errors: FileEmpty; FileTooLarge as soon as more than `most` bytes came; NoRoomLeft.
    """
    path = root() / SPOOL / secrets.token_hex(16)
    try:
        with _room_named():
            _folder(path.parent)
            size, digest = _write(path, pieces, most)
        yield Spooled(path, size, digest)
    finally:
        path.unlink(missing_ok=True)


def keep(file: Spooled) -> str:
    """Move a spooled file to its place and return its stored name `aa/bb/<random>`; durable when this returns."""
    token = secrets.token_hex(18)
    name = f"{token[:2]}/{token[2:4]}/{token[4:]}"
    target = path_of(name)
    with _room_named():
        _folder(target.parent)
        os.rename(file.path, target)
        _sync_folder(target.parent)
    return name


def pieces_of(path: Path) -> Iterator[bytes]:
    """The file's bytes, a megabyte at a time."""
    with path.open("rb") as file:
        while piece := file.read(MEGABYTE):
            yield piece


def digest_of(path: Path) -> str:
    """SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    for piece in pieces_of(path):
        digest.update(piece)
    return digest.hexdigest()


def _write(path: Path, pieces: Iterable[bytes], most: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise FileTooLarge(limit=most // MEGABYTE)
            digest.update(piece)
            file.write(piece)
        if size == 0:
            raise FileEmpty
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _folder(path: Path) -> Path:
    """The folder, with its parents below the root made durable too."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for parent in path.parents:
            if not parent.is_relative_to(root()):
                break
            _sync_folder(parent)
    return path


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _room_named() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoomLeft from error
        raise
