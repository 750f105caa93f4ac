"""What each letter of a licence matter says, read from the facts when its entry passes by."""

from collections.abc import Mapping

from approvals import events
from approvals.letters import decisions, endings, intake
from approvals.letters.facts import Builder, Wanted

BUILDERS: Mapping[str, tuple[Builder, ...]] = {
    events.RECEIVED.code: (intake.receipt,),
    events.TOLD_ON_THE_SPOT.code: (intake.on_the_spot,),
    events.SUPPLEMENT_NOTIFIED.code: (intake.supplement,),
    events.SUPPLEMENTED.code: (intake.supplement_receipt,),
    events.ACCEPTED.code: (intake.acceptance,),
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

__all__ = ["AFTER_THE_OTHERS", "BUILDERS", "Builder", "Wanted"]
