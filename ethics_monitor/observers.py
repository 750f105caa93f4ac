"""What happens after a commit: rules over events judge each entry once, in its order; cards have their papers; what the
cross-tables count is kept up."""

from collections.abc import Sequence
from datetime import timedelta

from ethics_monitor import letters
from ethics_monitor.event_rules import judge
from ethics_monitor.patterns.deriving import derive
from kernel.ledger.models import StreamedEntry
from kernel.ledger.relay import observer

# an act that was entered later than this had its paper then (imports, back-filled files)
ON_PAPER_AFTER = timedelta(days=1)


@observer("ethics_monitor.rules")
def judge_entries(entries: Sequence[StreamedEntry]) -> None:
    """Issue the cards that these entries give rise to; the unique key makes a second reading harmless."""
    judge(entries)


@observer("ethics_monitor.letters")
def ask_for_letters(entries: Sequence[StreamedEntry]) -> None:
    """Order the papers that entries call for; ordering one again gives the same one."""
    new = [entry for entry in entries if entry.recorded_at - entry.at <= ON_PAPER_AFTER]
    calling = [entry for entry in new if entry.type in letters.BUILDERS]
    if calling:
        letters.order(calling)


@observer("ethics_monitor.patterns")
def keep_up_patterns(entries: Sequence[StreamedEntry]) -> None:
    """The matters of these entries as the cross-tables count them; reading them again changes nothing."""
    derive(entries)
