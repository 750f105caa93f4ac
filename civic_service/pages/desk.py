"""The carriers' desk: what lies here, what is on the road, what must go home. One page, by what his posts are."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from civic_service import piles, queries
from civic_service.lacking import to_supplement
from civic_service.models import Bag, Errand
from civic_service.pages.rooms import rooms_here
from civic_service.pages.telephone import telephone
from civic_service.permissions import AGENT, COUNTERS, TOWN
from kernel.accounts.models import User
from kernel.doors.entering import desk_user
from kernel.ledger.locking import database_now
from kernel.organizations.models import Organization, Window
from kernel.organizations.queries import posts_held
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import day_start, local_date

MOST_ON_THE_ROAD = 50
MOST_SENT = 20


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """A village room, a town's centre, or the bags of a counter. Errors: NotYourPost."""
    user, now = desk_user(request), database_now()
    posts = [held.post for held in posts_held(user, now)]
    rooms = rooms_here(request, user, at=now)
    room = rooms.here
    town = next((post.organization for post in posts if post.role == TOWN), None)
    # who also heads the counter that he serves sits at one
    windows = list(dict.fromkeys(post.window for post in posts if post.role in COUNTERS and post.window is not None))
    if room is not None:
        facts = _room(user, room, now) | telephone(user)
        return render(request, "civic_service/room.html", facts | {"rooms": rooms.choices()})
    if rooms.rooms:
        return render(request, "civic_service/which_room.html", telephone(user) | {"rooms": rooms.rooms})
    if town is not None:
        return render(request, "civic_service/town.html", _town(town, now))
    if windows:
        return render(request, "civic_service/counter.html", _counter(windows, now))
    raise NotYourPost(roles=sorted((AGENT, TOWN, *COUNTERS)))


def _month_start(now: datetime) -> datetime:
    return day_start(local_date(now).replace(day=1))


def _room(user: User, room: Organization, now: datetime) -> dict[str, Any]:
    lying = list(queries.to_send(Bag.Leg.TO_TOWN, unit=room))
    results = list(queries.to_give(room))
    road = list(queries.under_way(room)[:MOST_ON_THE_ROAD])
    counts = queries.counts_of([*lying, *road, *results], now=now)
    month = _month_start(now)
    return {
        "unit": room,
        "lying": queries.with_counts(lying, counts),
        "results": queries.with_counts(results, counts),
        "road": queries.with_counts(road, counts),
        "calls": _calls(room, now),
        "sent": queries.sent([room], since=month)[:MOST_SENT],
        "owing": to_supplement(room),
        "expected": queries.expected(room),
        "lost": queries.lost([room])[:MOST_SENT],
        "aside": queries.put_aside([room]),
        "differing": queries.differing(units=[room], since=month),
        "month": queries.month_of(user, room, since=month),
    }


def _town(town: Organization, now: datetime) -> dict[str, Any]:
    month = _month_start(now)
    return {
        "unit": town,
        "lost": queries.lost([town])[:MOST_SENT],
        "aside": queries.put_aside([town]),
        "differing": queries.differing(units=[town], since=month),
        "opened": queries.opened(town, since=month)[:MOST_SENT],
        "expected": queries.expected(town),
        "piles": piles.piles_of_town(town),
        "directly": piles.directly(town),
        "sent": queries.sent([town], since=month)[:MOST_SENT],
        "calls": _calls(town, now),
    }


def _calls(unit: Organization, now: datetime) -> list[tuple[Errand, queries.Counts]]:
    """Whom to ask how it went, each beside the last day for it."""
    calls = list(queries.to_call(unit))
    return queries.with_counts(calls, queries.counts_of(calls, now=now))


def _counter(windows: list[Window], now: datetime) -> dict[str, Any]:
    ids = [window.pk for window in windows]
    return {
        "lost": queries.lost(windows=ids)[:MOST_SENT],
        "aside": queries.put_aside(windows=ids),
        "differing": queries.differing(windows=ids, since=_month_start(now)),
        "expected": queries.expected_at(ids),
        "piles": [pile for window in windows for pile in piles.piles_of_counter(window)],
        "sent": queries.sent(windows=ids, since=_month_start(now))[:MOST_SENT],
        "windows": windows,
    }
