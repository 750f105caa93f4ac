"""The carriers' desk: what lies here, what is on the road, what must go home. One page, by what his posts are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from civic_service import piles, queries
from civic_service.lacking import to_supplement
from civic_service.models import Bag, Errand
from civic_service.pages.rooms import rooms_here
from civic_service.pages.telephone import no_post, telephone
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
LATELY = timedelta(days=31)


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """A village room, a town's centre, or the bags of a counter; to anybody else a refusal with his outbox."""
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
    return no_post(request, user, NotYourPost(roles=sorted((AGENT, TOWN, *COUNTERS))))


def _month_start(now: datetime) -> datetime:
    return day_start(local_date(now).replace(day=1))


def _lately(now: datetime) -> datetime:
    """The last days together: a calendar month forgets on its first day what left on its last."""
    return now - LATELY


@dataclass(frozen=True)
class Listed:
    """The first rows of a list, and how many there are in all."""

    rows: list[Any]
    total: int


def _first(found: QuerySet[Any], most: int) -> Listed:
    rows = list(found[: most + 1])
    return Listed(rows[:most], found.count() if len(rows) > most else len(rows))


def _sent(now: datetime, **here: Any) -> Listed:
    """What nobody has signed for stands there whole, however much it is."""
    found = queries.sent(since=_lately(now), **here)
    return _first(found, max(MOST_SENT, found.filter(received_at=None, lost_at=None).count()))


def _room(user: User, room: Organization, now: datetime) -> dict[str, Any]:
    lying = list(queries.to_send(Bag.Leg.TO_TOWN, unit=room))
    results = list(queries.to_give(room))
    road = _first(queries.under_way(room), MOST_ON_THE_ROAD)
    counts = queries.counts_of([*lying, *road.rows, *results], now=now)
    return {
        "unit": room,
        "lying": queries.with_counts(lying, counts),
        "results": queries.with_counts(results, counts),
        "road": queries.with_counts(road.rows, counts),
        "road_in_all": road.total,
        "calls": _calls(room, now),
        "sent": _sent(now, units=[room]),
        "owing": to_supplement(room),
        "expected": queries.expected(room),
        "lost": _first(queries.lost([room]), MOST_SENT),
        "aside": queries.put_aside([room]),
        "differing": queries.differing(units=[room], since=_lately(now)),
        "month": queries.month_of(user, room, since=_month_start(now)),
    }


def _town(town: Organization, now: datetime) -> dict[str, Any]:
    return {
        "unit": town,
        "lost": _first(queries.lost([town]), MOST_SENT),
        "aside": queries.put_aside([town]),
        "differing": queries.differing(units=[town], since=_lately(now)),
        "opened": _first(queries.opened(town, since=_lately(now)), MOST_SENT),
        "expected": queries.expected(town),
        "piles": piles.piles_of_town(town),
        "directly": piles.directly(town),
        "sent": _sent(now, units=[town]),
        "calls": _calls(town, now),
    }


def _calls(unit: Organization, now: datetime) -> list[tuple[Errand, queries.Counts]]:
    """Whom to ask how it went, each beside the last day for it."""
    calls = list(queries.to_call(unit))
    return queries.with_counts(calls, queries.counts_of(calls, now=now))


def _counter(windows: list[Window], now: datetime) -> dict[str, Any]:
    ids = [window.pk for window in windows]
    return {
        "lost": _first(queries.lost(windows=ids), MOST_SENT),
        "aside": queries.put_aside(windows=ids),
        "differing": queries.differing(windows=ids, since=_lately(now)),
        "expected": queries.expected_at(ids),
        "piles": [pile for window in windows for pile in piles.piles_of_counter(window)],
        "sent": _sent(now, windows=ids),
        "windows": windows,
    }
