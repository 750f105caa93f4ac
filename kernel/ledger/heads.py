"""The stream's head outside the database: a line a minute that a rewritten ledger cannot rewrite.

Each line says how long the stream was and which hash stood for it, and the same of the seals and the access log; it
also holds the hash of the line before it, so that none is taken out unseen but the last. Whoever holds a copy of the
file can tell a cut tail, a changed entry, a removed seal and a ledger rewritten as a whole. **What goes unseen**:
entries written and cut again between two lines, that is within one minute (and, where the file lies on the same machine
as the database, whatever a person with both does before the file is copied elsewhere: copy it off the machine, or print
the daily seal). The relay notes a head before it numbers anything, so a ledger with numbers or seals has a head file: a
missing or empty one is a fault. One that was taken away and begun anew shows by where it begins (`heads_from`).
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from kernel.ledger.models import GENESIS
from kernel.ledger.stream import Head

_LONGEST = 4096  # bytes of a line, by far


@dataclass(frozen=True, slots=True)
class Mark:
    """The last of the seals, or of the access log: its number (0 when there is none) and its hash."""

    number: int
    hash: bytes


NONE = Mark(0, GENESIS)


@dataclass(frozen=True, slots=True)
class NotedHead:
    """What stood at an instant; `line` is its place in the file, from 1. `follows`: it was written after the line that
    now stands before it."""

    line: int
    at: datetime
    head: Head
    seal: Mark
    access: Mark
    follows: bool


class UnreadableHead(ValueError):
    """A line of the head file is not a head."""

    def __init__(self, line: int, name: str) -> None:
        super().__init__(f"line {line} of {name} is not a head")
        self.line = line


def head_file() -> Path:
    """Where this installation notes its heads."""
    return Path(settings.RUN_DIR) / "ledger_head.jsonl"


def note(head: Head, *, at: datetime, seal: Mark = NONE, access: Mark = NONE, path: Path | None = None) -> None:
    """Append one line and see it onto the disk. What a crash left of a line is taken away first."""
    path = path or head_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        said = {
            "at": at.isoformat(),
            "stream_no": head.stream_no,
            "chain": head.chain.hex(),
            "seal": seal.number,
            "seal_hash": seal.hash.hex(),
            "access": access.number,
            "access_hash": access.hash.hex(),
            "before": _digest(_last_whole_line(file)),
        }
        file.write(json.dumps(said).encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def noted(path: Path, *, size: int | None = None) -> Iterator[NotedHead]:
    """The heads of a file (or of its first `size` bytes), in its order. A last line that a crash cut short is passed
    over.

    Errors: UnreadableHead, OSError.
    """
    before, read = b"", 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            read += len(line)
            if not line.endswith(b"\n") or (size is not None and read > size):
                return
            try:
                said = json.loads(line)
                yield NotedHead(
                    number,
                    datetime.fromisoformat(said["at"]),
                    Head(int(said["stream_no"]), bytes.fromhex(said["chain"])),
                    Mark(int(said["seal"]), bytes.fromhex(said["seal_hash"])),
                    Mark(int(said["access"]), bytes.fromhex(said["access_hash"])),
                    follows=said["before"] == _digest(before),
                )
            except (ValueError, KeyError, TypeError) as error:
                raise UnreadableHead(number, path.name) from error
            before = line


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest() if line else GENESIS.hex()


def _last_whole_line(file: BinaryIO) -> bytes:
    """The last line that ends (empty when there is none); whatever lies behind it is cut off."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - 2 * _LONGEST, 0))
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    file.truncate(end - len(tail) + whole)
    return tail[tail.rfind(b"\n", 0, max(whole - 1, 0)) + 1 : whole]
