"""Nobody is told the same twice: a message that went out closes the call on it, and a call that reached stops it.

A call is locked before the message beside it, here and wherever both are written.
"""

from datetime import datetime
from typing import Final

from django.db.models import Q

from kernel.notices.models import Channel, Delivery, DeliveryQuerySet

TOLD_BY_MESSAGE: Final = "told_by_message"
TOLD_BY_CALL: Final = "told_by_call"


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


def _beside(delivery: Delivery, channel: str) -> DeliveryQuerySet:
    """Of the same entry, to the same applicant; staff are not called."""
    beside = Delivery.objects.beside(delivery, channel)
    return beside if delivery.applicant_id is not None else beside.none()
