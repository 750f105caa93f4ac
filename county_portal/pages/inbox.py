"""The inbox: what one was told, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kernel.doors.entering import signed_in_first
from kernel.doors.verbs import go, page_act, signed_in
from kernel.notices import actions
from kernel.notices.queries import PAGE, latest, unread_count

MOST_DIGITS = 18


@never_cache
@require_safe
@signed_in_first
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own notices, fifty a page; a citizen reads them in the public frame."""
    user = signed_in(request)
    assert user is not None
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) <= MOST_DIGITS else None
    rows = latest(user, before=before)
    facts = {
        "rows": rows,
        "unread": unread_count(user),
        "older": rows[-1].pk if len(rows) == PAGE else None,
        "newest": before is None,
    }
    return render(request, "public/inbox.html" if user.is_citizen else "inbox.html", facts)


@require_POST
@signed_in_first
def read(request: HttpRequest, notice: int) -> HttpResponse:
    """Mark one as read and go where it points."""
    user = signed_in(request)
    assert user is not None
    row = actions.read(notice_id=notice, by=user)
    return go(request, row.link or reverse("inbox"))


@require_POST
@signed_in_first
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    user = signed_in(request)
    assert user is not None

    def act() -> str:
        actions.read_all(by=user)
        return reverse("inbox")

    return page_act(request, route="inbox.read_all", act=act)
