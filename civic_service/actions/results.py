"""送达 and 回访: the result is put into the villager's hand, and somebody asks how it went."""

from datetime import datetime

from django.db import transaction

from civic_service import terms
from civic_service.actions.locking import lock_errand
from civic_service.events import CALLED, RETURNED
from civic_service.models import Errand
from civic_service.permissions import of_errand
from civic_service.queries import with_result
from civic_service.refusals import NoResultYet, NotReturnedYet, ReasonNeeded
from kernel.accounts.models import User
from kernel.identifiers.masking import mask_name
from kernel.ledger.writer import record
from kernel.organizations.queries import actor


@transaction.atomic
def give_back(*, by: User, number: str, receiver: str, at: datetime | None = None) -> Errand:
    """Hand the result and every original to `receiver`, who signs. Errors: NotFound, NotYourPost, NoResultYet,
    ReasonNeeded without a name."""
    errand, at = lock_errand(number, at=at)
    post = of_errand(by, errand, at=at)
    ready = Errand.objects.lying().filter(with_result(), pk=errand.pk, returned_at=None)
    if not ready.exists():
        raise NoResultYet(number=number)
    name = receiver.strip()
    if not name:
        raise ReasonNeeded
    errand.returned_at, errand.returned_to = at, name
    errand.save(update_fields=["returned_at", "returned_to"])
    errand.mandate.papers.filter(given_back_at=None, originals__gt=0).update(given_back_at=at)
    terms.stop(errand.case, terms.RESULT_BACK, at=at, outcome="returned")
    terms.start(errand.case, terms.CALL_BACK, answers=errand.town, at=at)
    record(RETURNED, errand.case.ledger_subject, actor=actor(post), at=at, whom=mask_name(name))
    return errand


@transaction.atomic
def call_back(*, by: User, number: str, reached: str, note: str = "", at: datetime | None = None) -> Errand:
    """Ask the villager how it went. Errors: NotFound, NotYourPost, NotReturnedYet."""
    errand, at = lock_errand(number, at=at)
    post = of_errand(by, errand, at=at)
    if errand.returned_at is None or errand.called_at is not None:
        raise NotReturnedYet(number=number)
    errand.called_at, errand.reached, errand.call_note = at, reached, note.strip()
    errand.save(update_fields=["called_at", "reached", "call_note"])
    terms.stop(errand.case, terms.CALL_BACK, at=at, outcome="called")
    outcome = str(Errand.Reached(reached).label)
    record(CALLED, errand.case.ledger_subject, actor=actor(post), at=at, outcome=outcome)
    return errand
