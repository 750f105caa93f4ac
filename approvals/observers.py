"""What happens after a commit because of an approvals entry: letters are asked for, open pages are told."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction

from approvals import letters
from kernel.ledger.models import StreamedEntry
from kernel.ledger.relay import observer
from kernel.notices import live

# an act that was entered later than this had its letter on paper then (imports, back-filled files)
ON_PAPER_AFTER = timedelta(days=1)


@observer("approvals.letters")
def ask_for_letters(entries: Sequence[StreamedEntry]) -> None:
    """Order the letters that entries call for; ordering one again gives the same one."""
    new = [entry for entry in entries if entry.recorded_at - entry.at <= ON_PAPER_AFTER]
    calling = [entry for entry in new if entry.type in letters.BUILDERS]
    if calling:
        letters.order(calling)


@observer("approvals.live", from_now=True)
def tell_open_pages(entries: Sequence[StreamedEntry]) -> None:
    """Whoever has the case open re-reads it."""
    cases = {entry.subject_id for entry in entries if entry.subject_kind == "case"}
    transaction.on_commit(partial(live.hint_all, [live.Hint(live.case(case), "case") for case in cases]))
