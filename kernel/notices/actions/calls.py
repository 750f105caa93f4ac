"""The call list: who has no telephone that takes messages is told by a person, who writes down what came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kernel.accounts.models import User
from kernel.ledger.access import record_access
from kernel.ledger.locking import database_now, lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.notices import events
from kernel.notices.actions.told_once import stop_message
from kernel.notices.models import Call, Delivery
from kernel.notices.permissions import calling_post
from kernel.notices.queries import calls_of
from kernel.notices.refusals import AlreadyReached
from kernel.organizations.queries import actor


@dataclass(frozen=True)
class Dialled:
    """What a caller needs: the number in full, whom it reaches, and the words to say."""

    phone: str
    whom: str
    text: str


@transaction.atomic
def dial(*, delivery_id: int, by: User) -> Dialled:
    """The number to be called, shown once; that he saw it stands in the access log before.

    Errors: NotFound for another unit's; NotYourPost.
    """
    now = database_now()
    delivery = calls_of(by, now).filter(pk=delivery_id).select_related("applicant", "entry").first()
    if delivery is None or delivery.applicant is None:
        raise NotFound
    post = calling_post(by, delivery, at=now)
    record_access(
        reader=by.ledger_subject,
        actor=actor(post),
        whom=delivery.applicant.ledger_subject,
        fields=["phone"],
        # kept in the log's language, whatever the caller reads
        why=f"电话告知，编号{delivery.entry.subject_number}",
    )
    return Dialled(delivery.address, delivery.whom, delivery.text)


@transaction.atomic
def note_call(*, delivery_id: int, by: User, reached: bool, note: str = "", at: datetime | None = None) -> Delivery:
    """Write down one call. Whoever was reached leaves the list; else he stays on it.

    Errors: NotFound for another unit's; NotYourPost; AlreadyReached.
    """
    if not calls_of(by, database_now()).filter(pk=delivery_id).exists():
        raise NotFound
    delivery, instant = lock(Delivery.objects.select_related("entry"), at=at, pk=delivery_id)
    post = calling_post(by, delivery, at=instant)
    if delivery.state != Delivery.State.WAITING:
        raise AlreadyReached
    Call.objects.create(delivery=delivery, at=instant, by=by, reached=reached, note=note)
    delivery.tries, delivery.tried_at = delivery.tries + 1, instant
    if reached:
        delivery.state, delivery.sent_at = Delivery.State.SENT, instant
    delivery.save(update_fields=["tries", "tried_at", "state", "sent_at"])
    if reached:
        stop_message(delivery, at=instant)
    told = events.REACHED_BY_TELEPHONE if reached else events.NOT_REACHED_BY_TELEPHONE
    about = delivery.entry.subject
    record(told, delivery.ledger_subject, about=about, actor=actor(post), at=instant, told=delivery.title)
    return delivery
