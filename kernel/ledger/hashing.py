"""The hash of an entry in Python, written apart from the database's `ledger_hash` so that each checks the other."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

SEPARATOR = "\x1f"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 in UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def preimage(entry: Any) -> bytes:
    """The bytes that are hashed: every column but the hash, in the order of the table, parted by U+001F.

    `entry` has the attributes of `models.Entry`. Absent `about` columns are empty.
    """
    about = ("", "", "") if entry.about_id is None else (entry.about_kind, entry.about_number, entry.about_id)
    parts = (
        "ledger/1",
        entry.id,
        entry.type,
        entry.type_version,
        entry.subject_kind,
        entry.subject_number,
        entry.subject_id,
        *about,
        entry.organization,
        entry.region,
        entry.post,
        entry.person,
        microseconds(entry.at),
        microseconds(entry.recorded_at),
        entry.body,
        entry.salt.hex(),
        entry.position,
        entry.prev_hash.hex(),
        entry.xact,
        entry.cluster,
    )
    return SEPARATOR.join(map(str, parts)).encode()


def entry_hash(entry: Any) -> bytes:
    """SHA-256 of the preimage, 32 bytes."""
    return hashlib.sha256(preimage(entry)).digest()


def stream_chain(before: bytes, stream_no: int, of_entry: bytes) -> bytes:
    """The stream's running hash after one more entry: SHA-256 of the chain before, the number (8 bytes), the hash."""
    return hashlib.sha256(before + stream_no.to_bytes(8, "big") + of_entry).digest()
