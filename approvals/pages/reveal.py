"""查看完整信息: who stands behind a case, in full, once, for a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from approvals.revealing import reveal as reveal_case
from approvals.typed import line, prose
from kernel.doors.entering import desk_user
from kernel.ledger.access import ReasonMissing
from kernel.organizations.refusals import NotYourPost

LONGEST_REASON = 200


@never_cache
@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """The answer is a part of the page and is kept nowhere: asked again, it is another line of the log."""
    user = desk_user(request)
    why = prose(request.POST.get("why", ""), LONGEST_REASON)
    try:
        found = reveal_case(number=line(number), by=user, why=why)
    except (ReasonMissing, NotYourPost) as refusal:
        return render(request, "components/refusal.html", {"refusal": refusal}, status=refusal.status)
    return render(request, "approvals/revealed.html", {"found": found})
