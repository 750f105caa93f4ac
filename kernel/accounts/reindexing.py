"""Another key for the digests by which applicants are found, with look-ups and registering going on all the while.

1. `begin`: for an instant registering waits (the table is locked against writers, and those who are in it are waited
   for) while the new key comes into the key file. From then on rows are written under it and looked for under both.
2. `reindex`: every row comes under the new key, in chunks. A row that was late is found under the old key meanwhile.
3. `finish`, not before `SETTLED` after the first step: writers are waited for, a last pass, the old key is dropped.

What makes it safe that a process may have looked into the key file the moment before: a reader that found nobody looks
again when the file is another one (`with_document`), and whoever registers takes his row back when it is
(`_known_or_made`): his statement ran either before the lock, and is seen, or after the new key was in the file.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from kernel.accounts import keyring
from kernel.accounts.actions.applicants import id_index, name_index, phone_index
from kernel.accounts.models import Applicant
from kernel.accounts.rotation import lock_out_writers, wait_for_writers
from kernel.ledger.locking import database_now

CHUNK = 500
_TABLE = Applicant._meta.db_table
_READ = ("pk", "id_kind", "id_number", "id_index", "name", "name_index", "phone", "phone_index")


def begin() -> None:
    """Make another index key the one that writes. Errors: rotation.StillWriting, and nothing is changed."""
    with transaction.atomic():
        lock_out_writers(_TABLE)
        at = database_now()
        keyring.change(lambda ring: ring.with_new_index(at))


def reindex() -> Iterator[int]:
    """Bring every row under the index key that writes; yields after each chunk's commit how many were not."""
    last = 0
    while True:
        with transaction.atomic():
            rows = list(
                Applicant.objects.select_for_update(no_key=True, of=("self",))
                .filter(pk__gt=last)
                .order_by("pk")
                .only(*_READ)[:CHUNK]
            )
            changed = sum(map(_rewritten, rows))
        if not rows:
            return
        last = rows[-1].pk
        yield changed


def finish(*, before: datetime) -> bool:
    """Drop the old index key if it was replaced before `before`, and tell whether it was. Errors: StillWriting."""
    if keyring.key_ring().index_replaced >= before:
        return False
    wait_for_writers([_TABLE])
    for _changed in reindex():
        pass
    keyring.change(lambda ring: ring.without_index_before())
    return True


def _rewritten(row: Applicant) -> bool:
    """Whether the row stood under another key; it no longer does."""
    fresh = {
        "id_index": id_index(row.id_kind, row.id_number),
        "name_index": name_index(row.name),
        "phone_index": phone_index(row.phone) if row.phone else None,
    }
    if all(getattr(row, column) == digest for column, digest in fresh.items()):
        return False
    Applicant.objects.filter(pk=row.pk).update(**fresh)
    return True
