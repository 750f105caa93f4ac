"""What happens after a commit because of an approvals entry: letters are asked for, open pages are told."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction

from approvals.case_files import CaseFiles
from approvals.letters import AFTER_THE_OTHERS, BUILDERS
from kernel.documents.actions import Order, request_letters
from kernel.ledger.models import StreamedEntry
from kernel.ledger.relay import observer
from kernel.notices import live

# an act that was entered later than this had its letter on paper then (imports, back-filled files)
ON_PAPER_AFTER = timedelta(days=1)


@observer("approvals.letters")
def ask_for_letters(entries: Sequence[StreamedEntry]) -> None:
    """Order the letters that entries call for; ordering one again gives the same one."""
    calling = [entry for entry in entries if entry.type in BUILDERS and entry.recorded_at - entry.at <= ON_PAPER_AFTER]
    if not calling:
        return
    files = CaseFiles(calling)
    live = [entry for entry in calling if not files.is_simulated(entry)]
    request_letters([order for entry in live if entry.type not in AFTER_THE_OTHERS for order in _orders(entry, files)])
    request_letters([order for entry in live if entry.type in AFTER_THE_OTHERS for order in _orders(entry, files)])


def _orders(entry: StreamedEntry, files: CaseFiles) -> list[Order]:
    """The letters that this entry calls for, in the order they are read in."""
    wanted = [build(entry, files) for build in BUILDERS[entry.type]]
    return [Order(entry=entry, letter_type=each.letter_type, data=each.words) for each in wanted if each is not None]


@observer("approvals.live", from_now=True)
def tell_open_pages(entries: Sequence[StreamedEntry]) -> None:
    """Whoever has the case open re-reads it."""
    cases = {entry.subject_id for entry in entries if entry.subject_kind == "case"}
    transaction.on_commit(partial(live.hint_all, [live.Hint(live.case(case), "case") for case in cases]))
