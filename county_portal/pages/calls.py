"""The people who are to be called, and what came of it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from county_portal.call_list import LONGEST_NOTE, callees, place_of
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import page_act, page_piece
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.notices.actions import dial, give_up_calls, note_call
from kernel.notices.models import Delivery

MOST_DIGITS = 18


@never_cache
@require_safe
@signed_in_first
def calls(request: HttpRequest) -> HttpResponse:
    """Who of one's own unit's applicants is still to be called, fifty a page, behind the place `after`."""
    after = place_of(request.GET.get("after", ""))
    people, further = callees(desk_user(request), at=database_now(), after=after)
    facts = {
        "people": people,
        "after": after,
        "further": further,
        "longest": LONGEST_NOTE,
        "reasons": Delivery.Unreachable.choices,
    }
    return render(request, "calls.html", facts)


@never_cache
@require_POST
@signed_in_first
def call_dial(request: HttpRequest, call: int) -> HttpResponse:
    """The number in full and the words to say: a part of the page, kept nowhere."""
    user = desk_user(request)
    return page_piece(request, "call_dialled.html", lambda: {"dialled": dial(delivery_id=call, by=user)})


@require_POST
@signed_in_first
def call_note(request: HttpRequest, call: int) -> HttpResponse:
    """What came of a call: which of his news the person was told, or that he was not reached."""
    user = desk_user(request)
    reached = request.POST.get("reached") == "yes"
    also = [_row(each) for each in request.POST.getlist("also")]

    def act() -> str:
        note_call(delivery_id=call, by=user, reached=reached, note=_note(request), also=also)
        return _back(request)

    return page_act(request, route="calls.note", act=act, said=_("已登记"))


@require_POST
@signed_in_first
def call_give_up(request: HttpRequest, call: int) -> HttpResponse:
    """The telephone does not reach him, for a reason."""
    user = desk_user(request)
    reason = request.POST.get("reason", "")

    def act() -> str:
        if reason not in Delivery.Unreachable.values:
            raise NotFound
        give_up_calls(delivery_id=call, by=user, reason=Delivery.Unreachable(reason), note=_note(request))
        return _back(request)

    return page_act(request, route="calls.give_up", act=act, said=_("已登记"))


def _note(request: HttpRequest) -> str:
    return " ".join(request.POST.get("note", "").split())[:LONGEST_NOTE]


def _row(said: str) -> int:
    """The id of a row, one that nothing has for what is no id."""
    return int(said) if said.isdecimal() and len(said) <= MOST_DIGITS else 0


def _back(request: HttpRequest) -> str:
    """The page of the list on which the person stood."""
    after = place_of(request.POST.get("after", ""))
    return reverse("calls") + (f"?{urlencode({'after': after})}" if after else "")
