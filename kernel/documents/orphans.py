"""Sweeping the file room: what no committed row refers to goes, once it is old enough not to be under way."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from kernel.documents import storage
from kernel.documents.limits import PARTIAL_DAYS
from kernel.documents.models import Document, PartialUpload
from kernel.ledger.locking import database_now

DAY_HOURS: Final = 24.0
BATCH: Final = 500


@dataclass(frozen=True)
class Swept:
    """How many files, how many bytes."""

    files: int
    bytes: int


def sweep(*, older_than_hours: float = DAY_HOURS, remove: bool = True) -> Swept:
    """Find, and with `remove` delete, spool files and kept files without a document, by their age on disk."""
    before = time.time() - older_than_hours * 3_600
    files = total = 0
    for path in _orphans(before):
        files, total = files + 1, total + path.stat().st_size
        if remove:
            path.unlink()
    return Swept(files, total)


def forget_partials(*, days: int = PARTIAL_DAYS, remove: bool = True) -> int:
    """Files in pieces that nobody went on with for so many days: how many, and with `remove` gone."""
    left = PartialUpload.objects.filter(touched_at__lt=database_now() - timedelta(days=days))
    found = left.count()
    if remove:
        left.delete()
    return found


def _orphans(before: float) -> Iterator[Path]:
    spool = storage.root() / storage.SPOOL
    yield from (path for path in spool.glob("*") if path.stat().st_mtime < before)
    old = (path for path in storage.root().glob("??/??/*") if path.is_file() and path.stat().st_mtime < before)
    while group := list(islice(old, BATCH)):
        names = {path.relative_to(storage.root()).as_posix(): path for path in group}
        kept = set(Document.objects.kept().filter(stored_name__in=names).values_list("stored_name", flat=True))
        yield from (path for name, path in names.items() if name not in kept)
