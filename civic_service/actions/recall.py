"""撤回委托、接回自己办: the villager takes his word back, at any time.

Before an organ has the matter it ends with the mandate, or is his own draft; while one works on it the mandate alone
ends (民法典 173, 933), and the matter goes on as his own.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic_service import terms
from civic_service.actions.locking import lock_errand
from civic_service.events import MANDATE_ENDED, RECALLED, TAKEN_OVER
from civic_service.models import Errand
from civic_service.permissions import of_errand
from civic_service.refusals import ReasonNeeded
from kernel.accounts.models import User
from kernel.cases.actions import end_turn, move
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks import actions as clocks
from kernel.identifiers.numbers import query_code
from kernel.ledger.actors import Actor
from kernel.ledger.writer import record
from kernel.organizations.queries import actor


@transaction.atomic
def recall(*, by: User, number: str, reason: str, at: datetime | None = None) -> Errand:
    """End the mandate at the villager's word. A bag on the road goes on: whoever opens it sees that this one goes back.

    Once the organ has received it, the matter is not recalled: it goes on without the agent.
    Errors: NotFound, NotYourPost, ReasonNeeded, MoveNotAllowed once the organ has ended its part.
    """
    errand, at = lock_errand(number, at=at)
    post = of_errand(by, errand, at=at)
    why = reason.strip()
    if not why:
        raise ReasonNeeded
    case, mandate = errand.case, errand.mandate
    if errand.is_worked_on:
        return _go_on_alone(errand, why, who=actor(post), at=at)
    move(case, "recall", at=at)
    _end_service(errand, why, outcome="recalled", taken_by=by, at=at)
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
    _end_service(errand, str(_("本人接回自己办")), outcome="taken_over", taken_by=None, at=at)
    who = Actor(person=case.applicant.name_masked)
    # in a bag they are nowhere yet: he finds them where it arrives
    place = errand.road_to or str(errand.place)
    record(TAKEN_OVER, case.ledger_subject, about=mandate.ledger_subject, actor=who, at=at, place=place)
    return errand


@transaction.atomic
def end_mandate(*, number: str, at: datetime | None = None) -> Errand:
    """The villager ends the mandate himself while the organ works on his matter. From now on another code is good.

    The door has asked for number and code, or knows him as the applicant.
    Errors: NotFound, MoveNotAllowed while `take_over` is what he wants, and once the organ has ended its part.
    """
    errand, at = lock_errand(number, at=at)
    case = errand.case
    if not errand.is_worked_on:
        raise MoveNotAllowed(number=number, state=case.state_row.label, move=_("终止委托"))
    # the agent has seen the old code, and her receipt bears it
    case.query_code = query_code()
    case.save(update_fields=["query_code"])
    return _go_on_alone(errand, str(_("本人终止委托")), who=Actor(person=case.applicant.name_masked), at=at)


def _go_on_alone(errand: Errand, why: str, *, who: Actor, at: datetime) -> Errand:
    """The organ's terms and turn stay, and what is carried to its counter is carried on; no result is fetched."""
    _revoke(errand, why, at=at)
    terms.stop(errand.case, terms.RESULT_BACK, at=at, outcome="mandate_ended")
    subject, about = errand.case.ledger_subject, errand.mandate.ledger_subject
    record(MANDATE_ENDED, subject, about=about, actor=who, at=at, reason=why)
    return errand


def _revoke(errand: Errand, why: str, *, at: datetime) -> None:
    mandate = errand.mandate
    mandate.revoked_at, mandate.revoked_because = at, why
    mandate.save(update_fields=["revoked_at", "revoked_because"])


def _end_service(errand: Errand, why: str, *, outcome: str, taken_by: User | None, at: datetime) -> None:
    _revoke(errand, why, at=at)
    clocks.stop_all(subject=errand.case.ledger_subject, at=at, outcome=outcome)
    end_turn(errand.case, at=at, taken_by=taken_by)
