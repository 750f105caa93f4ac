"""The call list: who has no telephone that takes messages is told by a person, who writes down what came of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kernel.accounts.models import User
from kernel.ledger.access import record_access
from kernel.ledger.events import EventType
from kernel.ledger.locking import database_now, lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.notices import events
from kernel.notices.models import Call, Delivery
from kernel.notices.permissions import calling_post
from kernel.notices.queries import calls_of
from kernel.notices.refusals import AlreadyReached
from kernel.notices.told_once import stop_message
from kernel.organizations.queries import actor
from kernel.organizations.words import kept


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
def note_call(
    *, delivery_id: int, by: User, reached: bool, note: str = "", also: Collection[int] = (), at: datetime | None = None
) -> Delivery:
    """Write down one call. Who was reached has been told this, and what else of his news `also` names.

    Who was not is tried again after everybody else: a call that nobody answers is one on all his news.
    Errors: NotFound for another unit's, also among `also`; NotYourPost; AlreadyReached.
    """
    open_ones = _lock_calls_of_one_person(delivery_id, by, at)
    told = {delivery_id, *also}
    if not told <= {delivery.pk for delivery, _instant in open_ones}:
        raise NotFound
    for delivery, instant in open_ones:
        if not reached or delivery.pk in told:
            _note(delivery, instant, by=by, reached=reached, note=note)
    return _the(delivery_id, open_ones)


@transaction.atomic
def give_up_calls(
    *, delivery_id: int, by: User, reason: Delivery.Unreachable, note: str = "", at: datetime | None = None
) -> Delivery:
    """The telephone does not reach him, for a reason: none of his news stays on the list.

    Errors: NotFound for another unit's; NotYourPost; AlreadyReached.
    """
    open_ones = _lock_calls_of_one_person(delivery_id, by, at)
    for delivery, instant in open_ones:
        Call.objects.create(delivery=delivery, at=instant, by=by, reached=False, note=note)
        delivery.tries, delivery.tried_at = delivery.tries + 1, instant
        delivery.state, delivery.said = Delivery.State.GIVEN_UP, reason
        delivery.save(update_fields=["tries", "tried_at", "state", "said"])
        why = {"told": delivery.title, "reason": kept(reason.label)}
        _on_record(events.CALL_GIVEN_UP, delivery, instant, by=by, **why)
    return _the(delivery_id, open_ones)


def _lock_calls_of_one_person(delivery_id: int, by: User, at: datetime | None) -> list[tuple[Delivery, datetime]]:
    """This open call and the others to the same applicant in the caller's units, each with the instant of the act.

    Errors: NotFound for another unit's; AlreadyReached.
    """
    mine = calls_of(by, database_now())
    whose = mine.filter(pk=delivery_id).values("applicant")
    his = mine.filter(Q(state=Delivery.State.WAITING) | Q(pk=delivery_id), applicant__in=whose)
    ids = his.order_by("pk").values_list("pk", flat=True)
    locked = [lock(mine.select_related("entry"), at=at, pk=each) for each in ids]
    if not locked:
        raise NotFound
    open_ones = [each for each in locked if each[0].state == Delivery.State.WAITING]
    if delivery_id not in {delivery.pk for delivery, _instant in open_ones}:
        raise AlreadyReached
    return open_ones


def _the(delivery_id: int, among: Iterable[tuple[Delivery, datetime]]) -> Delivery:
    return next(delivery for delivery, _instant in among if delivery.pk == delivery_id)


def _note(delivery: Delivery, instant: datetime, *, by: User, reached: bool, note: str) -> None:
    Call.objects.create(delivery=delivery, at=instant, by=by, reached=reached, note=note)
    delivery.tries, delivery.tried_at = delivery.tries + 1, instant
    if reached:
        delivery.state, delivery.sent_at = Delivery.State.SENT, instant
    else:
        delivery.due_at = instant
    delivery.save(update_fields=["tries", "tried_at", "state", "sent_at", "due_at"])
    if reached:
        stop_message(delivery, at=instant)
    told = events.REACHED_BY_TELEPHONE if reached else events.NOT_REACHED_BY_TELEPHONE
    _on_record(told, delivery, instant, by=by, told=delivery.title)


def _on_record(event: EventType, delivery: Delivery, instant: datetime, *, by: User, **facts: str) -> None:
    post = calling_post(by, delivery, at=instant)
    about = delivery.entry.subject
    record(event, delivery.ledger_subject, about=about, actor=actor(post), at=instant, **facts)
