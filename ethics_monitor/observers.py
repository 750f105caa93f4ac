"""Rules over events: each entry of the stream is judged once, in its order."""

from collections.abc import Sequence

from ethics_monitor.event_rules import judge
from kernel.ledger.models import StreamedEntry
from kernel.ledger.relay import observer


@observer("ethics_monitor.rules")
def judge_entries(entries: Sequence[StreamedEntry]) -> None:
    """Issue the cards that these entries give rise to; the unique key makes a second reading harmless."""
    judge(entries)
