"""The list of people who are to be called, as both doors show it: the page by person, the API by piece of news."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q

from kernel.accounts.models import User
from kernel.notices.models import Delivery, DeliveryQuerySet
from kernel.notices.permissions import CALLERS
from kernel.notices.queries import calls_of
from kernel.organizations.queries import scope_of
from kernel.organizations.refusals import NotYourPost

LONGEST_NOTE: Final = 200
PAGE: Final = 50
_PLACE: Final = re.compile(r"([0-2])-([0-9]{1,17})-([0-9]{1,18})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Callee:
    """One person and all that he is to be told; `first` is the news by which he has his place."""

    first: Delivery
    news: list[Delivery]

    @property
    def tries(self) -> int:
        return max(each.tries for each in self.news)

    @property
    def tried_at(self) -> datetime | None:
        return max((each.tried_at for each in self.news if each.tried_at is not None), default=None)


def open_calls(user: User, *, at: datetime) -> DeliveryQuerySet:
    """What is still to be told by telephone in his units, without the numbers. Errors: NotYourPost."""
    if not set(CALLERS) & set(scope_of(user, at).roles):
        raise NotYourPost(roles=sorted(CALLERS))
    return calls_of(user, at).to_call().select_related("entry").defer("text", "whole", "params", "address")


def callees(user: User, *, at: datetime, after: str = "") -> tuple[list[Callee], str]:
    """A page of people behind the place `after`, and the place of its last one; empty when nobody is behind him.

    A place that is none of ours is the beginning. Errors: NotYourPost.
    """
    calls = open_calls(user, at=at)
    firsts = list(calls.people_to_call().filter(_behind(after))[: PAGE + 1])
    shown = firsts[:PAGE]
    news: dict[int | None, list[Delivery]] = {}
    for each in calls.filter(applicant__in=[first.applicant_id for first in shown]):
        news.setdefault(each.applicant_id, []).append(each)
    people = [Callee(first, news.get(first.applicant_id, [first])) for first in shown]
    return people, _place(shown[-1]) if len(firsts) > PAGE else ""


def place_of(said: str) -> str:
    """The same words when they name a place in the list, else none."""
    return said if _PLACE.fullmatch(said) else ""


def _place(call: Delivery) -> str:
    return f"{call.rank}-{(call.due_at - _EPOCH) // _TICK}-{call.pk}"


def _behind(place: str) -> Q:
    found = _PLACE.fullmatch(place)
    if found is None:
        return Q()
    rank, pk = int(found[1]), int(found[3])
    due_at = _EPOCH + int(found[2]) * _TICK
    return Q(rank__gt=rank) | Q(rank=rank, due_at__gt=due_at) | Q(rank=rank, due_at=due_at, pk__gt=pk)
