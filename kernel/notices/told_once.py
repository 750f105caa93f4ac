"""Nobody is told the same twice: a message that went out closes the call on it, a call that reached stops it, and of
one matter the latest news alone is told by telephone.

A call is locked before the message beside it and several calls in the order of their ids, here and wherever else.
"""

from collections.abc import Collection
from datetime import datetime
from operator import itemgetter

from django.db.models import Q

from kernel.notices.models import Channel, Delivery, DeliveryQuerySet
from kernel.notices.sayings import SUPERSEDED, TOLD_BY_CALL, TOLD_BY_MESSAGE


def close_call(message: Delivery) -> None:
    """The message reached whoever was to be called about it too; a call that is being noted now is waited for."""
    calls = _beside(message, Channel.CALL).filter(state=Delivery.State.WAITING)
    calls.update(state=Delivery.State.DROPPED, said=TOLD_BY_MESSAGE)


def stop_message(call: Delivery, *, at: datetime) -> None:
    """The call reached him: the short message beside it is not sent, unless a worker has it in hand at this moment.

    One whose worker never came back is stopped too. A worker that claims it just now is waited for.
    """
    State = Delivery.State
    unsent = Q(state=State.WAITING) | Q(state=State.TRYING, due_at__lte=at)
    _beside(call, Channel.SMS).filter(unsent).update(state=State.DROPPED, said=TOLD_BY_CALL)


def told_by_call(message: Delivery) -> bool:
    """Whether he has been told by telephone already."""
    return _beside(message, Channel.CALL).filter(state=Delivery.State.SENT).exists()


def supersede(applicants: Collection[int]) -> None:
    """Of the open calls to one applicant about one matter the latest news stays; what is urgent gives way to none that
    is not.

    To be called in the transaction that opened a call.
    """
    calls = Delivery.objects.filter(channel=Channel.CALL, state=Delivery.State.WAITING, applicant__in=applicants)
    waiting = calls.exclude(matter="").select_for_update(no_key=True).order_by("pk")
    latest: dict[tuple[int | None, str], bool] = {}
    old = []
    facts = waiting.values_list("pk", "applicant_id", "matter", "urgent", "entry_id")
    for pk, applicant, matter, urgent, _entry in sorted(facts, key=itemgetter(4), reverse=True):
        later_is_urgent = latest.get((applicant, matter))
        if later_is_urgent is not None and (later_is_urgent or not urgent):
            old.append(pk)
        latest[applicant, matter] = urgent or bool(later_is_urgent)
    Delivery.objects.filter(pk__in=old).update(state=Delivery.State.DROPPED, said=SUPERSEDED)


def _beside(delivery: Delivery, channel: str) -> DeliveryQuerySet:
    """Of the same entry, to the same applicant; staff are not called."""
    beside = Delivery.objects.beside(delivery, channel)
    return beside if delivery.applicant_id is not None else beside.none()
