"""撤回委托、接回自己办: the villager takes his word back, at any time before the organ has the matter."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic_service.actions.locking import lock_errand
from civic_service.events import RECALLED, TAKEN_OVER
from civic_service.models import Errand
from civic_service.permissions import of_errand
from civic_service.refusals import ReasonNeeded
from kernel.accounts.models import User
from kernel.cases.actions import end_turn, move
from kernel.clocks import actions as clocks
from kernel.identifiers.numbers import query_code
from kernel.ledger.actors import Actor
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
    _end_mandate(errand, why, outcome="recalled", taken_by=by, at=at)
    record(RECALLED, case.ledger_subject, about=mandate.ledger_subject, actor=actor(post), at=at, reason=why)
    return errand


@transaction.atomic
def take_over(*, number: str, at: datetime | None = None) -> Errand:
    """The villager goes on with the matter himself: the mandate ends and the matter is his draft.

    The door has asked for number and code, or knows him as the applicant. From now on another code is good. His papers
    stay where they lie, or where their bag brings them, until he fetches them.
    Errors: NotFound, MoveNotAllowed once the organ has received it.
    """
    errand, at = lock_errand(number, at=at)
    case, mandate = errand.case, errand.mandate
    # the agent has seen the old code, and her receipt bears it
    move(case, "take_over", at=at, query_code=query_code())
    _end_mandate(errand, str(_("本人接回自己办")), outcome="taken_over", taken_by=None, at=at)
    who = Actor(person=case.applicant.name_masked)
    # in a bag they are nowhere yet: he finds them where it arrives
    place = errand.road_to or str(errand.place)
    record(TAKEN_OVER, case.ledger_subject, about=mandate.ledger_subject, actor=who, at=at, place=place)
    return errand


def _end_mandate(errand: Errand, why: str, *, outcome: str, taken_by: User | None, at: datetime) -> None:
    mandate = errand.mandate
    mandate.revoked_at, mandate.revoked_because = at, why
    mandate.save(update_fields=["revoked_at", "revoked_because"])
    clocks.stop_all(subject=errand.case.ledger_subject, at=at, outcome=outcome)
    end_turn(errand.case, at=at, taken_by=taken_by)
