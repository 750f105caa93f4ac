"""What is due is carried by the worker, one message at a time.

A try is counted before it begins, with a lease: no other worker touches the message until that is over, and a worker
that died is found by it. So every message ends as sent, refused or given up, and a kill can only make the peer hear
one again, under the same token; what that means for the person is said in each carrier.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kernel.accounts.models import User
from kernel.ledger.locking import database_now, lock
from kernel.ledger.writer import record
from kernel.notices import events, hints
from kernel.notices.carriers import CARRIERS
from kernel.notices.carriers.outcomes import NotCarried, PeerAway, Undeliverable
from kernel.notices.hours import Hours
from kernel.notices.models import Channel, Delivery, SendingHours
from kernel.notices.permissions import reading_post
from kernel.notices.queries import deliveries_of
from kernel.notices.refusals import AlreadyReached, ChannelAway, NotFailed
from kernel.notices.sayings import TOLD_BY_CALL, WORKER_SILENT
from kernel.notices.told_once import close_call, supersede, told_by_call
from kernel.organizations.queries import actor
from kernel.workdays.queries import calendar_code_of, load

log = structlog.get_logger(__name__)

MAX_TRIES: Final = 10
# longer than the slowest peer is waited for
LEASE: Final = timedelta(minutes=5)
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=4)
# so many in a row that the peer did not answer end a round
AWAY_ENOUGH: Final = 3
# what a call has of the message that it is made instead of
COPIED: Final = (
    "entry_id", "applicant_id", "whom", "as_what", "organization", "desk", "matter", "region", "title", "text",
    "urgent", "address", "address_masked",
)  # fmt: skip

_chance = random.SystemRandom()


def send_due(channel: str, *, most: int = 200) -> int:
    """Carry what is due by one channel, urgent ones first, and return how many were sent; nothing is raised for one.

    A peer that does not answer is left alone until the next round.
    """
    gather(channel)
    sent = away = 0
    for _place in range(most):
        delivery = _claim(channel) if away < AWAY_ENOUGH else None
        if delivery is None:
            break
        outcome = _carried(delivery)
        away = away + 1 if isinstance(outcome, PeerAway) else 0
        sent += isinstance(outcome, str)
        _note(delivery, outcome)
    return sent


@transaction.atomic
def gather(channel: str) -> int:
    """Make one message of each person's plain ones of the day whose digest is due; how many such messages there are.

    The first of them carries the words of all, under its own number; the others name it.
    """
    now = database_now()
    waiting = Delivery.objects.to_gather(now).filter(channel=channel).select_for_update(no_key=True, skip_locked=True)
    by_person = [list(rows) for _person, rows in groupby(waiting, key=attrgetter("recipient_id"))]
    for first, *others in by_person:
        if others:
            parts = [f"{place}. {each.title}：{each.text}" for place, each in enumerate((first, *others), 1)]
            first.title, first.text = f"今天的通知，共{len(parts)}条", "\n\n".join(parts)
            several = Delivery.objects.filter(pk__in=[each.pk for each in others])
            several.update(state=Delivery.State.GATHERED, gathered_into=first, for_digest=False)
        first.for_digest = False
        first.save(update_fields=["title", "text", "for_digest"])
    return len(by_person)


def try_failed_again() -> int:
    """Give every failed message a fresh set of tries; for after its cause was put right. Returns how many.

    Whoever was called instead, or has later news, is left alone; a call that is still open is made unless the message
    arrives first.
    """
    done = (Delivery.State.SENT, Delivery.State.DROPPED)
    called = Delivery.objects.filter(
        entry=OuterRef("entry"), applicant=OuterRef("applicant"), channel=Channel.CALL, state__in=done
    )
    failed = Delivery.objects.filter(~Q(Exists(called)), state=Delivery.State.FAILED)
    return failed.update(state=Delivery.State.WAITING, tries=0, tried_at=None, due_at=database_now())


@transaction.atomic
def try_again(*, delivery_id: int, by: User, at: datetime | None = None) -> Delivery:
    """Give one failed message a fresh set of tries, by whoever reads it: his unit wants it told.

    Errors: NotYourPost; NotFound for what he does not see; NotFailed; ChannelAway; AlreadyReached.
    """
    rows = deliveries_of(by, database_now())
    delivery, instant = lock(rows, at=at, pk=delivery_id)
    post = reading_post(by, delivery, at=instant)
    if delivery.state != Delivery.State.FAILED:
        raise NotFailed
    if delivery.channel not in settings.NOTICE_CHANNELS:
        raise ChannelAway(channel=delivery.get_channel_display())
    if told_by_call(delivery):
        raise AlreadyReached
    delivery.state, delivery.tries, delivery.tried_at, delivery.due_at = Delivery.State.WAITING, 0, None, instant
    delivery.save(update_fields=["state", "tries", "tried_at", "due_at"])
    subject, about = delivery.ledger_subject, delivery.entry.subject
    record(events.TRIED_AGAIN, subject, about=about, actor=actor(post), at=instant, told=delivery.title)
    transaction.on_commit(lambda: hints.send_now([delivery.channel]))
    return delivery


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: doubled each time up to four hours, give or take a quarter."""
    return min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT) * _chance.uniform(0.75, 1.25)


