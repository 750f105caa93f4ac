"""Follow a case with its number and six-digit code: whose turn, by when and why that day.

A wrong code, an absent number and another's number take the same road: one query by number, one comparison, the same
counts against the limits, the same answer. What was opened stays open for this browser for half an hour.
"""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from approvals import typed
from approvals.lookup import digits_of, try_code
from approvals.public.story import story
from approvals.queries import own_cases, told
from approvals.too_many import TooManyTries
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now

OPEN_SECONDS = 30 * 60
# whoever sends files over a slow line is not shut out in the middle of one
STAYS_OPEN_SECONDS = 10 * 60
SESSION_KEY = "tracked"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; a link may bring the number (`?number=`)."""
    if request.method != "POST":
        number = typed.number(request.GET.get("number", ""))
        return _asked(request, number, [])
    number = typed.number(request.POST.get("number", ""))
    code = request.POST.get("code", "")
    if empty := _empty(number, code):
        return _asked(request, number, empty, status=422)
    try:
        case = try_code(request, number, code)
    except TooManyTries as refusal:
        return _asked(request, number, [], shut=refusal.sentence, status=refusal.status)
    if case is None:
        wrong = _("受理号或查询码不对，请对照回执再填一次。")
        return _asked(request, number, [{"words": wrong, "field": "track-number"}], status=404)
    _open(request, number)
    return HttpResponseRedirect(reverse("tracked", args=[number]))


def _open(request: HttpRequest, number: str) -> None:
    still = {key: until for key, until in request.session.get(SESSION_KEY, {}).items() if until > time.time()}
    request.session[SESSION_KEY] = still | {number: time.time() + OPEN_SECONDS}


def opened(request: HttpRequest, number: str) -> bool:
    """Whether this browser gave the code of that number within the half hour."""
    until: float = request.session.get(SESSION_KEY, {}).get(number, 0)
    return until >= time.time()


def keep_open(request: HttpRequest, number: str) -> None:
    """Begin the half hour of an opened number anew when it nears its end: somebody is at work here."""
    if request.session[SESSION_KEY][number] < time.time() + STAYS_OPEN_SECONDS:
        _open(request, number)


def _asked(
    request: HttpRequest, number: str, errors: list[dict[str, str]], *, shut: str = "", status: int = 200
) -> HttpResponse:
    facts = {"number": number, "errors": errors, "shut": shut, "wrong": {each["field"] for each in errors}}
    return render(request, "public/track_ask.html", facts, status=status)


def _empty(number: str, code: str) -> list[dict[str, str]]:
    """What was left empty, before anything is looked up or counted."""
    asked = (
        (number, {"words": _("请填受理号。"), "field": "track-number"}),
        (digits_of(code), {"words": _("请填回执上的六位查询码。"), "field": "track-code"}),
    )
    return [error for value, error in asked if not value]


@never_cache
@require_safe
def tracked(request: HttpRequest, number: str) -> HttpResponse:
    """The case, for a browser that gave its code within the half hour; the signed-in applicant goes to his own page."""
    number = typed.number(number)
    if opened(request, number):
        case = told(number)
        facts = story(case, now=database_now(), with_pass=True) | {"mine": False, "helping": False, "himself": False}
        facts |= {"may_withdraw": False, "may_send": case.state == "supplement"}
        facts |= {"ask_to": reverse("track_ask", args=[number]), "reply_to": reverse("track_reply", args=[number])}
        facts |= {"send_to": reverse("track_papers", args=[number])}
        return render(request, "public/tracked.html", facts)
    user = signed_in(request)
    if user is not None and own_cases(user, at=database_now()).filter(number=number).exists():
        return HttpResponseRedirect(reverse("my_case", args=[number]))
    return HttpResponseRedirect(reverse("track"))
