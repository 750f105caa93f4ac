"""The observer that turns ledger entries into notices."""

from collections.abc import Sequence

from kernel.ledger.models import Entry
from kernel.ledger.relay import observer
from kernel.notices.actions import tell


@observer("notices")
def notify(entries: Sequence[Entry]) -> None:
    """Tell whoever must be told; runs in the relay's transaction, so an entry is told once or again, never lost."""
    tell(entries)
