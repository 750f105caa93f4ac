"""Data health: what is out of order, since when, and what to do. No case and no applicant is named here."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from county_portal.data_health.access import asked_by
from county_portal.data_health.report import report
from county_portal.pages.access_log import may_audit
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now

ROWS_SHOWN = 100


@never_cache
@require_safe
@login_required
def data_health(request: HttpRequest) -> HttpResponse:
    """What is out of order first, then what was looked at and is well."""
    user = signed_in(request)
    assert user is not None
    now = database_now()
    found = report(asked_by(user, at=now))
    facts = {"report": found, "most": ROWS_SHOWN, "auditor": may_audit(user, at=now)}
    return render(request, "data_health.html", facts)
