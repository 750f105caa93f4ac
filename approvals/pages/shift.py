"""交接: what is in one's hands at a window, given to a colleague there for lunch or for good, and handed back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import actions
from approvals.lists import case_rows
from approvals.models.hand_over import LONGEST_NOTE
from approvals.pages.hall import window_served
from approvals.queries import clerk_windows, waiting_for
from approvals.shifts.hands import colleagues_at, in_hands, under_way
from approvals.typed import line, number, prose
from kernel.doors.entering import desk_user
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.organizations.queries.addresses import short_addresses

MOST_AT_ONCE = 200


@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """What waits for one's post at the window, who is there to take it, and what was given or taken before."""
    user, now = desk_user(request), database_now()
    window = window_served(user, line(request.GET.get("window", "")), at=now)
    served = short_addresses(clerk_windows(user, at=now))
    facts: dict[str, Any] = {
        "window": window,
        "window_key": next((key for key, each in served.items() if each == window), window.code),
        "served": served,
        "rows": case_rows(in_hands(user, window, at=now)[:MOST_AT_ONCE], now=now),
        "colleagues": colleagues_at(window, but=user, at=now),
        "given": under_way(user, at=now),
        "longest_note": LONGEST_NOTE,
        "waiting_for_me": waiting_for(user, at=now).count(),
    }
    return render(request, "approvals/shift.html", facts)


@require_POST
def over(request: HttpRequest) -> HttpResponse:
    """All that were ticked, to one colleague."""
    user = desk_user(request)
    numbers = [number(each) for each in request.POST.getlist("chosen")[:MOST_AT_ONCE]]

    def act() -> str:
        window = window_served(user, line(request.POST.get("window", "")), at=database_now())
        to, note = line(request.POST.get("to", "")), prose(request.POST.get("note", ""), most=LONGEST_NOTE)
        actions.hand_over(numbers=numbers, window=window, to=to, note=note, by=user)
        return reverse("approvals:shift")

    said = _("已交接 {count} 件").format(count=len(set(numbers)))
    return page_act(request, route="approvals.hand_over", act=act, said=said)


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """What is left of one hand-over."""
    user = desk_user(request)

    def act() -> str:
        actions.hand_back(hand_over=_key(request.POST.get("hand_over", "")), by=user)
        return reverse("approvals:shift")

    return page_act(request, route="approvals.hand_back", act=act, said=_("已交回"))


def _key(typed: str) -> int:
    """The row that is meant; none has the key 0."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
