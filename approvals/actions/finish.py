"""The end of a matter: deliver, close; withdrawn by the applicant, terminated by the organ."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from approvals import terms
from approvals.actions.deem import refuse_after_silence, settle_silence
from approvals.actions.delay import refuse_while_unexplained
from approvals.actions.ending import end_case
from approvals.actions.joint import end_parts, refuse_of_part, settle_part
from approvals.actions.locking import lock_case, lock_with_parts
from approvals.actions.renew import refuse_after_expiry
from approvals.events import CLOSED, DELIVERED, TERMINATED, WITHDRAWN
from approvals.models import Application, DeliveryRecord, Ending
from approvals.on_paper import require_refusable
from approvals.permissions import delivering_clerk, delivering_or_town, own_case, receiving_clerk, whose_turn
from approvals.refusals import ReasonMissing, SignatoryMissing, TrackingMissing
from kernel.accounts.models import User
from kernel.cases.actions import end_turn, move
from kernel.cases.models import Case
from kernel.documents.letters.printing import require_printable
from kernel.ledger.actors import Actor
from kernel.ledger.writer import record
from kernel.organizations.queries import HeldPost, actor

# what the ledger says where the applicant said nothing
UNSAID = "未说明理由"


@transaction.atomic
def deliver(
    *,
    number: str,
    by: User,
    method: str,
    receiver: str = "",
    receiver_is: str = "",
    tracking_number: str = "",
    at: datetime | None = None,
) -> Case:
    """送达 the decision; the delivery clock ends (44).

    `receiver` signs for it at the window, as `DeliveryRecord.Receiver` says; by post it has its `tracking_number`.
    Errors: NotYourPost, SignatoryMissing, TrackingMissing, SignUnprintable, MoveNotAllowed.
    """
    case, at = lock_case(number, at=at)
    post = delivering_clerk(by, case, at=at)
    facts = _handed_over(method, receiver.strip(), receiver_is, tracking_number.strip())
    _deliver(case, post, method, facts, by=by, at=at)
    return case


def hand_over_prepared(*, case: Case, by: User, receiver: str, himself: bool, at: datetime) -> None:
    """送达 of what an agent filed, to the applicant or to the agent who may take it; a matter that has nothing left to
    deliver stays as it is.

    Inside the caller's transaction, which holds the case's lock. Errors: NotYourPost.
    """
    if case.workflow.move_from(case.state, "deliver") is None:
        return
    post = delivering_or_town(by, case, at=at)
    window = Application.Delivery.WINDOW
    whose = DeliveryRecord.Receiver.APPLICANT if himself else DeliveryRecord.Receiver.AGENT
    _deliver(case, post, window, _handed_over(window, receiver, whose, ""), by=by, at=at)


def _deliver(case: Case, post: HeldPost, method: str, facts: Mapping[str, str], *, by: User, at: datetime) -> None:
    require_printable(*facts.values())
    move(case, "deliver", at=at)
    DeliveryRecord.objects.create(case=case, method=method, delivered_by=by, delivered_at=at, **facts)
    terms.stop(case, "delivery", at=at, outcome="delivered")
    end_turn(case, at=at, taken_by=by)
    record(DELIVERED, case.ledger_subject, actor=actor(post), at=at, method=_how(method, facts))


def _handed_over(method: str, receiver: str, receiver_is: str, tracking_number: str) -> dict[str, str]:
    """What proves it, as the method needs it. Errors: SignatoryMissing, TrackingMissing."""
    if method == Application.Delivery.WINDOW and not (receiver and receiver_is):
        raise SignatoryMissing
    if method == Application.Delivery.POST and not tracking_number:
        raise TrackingMissing
    sent = method == Application.Delivery.POST
    return {
        "receiver": receiver,
        "receiver_is": receiver_is if receiver else "",
        "tracking_number": tracking_number if sent else "",
    }


def _how(method: str, facts: Mapping[str, str]) -> str:
    """The method in the ledger's words: no name, but whether the applicant himself signed, and the post's number."""
    label = str(Application.Delivery(method).label)
    if facts["tracking_number"]:
        return f"{label}，单号 {facts['tracking_number']}"
    return f"{label}，{DeliveryRecord.Receiver(facts['receiver_is']).label}签收" if facts["receiver_is"] else label


@transaction.atomic
def close(*, number: str, by: User, at: datetime | None = None) -> Case:
    """办结归档: the file is complete. Errors: NotYourPost, MoveNotAllowed."""
    case, at = lock_case(number, at=at)
    post = delivering_clerk(by, case, at=at)
    move(case, "close", at=at)
    record(CLOSED, case.ledger_subject, actor=actor(post), at=at)
    return case


@transaction.atomic
def withdraw(*, number: str, by: User, reason: str = "", at: datetime | None = None) -> Case:
    """The applicant takes his application back before a decision, and need not say why; at the counter the clerk
    enters it for him with what he said. With a joint matter its parts end, those that are decided excepted.

    Errors: NotFound (another's case), PartFollowsLead, ReasonMissing, SignUnprintable, RenewedAlready, MoveNotAllowed.
    """
    case, parts, at = lock_with_parts(number, at=at)
    who: Actor = actor(receiving_clerk(by, case, at=at)) if by.is_staff_member else own_case(by, case, at=at)
    refuse_of_part(case, verb=case.workflow.moves["withdraw"].label)
    if by.is_staff_member and not reason.strip():
        raise ReasonMissing
    require_printable(reason)
    settle_silence(case, at=at)
    refuse_after_expiry(case, at=at)
    ending = end_case(case, "withdraw", Ending.Kind.WITHDRAWN, reason=reason, by=by, at=at)
    record(WITHDRAWN, case.ledger_subject, actor=who, at=at, reason=ending.reason or UNSAID)
    end_parts(parts, "withdraw", case, ending=ending, who=who, by=by)
    return case


@transaction.atomic
def terminate(*, number: str, by: User, reason: str, at: datetime | None = None) -> Case:
    """终止办理: the matter cannot go on (the applicant is gone, the item was abolished, the term to supplement ran
    out). Before acceptance by a receiving clerk, after it only by the post whose turn it is. With a joint matter its
    parts end, those that are decided excepted; a part that ends by itself is told to its lead.

    Errors: NotYourPost, NotYourTurn, ReasonMissing, SignUnprintable, RemediesMissing, DeemedAlready, RenewedAlready,
    DelayUnexplained, MoveNotAllowed.
    """
    case, parts, at = lock_with_parts(number, at=at)
    post = whose_turn(by, case, at=at) if case.state == "accepted" else receiving_clerk(by, case, at=at)
    if not reason.strip():
        raise ReasonMissing
    require_refusable(case, reason)
    refuse_after_silence(case, "terminate", at=at)
    refuse_after_expiry(case, at=at)
    refuse_while_unexplained(case, at=at)
    ending = end_case(case, "terminate", Ending.Kind.TERMINATED, reason=reason, by=by, at=at)
    record(TERMINATED, case.ledger_subject, actor=actor(post), at=at, reason=ending.reason)
    end_parts(parts, "terminate", case, ending=ending, who=actor(post), by=by)
    settle_part(case, who=actor(post), at=at, reason=ending.reason)
    return case
