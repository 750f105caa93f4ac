"""What each letter of a licence matter says, read from the facts when its entry passes by."""

from collections.abc import Mapping, Sequence

from approvals import events
from approvals.case_files import CaseFiles
from approvals.letters import decisions, endings, intake
from approvals.letters.facts import Builder, Wanted
from kernel.documents.actions import Order, request_letters
from kernel.ledger.models import Entry

BUILDERS: Mapping[str, tuple[Builder, ...]] = {
    events.RECEIVED.code: (intake.receipt,),
    events.TOLD_ON_THE_SPOT.code: (intake.on_the_spot,),
    events.SUPPLEMENT_NOTIFIED.code: (intake.supplement,),
    events.SUPPLEMENTED.code: (intake.supplement_receipt,),
    events.ACCEPTED.code: (intake.acceptance,),
    events.TOLERATED.code: (intake.tolerance,),
    events.DEEMED_ACCEPTED.code: (intake.acceptance,),
    events.REFUSED.code: (intake.refusal, endings.papers_returned),
    events.GRANTED.code: (decisions.grant,),
    events.DENIED.code: (decisions.deny,),
    events.DELIVERED.code: (decisions.delivery,),
    events.WITHDRAWN.code: (endings.withdrawal, endings.papers_returned),
    events.TERMINATED.code: (endings.termination, endings.papers_returned),
}
# these name another letter by its 文号, which has to be ordered before them
AFTER_THE_OTHERS = frozenset({events.DELIVERED.code})


def order(entries: Sequence[Entry]) -> int:
    """Order the letters that these entries call for; ordering one again gives the same one. How many there are."""
    files = CaseFiles(entries)
    live = [entry for entry in entries if not files.is_simulated(entry)]
    first = [each for entry in live if entry.type not in AFTER_THE_OTHERS for each in _orders(entry, files)]
    made = request_letters(first)
    then = [each for entry in live if entry.type in AFTER_THE_OTHERS for each in _orders(entry, files)]
    return len(made) + len(request_letters(then))


def _orders(entry: Entry, files: CaseFiles) -> list[Order]:
    """The letters that this entry calls for, in the order they are read in."""
    wanted = [build(entry, files) for build in BUILDERS[entry.type]]
    return [Order(entry=entry, letter_type=each.letter_type, data=each.words) for each in wanted if each is not None]


__all__ = ["BUILDERS", "Builder", "Wanted", "order"]
