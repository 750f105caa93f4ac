"""日封存: the stream's numbered entries under one Merkle root a day, each seal chained to the one before.

A seal covers a range of stream numbers; its date is only a label. Its two hashes are shown on a public page and
can be printed: whoever keeps the paper can tell later that nothing under it was changed. **What goes unseen**: entries
after the last seal that were cut off or rewritten before the next; the head file (`heads`) narrows that window from a
day to a minute.
"""

from collections.abc import Iterator
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.ledger import stream
from kernel.ledger.hashing import SEPARATOR, microseconds
from kernel.ledger.heads import NONE, Mark
from kernel.ledger.locking import database_now
from kernel.ledger.merkle import Digest, roots, sha256, sm3
from kernel.ledger.models import GENESIS, AccessEntry, Seal, StreamPosition
from kernel.ledger.refusals import Refusal

_LOCK = 0x7365_616C  # "seal"


class AlreadySealed(Refusal):
    """The day, or a later one, has its seal."""

    code = "already_sealed"
    template = _("{date} 或之后的日期已经封存。")


def seal(*, label: date) -> Seal:
    """Seal everything numbered since the last seal under the date `label`, also when that is nothing.

    Errors: AlreadySealed.
    """
    with transaction.atomic():
        _one_at_a_time()
        last = Seal.objects.order_by("-number").first()
        if last is not None and last.date >= label:
            raise AlreadySealed(date=label)
        head, access = stream.head(), AccessEntry.objects.order_by("-position").first()
        made = Seal(
            number=1 if last is None else last.number + 1,
            date=label,
            first_no=1 if last is None else last.last_no + 1,
            last_no=head.stream_no,
            stream_chain=head.chain,
            access_position=0 if access is None else access.position,
            access_hash=GENESIS if access is None else access.hash,
            sealed_at=database_now(),
        )
        made.root_sha256, made.root_sm3 = roots(leaves(made.first_no, made.last_no))
        made.hash_sha256, made.hash_sm3 = hashes_of(made, last)
        made.save(force_insert=True)
    return made


def last_mark() -> Mark:
    """The last seal, by its SHA-256 hash."""
    last = Seal.objects.order_by("-number").values_list("number", "hash_sha256").first()
    return NONE if last is None else Mark(last[0], bytes(last[1]))


def leaves(first_no: int, last_no: int) -> Iterator[bytes]:
    """What a seal's tree is made of: stream number (8 bytes) and entry hash, in stream order, read in pieces."""
    rows = StreamPosition.objects.filter(stream_no__range=(first_no, last_no)).order_by("stream_no")
    for stream_no, digest in rows.values_list("stream_no", "entry__hash").iterator(chunk_size=5000):
        yield stream_no.to_bytes(8, "big") + bytes(digest)


def hashes_of(made: Seal, before: Seal | None) -> tuple[bytes, bytes]:
    """The SHA-256 and the SM3 hash of a seal's own fields and the seal before it."""
    return (
        _hash_of(made, bytes(made.root_sha256), GENESIS if before is None else bytes(before.hash_sha256), sha256),
        _hash_of(made, bytes(made.root_sm3), GENESIS if before is None else bytes(before.hash_sm3), sm3),
    )


def _hash_of(made: Seal, root: bytes, before: bytes, digest: Digest) -> bytes:
    parts = (
        "ledger-seal/1",
        made.number,
        made.date.isoformat(),
        made.first_no,
        made.last_no,
        bytes(made.stream_chain).hex(),
        made.access_position,
        bytes(made.access_hash).hex(),
        microseconds(made.sealed_at),
        root.hex(),
        before.hex(),
    )
    return digest(SEPARATOR.join(map(str, parts)).encode())


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
