"""What applicants asked and nobody answered yet: those that lie with my posts, or all that my unit may answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.messages import waiting_questions, with_terms
from approvals.queries import clerk_windows, waiting_for
from kernel.doors.entering import desk_user
from kernel.ledger.locking import database_now

MOST = 200


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The oldest first; `?which=unit` lists those of colleagues too."""
    user = desk_user(request)
    now = database_now()
    mine = request.GET.get("which") != "unit"
    path = reverse("approvals:questions")
    found = {each: waiting_questions(user, at=now, mine=each) for each in (True, False)}
    choices = [
        {"url": path, "words": _("轮到我的"), "count": found[True].count(), "current": mine},
        {"url": f"{path}?which=unit", "words": _("本单位"), "count": found[False].count(), "current": not mine},
    ]
    facts = {
        "rows": with_terms(found[mine][:MOST], now=now),
        "choices": choices,
        "at_counter": bool(clerk_windows(user, at=now)),
        "waiting_for_me": waiting_for(user, at=now).count(),
    }
    return render(request, "approvals/questions.html", facts)
