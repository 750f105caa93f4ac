"""撤回委托: the villager takes his word back, at any time before the organ has the matter."""

from datetime import datetime

from django.db import transaction

from civic_service.actions.locking import lock_errand
from civic_service.events import RECALLED
from civic_service.models import Errand
from civic_service.permissions import of_errand
from civic_service.refusals import ReasonNeeded
from kernel.accounts.models import User
from kernel.cases.actions import end_turn, move
from kernel.clocks import actions as clocks
from kernel.ledger.writer import record
from kernel.organizations.queries import actor


@transaction.atomic
def recall(*, by: User, number: str, reason: str, at: datetime | None = None) -> Errand:
    """End the mandate at the villager's word. A bag on the road goes on: whoever opens it sees that this one goes back.

    Errors: NotFound, NotYourPost, ReasonNeeded, MoveNotAllowed once the organ has received it.
    """
    errand, at = lock_errand(number, at=at)
    post = of_errand(by, errand, at=at)
    why = reason.strip()
    if not why:
        raise ReasonNeeded
    case, mandate = errand.case, errand.mandate
    move(case, "recall", at=at)
    mandate.revoked_at, mandate.revoked_because = at, why
    mandate.save(update_fields=["revoked_at", "revoked_because"])
    clocks.stop_all(subject=case.ledger_subject, at=at, outcome="recalled")
    end_turn(case, at=at, taken_by=by)
    record(RECALLED, case.ledger_subject, about=mandate.ledger_subject, actor=actor(post), at=at, reason=why)
    return errand
