"""What went outside the portal: to whom, when, how often tried."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from county_portal.outbox import messages_shown, target_rows
from kernel.doors.entering import desk_user, signed_in_first
from kernel.ledger.locking import database_now
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
