"""The desk's key for somebody who only asks: one more, or the last one back. The form beside it is not touched."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from approvals import actions
from approvals.consultations import consulted_today
from approvals.pages.desk import home_of
from approvals.pages.hall import item_at, window_served
from approvals.typed import line, number
from kernel.accounts.models import User
from kernel.doors.entering import desk_user
from kernel.doors.verbs import go, page_once
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Window


@require_POST
def consult(request: HttpRequest) -> HttpResponse:
    """One more, about the item that is open on the desk if one is."""
    user = desk_user(request)
    window = window_served(user, line(request.POST.get("window", "")), at=database_now())
    version = item_at(window, line(request.POST.get("item", "")), own=False)
    return _done(
        request, user, window, "approvals.consult", lambda: actions.consult(by=user, window=window, version=version)
    )


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """The last one back."""
    user = desk_user(request)
    window = window_served(user, line(request.POST.get("window", "")), at=database_now())
    noted = number(request.POST.get("number", ""))
    return _done(
        request, user, window, "approvals.undo_consultation", lambda: actions.undo_consultation(number=noted, by=user)
    )


def _done(request: HttpRequest, user: User, window: Window, route: str, verb: Callable[[], object]) -> HttpResponse:
    """The key again with the new figure; without script the desk. A refusal is said beside the key."""
    refusal: Refusal | None = None
    try:
        page_once(request, route=route, act=verb)
    except Refusal as refused:
        refusal = refused
    now = database_now()
    home = home_of(user, window, at=now)
    if refusal is None and not getattr(request, "htmx", False):
        return go(request, home)
    facts = {
        "consulted": consulted_today(window, user, now=now),
        "window_key": line(request.POST.get("window", "")),
        "consult_item": line(request.POST.get("item", "")),
        "refusal": refusal,
    }
    return render(request, "approvals/hall_consult.html", facts, status=refusal.status if refusal is not None else 200)
