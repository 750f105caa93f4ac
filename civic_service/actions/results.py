"""送达 and 回访: the result is put into the villager's hand, and somebody asks how it went."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from civic_service import terms
from civic_service.actions.locking import lock_errand
from civic_service.events import CALLED, PAPERS_RETURNED, RETURNED
from civic_service.models import Errand, Mandate
from civic_service.permissions import of_errand
from civic_service.queries import homeward
from civic_service.refusals import NoResultYet, NotInHand, NotReturnedYet, ReasonNeeded
from civic_service.results_home import at_own_counter, is_handed_over
from kernel.accounts.models import User
from kernel.cases import kinds
from kernel.cases.actions import ENDED_PHASES, end_turn
from kernel.clocks.queries import running_clock
from kernel.identifiers.masking import mask_name
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.zone import local_date


@transaction.atomic
def give_back(
    *, by: User, number: str, receiver: str, papers: Collection[str] | None = None, at: datetime | None = None
) -> Errand:
    """Hand the result and the originals to `receiver`, who signs; the papers alone where the result did not come along.

    `papers`: codes of the papers whose originals were there to be handed over; None for all. What is not named stays
    on record as not given back. Errors: NotFound, NotYourPost, NoResultYet, NotInHand where it lies elsewhere,
    ReasonNeeded without a name.
    """
    errand, at = lock_errand(number, at=at)
    post = of_errand(by, errand, at=at)
    ready = Errand.objects.lying().filter(homeward(), pk=errand.pk, returned_at=None, ahead=None)
    if not ready.exists():
        raise NoResultYet(number=number)
    if errand.place_id != post.post.organization_id:
        raise NotInHand(number=number)
    name = receiver.strip()
    if not name:
        raise ReasonNeeded
    with_result = is_handed_over(errand, at=at)
    take_result(errand, by=by, receiver=name, himself=True, at=at)
    out = errand.mandate.papers.filter(given_back_at=None, originals__gt=0)
    (out if papers is None else out.filter(material__code__in=papers)).update(given_back_at=at)
    left = errand.mandate.papers.filter(given_back_at=None).aggregate(left=Sum("originals"))["left"]
    errand.returned_at, errand.returned_to, errand.originals = at, name, left or 0
    errand.save(update_fields=["returned_at", "returned_to", "originals"])
    if errand.case.phase in ENDED_PHASES:
        end_turn(errand.case, at=at, taken_by=by)
    if errand.mandate.revoked_at is None:
        terms.stop(errand.case, terms.RESULT_BACK, at=at, outcome="returned")
        terms.start(errand.case, terms.CALL_BACK, answers=errand.town, at=at)
    event = RETURNED if with_result else PAPERS_RETURNED
    record(event, errand.case.ledger_subject, actor=actor(post), at=at, whom=mask_name(name))
    return errand


def take_result(errand: Errand, *, by: User, receiver: str, himself: bool, at: datetime) -> None:
    """The organ's delivery is done where the result leaves its own counter: to the villager, or to the agent whom he
    let take it. Of another unit's matter, and of one whose result was delivered already, nothing.

    Inside the caller's transaction. Errors: those of the kind's `hand_over`.
    """
    case = errand.case
    hand_over = kinds.get(case.kind).hand_over
    if hand_over is None or not at_own_counter(errand) or errand.goes_back:
        return
    if himself or errand.mandate.allows(Mandate.Scope.RECEIVE, local_date(at)):
        hand_over(case=case, by=by, receiver=receiver, himself=himself, at=at)


@transaction.atomic
def call_back(*, by: User, number: str, reached: str, note: str = "", at: datetime | None = None) -> Errand:
    """Ask the villager how it went. Who was not reached is tried again until the last day of the term.

    Errors: NotFound, NotYourPost, NotReturnedYet.
    """
    errand, at = lock_errand(number, at=at)
    post = of_errand(by, errand, at=at)
    if errand.returned_at is None or errand.called_at is not None:
        raise NotReturnedYet(number=number)
    if reached == Errand.Reached.YES or _last_day_of_calling(errand, at):
        errand.called_at, errand.reached, errand.call_note = at, reached, note.strip()
        errand.save(update_fields=["called_at", "reached", "call_note"])
        terms.stop(errand.case, terms.CALL_BACK, at=at, outcome="called")
    outcome = str(Errand.Reached(reached).label)
    record(CALLED, errand.case.ledger_subject, actor=actor(post), at=at, outcome=outcome)
    return errand


def _last_day_of_calling(errand: Errand, at: datetime) -> bool:
    """Whether there is no later day to try again; also where no term runs."""
    clock = running_clock(errand.case.ledger_subject, terms.CALL_BACK.kind)
    return clock is None or clock.due_at is None or local_date(at) >= terms.due_day(clock)
