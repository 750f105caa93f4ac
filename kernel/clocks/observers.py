"""A changed calendar asks the worker to derive due dates again. Only a hint: the nightly task asks anyway."""

from collections.abc import Sequence

from django.db import transaction

from kernel.clocks.events import CALENDAR_CHANGED
from kernel.clocks.tasks import recompute_stale
from kernel.ledger.models import StreamedEntry
from kernel.ledger.relay import observer


@observer("clocks.recompute", from_now=True)
def ask_for_recompute(entries: Sequence[StreamedEntry]) -> None:
    """One request for a batch with any change of a calendar."""
    if any(entry.type == CALENDAR_CHANGED.code for entry in entries):
        transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    recompute_stale.apply_async(retry=False)
