"""Subscriptions of webhooks: made, moved and stopped by the operator, served by the worker.

A try is counted with a lease before it begins, as for messages. The position moves only after the target took the
event, and only from where it stood: a replay that was asked for meanwhile stands.
"""

import secrets
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import transaction

from kernel.ledger import events as ledger_events
from kernel.ledger import stream
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now, instant_of_act, lock
from kernel.ledger.models import StreamedEntry
from kernel.ledger.writer import record
from kernel.notices import events
from kernel.notices.actions.sending import LEASE, MAX_TRIES, wait_after
from kernel.notices.carriers import webhook
from kernel.notices.carriers.outcomes import NotCarried, Undeliverable
from kernel.notices.models import Subscription
from kernel.notices.refusals import CountyUnusable, EventsUnknown, PositionAhead, SubscriptionTaken, TargetUnusable
from kernel.notices.sayings import WORKER_SILENT
from kernel.organizations.models import Region

log = structlog.get_logger(__name__)

CHANNEL: Final = "webhook"
LOOK_AHEAD: Final = 500
SECRET_BYTES: Final = 32


@transaction.atomic
def subscribe(
    *, name: str, url: str, event_types: Collection[str], county: str, position: int | None = None
) -> Subscription:
    """A new subscription from a stream position on, without one from now; its `secret` is made here.

    `county` is its six digits. An act of the operator at the console.
    Errors: SubscriptionTaken, TargetUnusable, EventsUnknown, CountyUnusable, PositionAhead.
    """
    _check_target(url)
    known = {each.code for each in ledger_events.all_types()}
    if not event_types or not set(event_types) <= known:
        raise EventsUnknown(names="、".join(sorted(set(event_types) - known)) or "—")
    here = Region.objects.filter(code=f"{county}000000", level=Region.Level.COUNTY, valid_until=None)
    if not here.filter(simulated=False).exists():
        raise CountyUnusable(county=county)
    start = _position(position)
    if Subscription.objects.filter(name=name).exists():
        raise SubscriptionTaken(name=name)
    made = Subscription.objects.create(
        name=name,
        url=url,
        secret=secrets.token_urlsafe(SECRET_BYTES),
        events=sorted(set(event_types)),
        county=county,
        position=start,
    )
    at = instant_of_act(made.ledger_subject)
    record(
        events.SUBSCRIBED,
        made.ledger_subject,
        actor=SYSTEM,
        at=at,
        kinds=len(made.events),
        event_types=made.events,
        position=start,
    )
    return made


@transaction.atomic
def replay(*, name: str, position: int | None = None) -> Subscription:
    """Serve again from a stream position, without one from where it stood; also puts a stopped or failed one to use.

    Errors: NotFound, PositionAhead.
    """
    subscription, at = lock(Subscription.objects.all(), name=name)
    start = _position(subscription.position if position is None else position)
    subscription.position, subscription.state, subscription.tries = start, Subscription.State.ON, 0
    subscription.due_at = at
    subscription.save(update_fields=["position", "state", "tries", "due_at"])
    record(events.SUBSCRIPTION_MOVED, subscription.ledger_subject, actor=SYSTEM, at=at, position=start)
    return subscription


@transaction.atomic
def stop(*, name: str) -> Subscription:
    """Serve no longer; the position stays. Errors: NotFound."""
    subscription, at = lock(Subscription.objects.all(), name=name)
    if subscription.state != Subscription.State.OFF:
        subscription.state = Subscription.State.OFF
        subscription.save(update_fields=["state"])
        record(events.SUBSCRIPTION_STOPPED, subscription.ledger_subject, actor=SYSTEM, at=at)
    return subscription


def push_due(*, most: int = 200) -> int:
    """Serve every subscription that is due, at most so many events each; how many were taken."""
    if CHANNEL not in settings.NOTICE_CHANNELS:
        return 0
    waiting = list(Subscription.objects.due(database_now()).values_list("pk", flat=True))
    return sum(_serve(each, most) for each in waiting)


def _serve(subscription_id: int, most: int) -> int:
    """Push events until there is none, one is not taken, or so many were."""
    taken = 0
    while taken < most and (next_one := _claim(subscription_id)) is not None:
        subscription, entry = next_one
        outcome = _carried(subscription, entry)
        _note(subscription, entry, outcome)
        if not isinstance(outcome, str):
            break
        taken += 1
    return taken


@transaction.atomic
def _claim(subscription_id: int) -> tuple[Subscription, StreamedEntry] | None:
    """The subscription with a try counted, and its next event; None when another has it or nothing is there."""
    now = database_now()
    due = Subscription.objects.due(now).select_for_update(no_key=True, skip_locked=True)
    subscription = due.filter(pk=subscription_id).first()
    if subscription is None:
        return None
    if subscription.tries >= MAX_TRIES:
        subscription.state, subscription.said = Subscription.State.FAILED, subscription.said or WORKER_SILENT
        subscription.save(update_fields=["state", "said"])
        return None
    entry = _advance(subscription)
    if entry is not None:
        subscription.tries, subscription.tried_at, subscription.due_at = subscription.tries + 1, now, now + LEASE
    subscription.save(update_fields=["position", "tries", "tried_at", "due_at"])
    return None if entry is None else (subscription, entry)


def _advance(subscription: Subscription) -> StreamedEntry | None:
    """Move past what does not concern it; its next event, or None at the end of the stream."""
    while ahead := list(StreamedEntry.objects.after(subscription.position)[:LOOK_AHEAD]):
        for entry in ahead:
            if subscription.concerns(entry):
                subscription.position = entry.stream_no - 1
                return entry
        subscription.position = ahead[-1].stream_no
    return None


def _carried(subscription: Subscription, entry: StreamedEntry) -> str | NotCarried:
    """What the target answered, or why it did not."""
    try:
        return webhook.carry(subscription, entry)
    except NotCarried as failure:
        return failure
    except Exception as error:  # a fault of ours with one target stops no other
        log.error("webhook_fault", subscription=subscription.name, reason=type(error).__name__)
        return NotCarried(type(error).__name__)


def _note(subscription: Subscription, entry: StreamedEntry, outcome: str | NotCarried) -> None:
    """Write down what came of a try, unless the subscription was moved meanwhile."""
    row, now = Subscription.objects.filter(pk=subscription.pk, position=subscription.position), database_now()
    if isinstance(outcome, str):
        row.update(position=entry.stream_no, tries=0, due_at=now, taken_at=now, said=outcome)
        return
    log.warning("webhook_not_taken", subscription=subscription.name, tries=subscription.tries, said=outcome.said)
    mine = row.filter(tries=subscription.tries)
    if isinstance(outcome, Undeliverable) or subscription.tries >= MAX_TRIES:
        mine.update(state=Subscription.State.FAILED, said=outcome.said)
    else:
        mine.update(due_at=now + wait_after(subscription.tries), said=outcome.said)


def _check_target(url: str) -> None:
    """Errors: TargetUnusable."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and not (parts.username or parts.password)
        usable = usable and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise TargetUnusable


def _position(asked: int | None) -> int:
    """A position that the stream has reached; without one its end. Errors: PositionAhead."""
    head = stream.head().stream_no
    start = head if asked is None else asked
    if not 0 <= start <= head:
        raise PositionAhead(head=head, position=start)
    return start
