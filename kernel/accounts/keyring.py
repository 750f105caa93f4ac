"""The keys of personal fields: one file, made at first use, read by nobody but the portal's own account.

Every process of the portal reads this one file (on several machines: of a shared folder) and looks at each use whether
it was replaced, so that a new key is in use everywhere at once. What may lag behind is one statement, whose tokens were
made the moment before; an old key is therefore dropped only `SETTLED` after it was replaced (see `rotation`).
"""

import base64
import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal

KEY_BYTES = 32
# far longer than any process takes from making a token to sending the statement that stores it
SETTLED: Final = timedelta(minutes=10)
# when a key was replaced that a file without such times still holds: before this program started
LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
INDEX: Final = "index"  # in place of a key's name where the times of replacement are kept


class KeysUnreadable(Refusal):
    """The key file is there but is not one: restored by halves, edited, or of another program."""

    code = "keys_unreadable"
    status = 503
    template = _("个人信息密钥文件无法读取，请从备份恢复：{file}")


@dataclass(frozen=True)
class KeyRing:
    """All keys of this installation: `current` encrypts, every one of `keys` decrypts, `index` makes look-up digests.

    Each key is 32 random bytes. The index key is apart, so that rotating the others leaves look-ups as they are;
    `index_before` is the one that it replaced, under which rows are looked for too until it is dropped. `replaced`
    tells when each old key (by its name, the index key as INDEX) ceased to be used for writing.
    """

    current: str
    keys: Mapping[str, bytes]
    index: bytes
    index_before: bytes | None = None
    replaced: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def old_keys(self) -> Mapping[str, datetime]:
        """The keys that only decrypt, each with the instant at which it was replaced."""
        return {name: self.replaced.get(name, LONG_AGO) for name in self.keys if name != self.current}

    @property
    def index_replaced(self) -> datetime:
        """When the index key before this one was replaced."""
        return self.replaced.get(INDEX, LONG_AGO)

    @property
    def indexes(self) -> tuple[bytes, ...]:
        """The index keys under which a row may stand, the one that writes first."""
        return (self.index,) if self.index_before is None else (self.index, self.index_before)

    def with_new_key(self, at: datetime) -> "KeyRing":
        """The same ring with one more key, which is the current one from `at` on."""
        name, fresh = _fresh_name(), secrets.token_bytes(KEY_BYTES)
        replaced = {**self.replaced, self.current: at}
        return replace(self, current=name, keys={**self.keys, name: fresh}, replaced=replaced)

    def without_keys_before(self, at: datetime) -> "KeyRing":
        """The same ring without the keys that were replaced before `at`."""
        gone = {name for name, since in self.old_keys.items() if since < at}
        keys = {name: key for name, key in self.keys.items() if name not in gone}
        return replace(self, keys=keys, replaced={name: at for name, at in self.replaced.items() if name not in gone})

    def with_new_index(self, at: datetime) -> "KeyRing":
        """The same ring with another index key from `at` on; the one before finds what still stands under it."""
        fresh = secrets.token_bytes(KEY_BYTES)
        return replace(self, index=fresh, index_before=self.index, replaced={**self.replaced, INDEX: at})

    def without_index_before(self) -> "KeyRing":
        """The same ring with one index key."""
        return replace(
            self, index_before=None, replaced={name: at for name, at in self.replaced.items() if name != INDEX}
        )


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


def change(make: Callable[[KeyRing], KeyRing]) -> KeyRing:
    """Put another ring in the place of the one in the file; of two who change it, the second sees the first's."""
    with _rewriting() as path:
        _replace(path, make(_read(path)))
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
    said: dict[str, Any] = {
        "current": ring.current,
        "keys": {name: base64.b64encode(key).decode() for name, key in ring.keys.items()},
        "index": base64.b64encode(ring.index).decode(),
        "replaced": {name: at.isoformat() for name, at in ring.replaced.items()},
    }
    if ring.index_before is not None:
        said["index_before"] = base64.b64encode(ring.index_before).decode()
    text = json.dumps(said, indent=1)
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
        before = base64.b64decode(found["index_before"]) if "index_before" in found else None
        replaced = {name: datetime.fromisoformat(at) for name, at in found.get("replaced", {}).items()}
        ring = KeyRing(found["current"], keys, base64.b64decode(found["index"]), before, replaced)
        whole = ring.current in keys and all(len(key) == KEY_BYTES for key in (*keys.values(), *ring.indexes))
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
