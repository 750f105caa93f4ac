"""Open boards are told that cards have moved."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction

from kernel.ledger.models import StreamedEntry
from kernel.ledger.relay import observer
from kernel.notices import live


@observer("ethics_monitor.live", from_now=True)
def tell_open_boards(entries: Sequence[StreamedEntry]) -> None:
    """One hint for all cards of a batch; it carries no fact, whoever gets it re-reads what he may see."""
    if any(entry.subject_kind == "card" for entry in entries):
        transaction.on_commit(partial(live.hint, live.BOARD, "board"))
