"""What went outside the portal: to whom, when, how often tried."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from county_portal.outbox import message_shown, messages_shown, older_than, place_of, target_rows
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import page_act, page_piece
from kernel.ledger.locking import database_now
from kernel.notices.actions import open_message, try_again
from kernel.notices.models import Delivery

PAGE = 50
LONGEST_NUMBER = 40


@never_cache
@require_safe
@signed_in_first
def outbox(request: HttpRequest) -> HttpResponse:
    """Fifty messages a page, newest first; `state` shows those of one state alone, `matter` those of one case."""
    user, now = desk_user(request), database_now()
    state, matter = request.GET.get("state", ""), _number(request.GET.get("matter", ""))
    rows = messages_shown(user, at=now, state=state, matter=matter)
    behind = older_than(request.GET.get("before", ""))
    page = list((rows if behind is None else rows.filter(behind))[: PAGE + 1])
    facts = {
        "rows": page[:PAGE],
        "older": place_of(page[PAGE - 1]) if len(page) > PAGE else "",
        "newest": behind is None,
        "state": state,
        "matter": matter,
        "filters": urlencode({"state": state, "matter": matter}),
        "states": Delivery.State.choices,
        "targets": target_rows(user, at=now),
    }
    return render(request, "outbox.html", facts)


@never_cache
@require_safe
@signed_in_first
def outbox_message(request: HttpRequest, message: int) -> HttpResponse:
    """One message: what, to whom, when, how often tried; its text only when asked for."""
    user, now = desk_user(request), database_now()
    shown = message_shown(user, message, at=now)
    facts = {
        "row": shown.row,
        "shown": shown,
        "may_try": shown.row.state == Delivery.State.FAILED,
    }
    return render(request, "outbox_message.html", facts)


@never_cache
@require_POST
@signed_in_first
def outbox_open(request: HttpRequest, message: int) -> HttpResponse:
    """The text as it was sent and the callers' notes: a part of the page, kept nowhere."""
    user = desk_user(request)
    return page_piece(request, "outbox_opened.html", lambda: {"opened": open_message(delivery_id=message, by=user)})


@require_POST
@signed_in_first
def outbox_again(request: HttpRequest, message: int) -> HttpResponse:
    """A failed message gets a fresh set of tries."""
    user = desk_user(request)

    def act() -> str:
        try_again(delivery_id=message, by=user)
        return reverse("outbox_message", args=[message])

    return page_act(request, route="outbox.again", act=act, said=_("已放回待发"))


def _number(said: str) -> str:
    """A case's number as somebody types it."""
    return "".join(said.split())[:LONGEST_NUMBER]
