"""What went outside, as both doors list it, the page and the API."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from kernel.accounts.models import User
from kernel.ledger.refusals import NotFound
from kernel.notices.models import Call, Delivery, Subscription
from kernel.notices.queries import deliveries_of
from kernel.organizations.models import Role
from kernel.organizations.queries import scope_of
from kernel.organizations.queries.scopes import SEES_NO_CASE
from kernel.organizations.refusals import NotYourPost

READERS: Final = tuple(role for role in Role if role not in SEES_NO_CASE)
_PLACE: Final = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


def messages_shown(user: User, *, at: datetime, state: str = "", matter: str = "") -> QuerySet[Delivery]:
    """Messages about the matters that he sees, without their texts and addresses; of one state, of one case's number.

    Errors: NotYourPost.
    """
    if scope_of(user, at).nothing:
        raise NotYourPost(roles=sorted(READERS))
    rows = deliveries_of(user, at).defer("text", "whole", "params", "address")
    if state in Delivery.State.values:
        rows = rows.filter(state=state)
    return rows.filter(matter=matter) if matter else rows


def place_of(row: Delivery) -> str:
    """Where a message stands in the list, for the page that goes on behind it."""
    return f"{(row.ordered_at - _EPOCH) // _TICK}-{row.pk}"


def older_than(place: str) -> Q | None:
    """What stands behind that place; None for words that name none."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return None
    ordered_at, pk = _EPOCH + int(found[1]) * _TICK, int(found[2])
    return Q(ordered_at__lt=ordered_at) | Q(ordered_at=ordered_at, pk__lt=pk)


@dataclass(frozen=True)
class MessageShown:
    """One message with what belongs to it: who called when, the mail it went out in or what went out in it, and what
    else the same person was told of the same."""

    row: Delivery
    calls: list[Call]
    gathered: list[Delivery]
    beside: list[Delivery]


def message_shown(user: User, delivery_id: int, *, at: datetime) -> MessageShown:
    """One message as it may be shown to him, masked. Errors: NotYourPost; NotFound for what he does not see."""
    rows = messages_shown(user, at=at)
    row = rows.filter(pk=delivery_id).first()
    if row is None:
        raise NotFound
    beside = rows.filter(entry=row.entry_id, applicant=row.applicant_id, recipient=row.recipient_id)
    calls = row.calls.select_related("by").defer("note").order_by("at", "pk")
    return MessageShown(row, list(calls), list(rows.filter(gathered_into=row)), list(beside.exclude(pk=row.pk)))


def target_rows(user: User, *, at: datetime) -> list[Subscription]:
    """The webhook targets of the counties that he sees whole."""
    return list(Subscription.objects.filter(county__in=scope_of(user, at).counties).defer("secret"))
