"""Entries as they lie in the tables, read without trusting any of it: rows may be missing, doubled or changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from kernel.ledger.faults import Fault
from kernel.ledger.hashing import entry_hash
from kernel.ledger.models import GENESIS

_ENTRY = (
    "id, type, type_version, subject_kind, subject_number, subject_id, about_kind, about_number, about_id,"
    " organization, region, post, person, at, recorded_at, body, salt, position, prev_hash, xact, cluster, hash"
)
_COLUMNS = ", ".join(f"e.{name.strip()}" for name in _ENTRY.split(","))
_BEFORE = (
    "LEFT JOIN ledger_entry b ON b.subject_kind = e.subject_kind AND b.subject_id = e.subject_id"
    " AND b.position = e.position - 1"
)
# the payload is generated from the body, but a person with the table's keys can make it an ordinary column
_PAYLOAD = "(e.payload = e.body::jsonb) AS payload_fits"
_NUMBERED = (
    f"SELECT p.stream_no, p.chain, b.hash, {_PAYLOAD}, {_COLUMNS} FROM ledger_streamposition p"  # noqa: S608
    f" LEFT JOIN ledger_entry e ON e.id = p.entry_id {_BEFORE} WHERE p.stream_no > %s ORDER BY p.stream_no"
)
_UNNUMBERED = (
    f"SELECT w.entry_id IS NOT NULL, NULL, b.hash, {_PAYLOAD}, {_COLUMNS} FROM ledger_entry e"  # noqa: S608
    " LEFT JOIN ledger_streamposition p ON p.entry_id = e.id LEFT JOIN ledger_pending w ON w.entry_id = e.id"
    f" {_BEFORE} WHERE p.entry_id IS NULL ORDER BY e.id"
)
_PIECE = 2000


@dataclass(slots=True)
class StoredEntry:
    """A row of the ledger with its number (0 while it waits) and the hash of its subject's entry before."""

    stream_no: int
    waiting: bool
    chain: bytes
    hash_before: bytes | None
    payload_fits: bool
    id: int
    type: str
    type_version: int
    subject_kind: str
    subject_number: str
    subject_id: int
    about_kind: str | None
    about_number: str | None
    about_id: int | None
    organization: str
    region: str
    post: str
    person: str
    at: datetime
    recorded_at: datetime
    body: str
    salt: bytes
    position: int
    prev_hash: bytes
    xact: int
    cluster: int
    hash: bytes

    @property
    def present(self) -> bool:
        """Whether the number still has its entry."""
        return self.id is not None

    def fault(self, kind: str, sentence: str) -> Fault:
        return Fault(kind, sentence, self.stream_no or None, self.id, self.subject_number)

    def own_fault(self) -> Fault | None:
        """What is wrong with the entry itself or with its place in its subject's chain."""
        places = {"id": self.id, "number": self.subject_number, "position": self.position}
        if entry_hash(self) != self.hash or not self.payload_fits:
            return self.fault("edited", _("记录 {id}（{number} 第 {position} 条）被改动。").format(**places))
        if self.position > 1 and self.hash_before is None:
            return self.fault("missing", _("{number} 第 {position} 条之前的记录不见了。").format(**places))
        if self.prev_hash != (GENESIS if self.position == 1 else self.hash_before):
            return self.fault("broken", _("{number} 第 {position} 条与上一条接不上：其中一条被替换。").format(**places))
        return None


def numbered(after: int) -> Iterator[StoredEntry]:
    """Everything under a stream number greater than `after`, in order, read from the server in pieces."""
    for stream_no, chain, *rest in _read(_NUMBERED, [after]):
        yield StoredEntry(stream_no, False, bytes(chain), *rest)


def unnumbered() -> Iterator[StoredEntry]:
    """Everything without a stream number, in the order of ids."""
    for waiting, _chain, *rest in _read(_UNNUMBERED, []):
        yield StoredEntry(0, waiting, b"", *rest)


def _read(query: str, params: list[Any]) -> Iterator[list[Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, params)
        while rows := cursor.fetchmany(_PIECE):
            for row in rows:
                yield [bytes(value) if isinstance(value, memoryview) else value for value in row]
