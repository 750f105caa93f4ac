"""The stream: one gapless order of committed entries, given by one sequencer.

Ids and transaction ids are not commit order: a transaction that took a low id may commit after one that took a higher.
An entry is therefore numbered only when its own transaction and all of lower id have ended, that is when it lies below
the horizon `pg_snapshot_xmin(pg_current_snapshot())`; each batch is numbered in the order of insertion and ends before
the first entry that still waits.

**What is guaranteed** is the order of cause and effect: an entry that another's transaction could see comes first, of
one subject (whose lock makes its writers take turns) as of several. Of two entries whose transactions ran side by side
and saw nothing of each other either may come first: an entry that was inserted later, by the transaction of lower id,
may be numbered before one that was inserted earlier by a transaction which has not ended yet. Numbers never change.

Transaction ids mean nothing in another cluster: an entry that came by dump and restore carries the old cluster's
identifier and is ready at once.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from kernel.ledger.hashing import stream_chain
from kernel.ledger.models import GENESIS, StreamPosition

BATCH = 2000
_LOCK = 0x6C65_6467_6572  # "ledger": the advisory lock that makes the sequencer one

READY = "(p.cluster <> here.cluster OR p.xact < here.horizon)"
_BATCH = """
WITH here AS (
    SELECT system_identifier AS cluster, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon
    FROM pg_control_system()
), first_waiting AS (
    SELECT min(p.entry_id) AS entry_id FROM ledger_pending p, here WHERE NOT {ready}
)
SELECT p.entry_id, e.hash FROM ledger_pending p JOIN ledger_entry e ON e.id = p.entry_id
WHERE p.entry_id < coalesce((SELECT entry_id FROM first_waiting), 9223372036854775807)
ORDER BY p.entry_id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the stream: its last number (0 when empty) and the running hash that stands for all of it."""

    stream_no: int
    chain: bytes


def head() -> Head:
    """The last numbered position."""
    last = StreamPosition.objects.order_by("-stream_no").first()
    return Head(0, GENESIS) if last is None else Head(last.stream_no, bytes(last.chain))


def sequence(limit: int = BATCH) -> int:
    """Number up to `limit` committed entries in one transaction of its own and return how many.

    0 when nothing is ready or another sequencer is at work. A sequencer that dies leaves nothing: its lock and its
    numbers go with its transaction.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        # only now, in a snapshot taken under the lock, is the former sequencer's last number certain to be seen
        last = head()
        cursor.execute(_BATCH.format(ready=READY), [limit])
        ready = [(entry_id, bytes(digest)) for entry_id, digest in cursor.fetchall()]
        StreamPosition.objects.bulk_create(_positions(last, ready))
        cursor.execute("DELETE FROM ledger_pending WHERE entry_id = ANY(%s)", [[entry_id for entry_id, _ in ready]])
    return len(ready)


def _positions(last: Head, ready: list[tuple[int, bytes]]) -> list[StreamPosition]:
    positions, chain = [], last.chain
    for stream_no, (entry_id, digest) in enumerate(ready, start=last.stream_no + 1):
        chain = stream_chain(chain, stream_no, digest)
        positions.append(StreamPosition(stream_no=stream_no, entry_id=entry_id, chain=chain))
    return positions