@transaction.atomic
def _claim(channel: str) -> Delivery | None:
    """The next message with its try counted; None when nothing is due. One whose last try never ended is given up."""
    now = database_now()
    due = Delivery.objects.due(now).filter(channel=channel).select_for_update(no_key=True, skip_locked=True)
    hours = {row.citizens: row.hours for row in SendingHours.objects.filter(channel=channel)}
    while (delivery := due.first()) is not None:
        if (opens := _opens(delivery, hours, now)) > now:
            delivery.state, delivery.due_at = Delivery.State.WAITING, opens
            delivery.save(update_fields=["state", "due_at"])
        elif told_by_call(delivery):
            delivery.state, delivery.said = Delivery.State.DROPPED, TOLD_BY_CALL
            delivery.save(update_fields=["state", "said"])
        elif delivery.tries < MAX_TRIES:
            delivery.state, delivery.tries, delivery.tried_at = Delivery.State.TRYING, delivery.tries + 1, now
            delivery.due_at = now + LEASE
            delivery.save(update_fields=["state", "tries", "tried_at", "due_at"])
            return delivery
        else:
            _give_up(Delivery.objects.filter(pk=delivery.pk), delivery, delivery.said or WORKER_SILENT)
    return None


def _opens(delivery: Delivery, hours: Mapping[bool, Hours], now: datetime) -> datetime:
    """When the message may go: now, if it is urgent or nobody is disturbed by it."""
    its = None if delivery.urgent else hours.get(_to_citizen(delivery))
    if its is None:
        return now
    calendar = load(calendar_code_of(delivery.region)) if its.working_days else None
    return its.next_open(now, lambda day: calendar is None or calendar.is_working(day))


def _to_citizen(delivery: Delivery) -> bool:
    """Whether it disturbs somebody at home: an applicant, or by his account whoever acts for one."""
    if delivery.recipient_id is None:
        return True
    # his contacts are not deciphered for that
    return User.objects.filter(pk=delivery.recipient_id, is_staff_member=False).exists()


def _carried(delivery: Delivery) -> str | NotCarried:
    """What the peer answered, or why it did not."""
    try:
        return CARRIERS[delivery.channel](delivery)
    except NotCarried as failure:
        return failure
    except Exception as error:  # a fault of ours in one message stops no other
        log.error("delivery_fault", delivery=delivery.pk, channel=delivery.channel, reason=type(error).__name__)
        return NotCarried(type(error).__name__)


def _note(delivery: Delivery, outcome: str | NotCarried) -> None:
    """Write down what came of a try. That it was sent stays true whatever began since, a failure does not."""
    row, now = Delivery.objects.filter(pk=delivery.pk), database_now()
    if isinstance(outcome, str):
        _note_sent(row, delivery, outcome)
        return
    mine = row.filter(state=Delivery.State.TRYING, tries=delivery.tries)
    log.warning("delivery_not_carried", delivery=delivery.pk, tries=delivery.tries, said=outcome.said)
    if told_by_call(delivery):
        mine.update(state=Delivery.State.DROPPED, said=TOLD_BY_CALL)
    elif isinstance(outcome, Undeliverable) or delivery.tries >= MAX_TRIES:
        _give_up(mine, delivery, outcome.said)
    else:
        mine.update(state=Delivery.State.WAITING, due_at=now + wait_after(delivery.tries), said=outcome.said)


@transaction.atomic
def _note_sent(row: QuerySet[Delivery], delivery: Delivery, said: str) -> None:
    close_call(delivery)
    row.exclude(state=Delivery.State.SENT).update(state=Delivery.State.SENT, sent_at=database_now(), said=said)


@transaction.atomic
def _give_up(mine: QuerySet[Delivery], delivery: Delivery, said: str) -> None:
    """The message is not tried again; a citizen whom a short message did not reach is to be called."""
    given_up = mine.update(state=Delivery.State.FAILED, said=said)
    if given_up and delivery.channel == Channel.SMS and delivery.applicant_id is not None:
        call = Delivery(channel=Channel.CALL, **{name: getattr(delivery, name) for name in COPIED})
        # a caller has room for all of it, and plain words for a person who asks back
        call.text = delivery.whole or delivery.text
        Delivery.objects.bulk_create([call], ignore_conflicts=True)
        supersede([delivery.applicant_id])
