"""Who saw whose data unmasked, and why: the audit administrator's page."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from county_portal.access_log import accesses, audited_counties, shown
from kernel.accounts.models import User
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now
from kernel.organizations.refusals import NotYourPost

PAGE = 50
MOST_DIGITS = 18


def may_audit(user: User, *, at: datetime) -> bool:
    """Whether the log's page is his to open."""
    try:
        return bool(audited_counties(user, at=at))
    except NotYourPost:
        return False


@never_cache
@require_safe
@login_required
def access_log(request: HttpRequest) -> HttpResponse:
    """Fifty lines a page, latest first."""
    user = signed_in(request)
    assert user is not None
    entries = accesses(audited_counties(user, at=database_now()))
    asked = request.GET.get("before", "")
    newest = not (asked.isdecimal() and len(asked) <= MOST_DIGITS)
    if not newest:
        entries = entries.filter(position__lt=int(asked))
    rows = shown(entries[: PAGE + 1])
    older = rows[PAGE - 1].position if len(rows) > PAGE else None
    return render(request, "access_log.html", {"rows": rows[:PAGE], "older": older, "newest": newest})
