"""A decision goes to the department that supervises the item, and one of its posts signs that it came."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from approvals.actions.locking import lock_case
from approvals.events import DECISION_ACKNOWLEDGED
from approvals.models import PushedDecision
from approvals.models.pushed import supervising
from approvals.permissions import acknowledging_post
from approvals.refusals import DecisionAcknowledged, NothingChosen
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.words import day_words


def push(case: Case, *, at: datetime) -> None:
    """Write down that the decision is to be seen by its supervising department; called by the verb that decides."""
    unit = supervising(case)
    if unit is not None:
        PushedDecision.objects.create(case=case, organization_id=unit, pushed_at=at)


@transaction.atomic
def acknowledge_decision(*, number: str, by: User, at: datetime | None = None) -> PushedDecision:
    """签收: the supervising department has the decision. Nothing of the case changes by it.

    Errors: NotFound (no case, or none whose decision was pushed), NotYourPost, DecisionAcknowledged.
    """
    case, at = lock_case(number, at=at)
    pushed = PushedDecision.objects.select_related("organization", "acknowledged_by").filter(case=case).first()
    if pushed is None:
        raise NotFound
    post = acknowledging_post(by, pushed, at=at)
    if pushed.acknowledged_by is not None and pushed.acknowledged_at is not None:
        signed = day_words(pushed.acknowledged_at)
        raise DecisionAcknowledged(number=number, person=pushed.acknowledged_by.full_name, day=signed)
    pushed.acknowledged_at, pushed.acknowledged_by = at, by
    pushed.save(update_fields=["acknowledged_at", "acknowledged_by"])
    supervisor = pushed.organization.short_name or pushed.organization.name
    record(DECISION_ACKNOWLEDGED, case.ledger_subject, actor=actor(post), at=at, supervisor=supervisor)
    return pushed


@transaction.atomic
def acknowledge_decisions(*, numbers: Iterable[str], by: User, at: datetime | None = None) -> list[PushedDecision]:
    """The same for several, all of them or none. Errors: NothingChosen; those of `acknowledge_decision`."""
    # always in one order, so that two people who chose the same ones never wait for each other in a circle
    chosen = sorted(set(numbers))
    if not chosen:
        raise NothingChosen
    return [acknowledge_decision(number=number, by=by, at=at) for number in chosen]
