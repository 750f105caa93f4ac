"""The keys of personal fields: one file, made at first use, read by nobody but the portal's own account."""

import base64
import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal

KEY_BYTES = 32


class KeysUnreadable(Refusal):
    """The key file is there but is not one: restored by halves, edited, or of another program."""

    code = "keys_unreadable"
    status = 503
    template = _("个人信息密钥文件无法读取，请从备份恢复：{file}")


@dataclass(frozen=True)
class KeyRing:
    """All keys of this installation: `current` encrypts, every one of `keys` decrypts, `index` makes look-up digests.

    Each key is 32 random bytes. The index key is apart, so that rotating the others leaves look-ups as they are.
    """

    current: str
    keys: Mapping[str, bytes]
    index: bytes

    def with_new_key(self) -> "KeyRing":
        """The same ring with one more key, which is now the current one."""
        name = _fresh_name()
        return KeyRing(name, {**self.keys, name: secrets.token_bytes(KEY_BYTES)}, self.index)

    def without_old_keys(self) -> "KeyRing":
        """The same ring with the current key alone."""
        return KeyRing(self.current, {self.current: self.keys[self.current]}, self.index)


_seen: tuple[tuple[str, int, int], KeyRing] | None = None


def key_ring() -> KeyRing:
    """The ring of `settings.FIELD_KEYS_FILE`, made when the file is absent; re-read as soon as the file is replaced.

    Errors: `KeysUnreadable`; OSError when the folder cannot be written.
    """
    global _seen
    path = Path(settings.FIELD_KEYS_FILE)
    try:
        mark = _mark(path)
    except FileNotFoundError:
        _make(path)
        mark = _mark(path)
    if _seen is None or _seen[0] != mark:
        _seen = (mark, _read(path))
    return _seen[1]


def rotate() -> KeyRing:
    """Add a key and make it the current one; the old ones stay to read what is not re-encrypted yet."""
    with _rewriting() as path:
        ring = _read(path).with_new_key()
        _replace(path, ring)
    return key_ring()


def forget_old_keys() -> KeyRing:
    """Drop every key but the current one: what an old key alone could read is lost, as is meant."""
    with _rewriting() as path:
        ring = _read(path).without_old_keys()
        _replace(path, ring)
    return key_ring()


def _fresh_name() -> str:
    return secrets.token_hex(4)


def _mark(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return str(path), found.st_ino, found.st_mtime_ns


def _make(path: Path) -> None:
    """Write a first ring; of two processes that start together one wins and both read the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = _fresh_name()
    ring = KeyRing(name, {name: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))
    draft = _write_beside(path, ring)
    try:
        # a link is created exclusively like O_EXCL, and unlike it never shows a half-written file to the loser
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _replace(path: Path, ring: KeyRing) -> None:
    os.replace(_write_beside(path, ring), path)


def _write_beside(path: Path, ring: KeyRing) -> Path:
    text = json.dumps(
        {
            "current": ring.current,
            "keys": {name: base64.b64encode(key).decode() for name, key in ring.keys.items()},
            "index": base64.b64encode(ring.index).decode(),
        },
        indent=1,
    )
    # mkstemp creates exclusively and with mode 0600
    handle, name = tempfile.mkstemp(prefix=path.name + ".", dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _read(path: Path) -> KeyRing:
    try:
        found = json.loads(path.read_text())
        keys = {name: base64.b64decode(key) for name, key in found["keys"].items()}
        ring = KeyRing(found["current"], keys, base64.b64decode(found["index"]))
        whole = ring.current in keys and all(len(key) == KEY_BYTES for key in (*keys.values(), ring.index))
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise KeysUnreadable(file=path.name) from broken
    if not whole:
        raise KeysUnreadable(file=path.name)
    return ring


@contextmanager
def _rewriting() -> Iterator[Path]:
    """The path of the key file, with one rewriter at a time."""
    key_ring()
    path = Path(settings.FIELD_KEYS_FILE)
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield path
    finally:
        os.close(handle)
