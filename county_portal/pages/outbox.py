"""What went outside the portal: to whom, when, how often tried; and the people who are to be called."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from county_portal.outbox import LONGEST_NOTE, messages_shown, open_calls, target_rows
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import Refusal
from kernel.notices.actions import dial, note_call
from kernel.notices.models import Delivery

PAGE = 50
MOST_DIGITS = 18


@never_cache
@require_safe
@signed_in_first
def outbox(request: HttpRequest) -> HttpResponse:
    """Fifty messages a page, newest first; `state` shows those of one state alone."""
    user, now = desk_user(request), database_now()
    rows = messages_shown(user, at=now)
    state = request.GET.get("state", "")
    if state in Delivery.State.values:
        rows = rows.filter(state=state)
    asked = request.GET.get("before", "")
    newest = not (asked.isdecimal() and len(asked) <= MOST_DIGITS)
    page = list((rows if newest else rows.filter(pk__lt=int(asked)))[: PAGE + 1])
    facts = {
        "rows": page[:PAGE],
        "older": page[PAGE - 1].pk if len(page) > PAGE else None,
        "newest": newest,
        "state": state,
        "states": Delivery.State.choices,
        "targets": target_rows(user, at=now),
    }
    return render(request, "outbox.html", facts)


@never_cache
@require_safe
@signed_in_first
def calls(request: HttpRequest) -> HttpResponse:
    """Who of one's own unit's applicants is still to be called."""
    rows = open_calls(desk_user(request), at=database_now())[:PAGE]
    return render(request, "calls.html", {"rows": rows, "longest": LONGEST_NOTE})


@never_cache
@require_POST
@signed_in_first
def call_dial(request: HttpRequest, call: int) -> HttpResponse:
    """The number in full and the words to say: a part of the page, kept nowhere."""
    user = desk_user(request)
    try:
        dialled = dial(delivery_id=call, by=user)
    except Refusal as refusal:
        return render(request, "components/refusal.html", {"refusal": refusal}, status=refusal.status)
    return render(request, "call_dialled.html", {"dialled": dialled})


@require_POST
@signed_in_first
def call_note(request: HttpRequest, call: int) -> HttpResponse:
    """What came of a call."""
    user = desk_user(request)
    reached = request.POST.get("reached") == "yes"
    note = " ".join(request.POST.get("note", "").split())[:LONGEST_NOTE]

    def act() -> str:
        note_call(delivery_id=call, by=user, reached=reached, note=note)
        return reverse("calls")

    return page_act(request, route="calls.note", act=act, said=_("已登记"))
