"""Follow a case with its number and six-digit code: whose turn, by when and why that day.

A wrong code, an absent number and another's number take the same road: one query by number, one comparison, one count
against the limits, the same answer. What was opened stays open for this browser for half an hour.
"""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from approvals import typed
from approvals.lookup import opened_by
from approvals.public.story import story
from approvals.queries import own_cases, told
from kernel.doors.throttles import limit_lookup
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now

OPEN_SECONDS = 30 * 60
SESSION_KEY = "tracked"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; a link may bring the number (`?number=`)."""
    if request.method != "POST":
        number = typed.number(request.GET.get("number", ""))
        return render(request, "public/track_ask.html", {"number": number, "errors": []})
    number = typed.number(request.POST.get("number", ""))
    limit_lookup(request, number)
    if opened_by(number, request.POST.get("code", "")) is None:
        wrong = _("受理号或查询码不对，请对照回执再填一次。")
        facts = {"number": number, "errors": [{"words": wrong, "field": "track-number"}]}
        return render(request, "public/track_ask.html", facts, status=404)
    opened = {key: until for key, until in request.session.get(SESSION_KEY, {}).items() if until > time.time()}
    request.session[SESSION_KEY] = opened | {number: time.time() + OPEN_SECONDS}
    return HttpResponseRedirect(reverse("tracked", args=[number]))


@never_cache
@require_safe
def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """The case, for a browser that gave its code within the half hour; the signed-in applicant goes to his own page."""
    number = typed.number(number)
    if request.session.get(SESSION_KEY, {}).get(number, 0) >= time.time():
        case = told(number)
        facts = story(case, now=database_now(), with_pass=True) | {"mine": False, "may_withdraw": False}
        return render(request, "public/tracked.html", facts)
    user = signed_in(request)
    if user is not None and own_cases(user).filter(number=number).exists():
        return HttpResponseRedirect(reverse("my_case", args=[number]))
    return HttpResponseRedirect(reverse("track"))
