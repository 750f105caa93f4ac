"""The search box of the desks and what it found. By POST, so that no number and no name stands in an address."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from county_portal.finding.asked import FEWEST_DIGITS, asked
from county_portal.finding.search import MOST, Found, find
from kernel.doors.entering import desk_user, signed_in_first
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_first
def box(request: HttpRequest) -> HttpResponse:
    """Whatever was typed; the one thing that was named whole opens at once. Errors: NotYourPost."""
    user, now = desk_user(request), database_now()
    question = asked(request.POST.get("q", ""))
    refusal, found = None, Found(())
    try:
        found = find(user, question, at=now)
    except Refusal as refused:
        if refused.status == 403:
            raise
        refusal = refused
    if found.straight:
        return HttpResponseRedirect(found.straight)
    facts = {
        "text": question.text,
        "groups": found.groups,
        "refusal": refusal,
        "most": MOST,
        "fewest": FEWEST_DIGITS,
    }
    return render(request, "find.html", facts, status=refusal.status if refusal is not None else 200)
