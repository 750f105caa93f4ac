"""带入登记包: the town's page for packets that came as a file, or as codes that a scanner types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from civic_service import packets
from civic_service.permissions import town_post
from civic_service.refusals import PacketUnreadable
from civic_service.verbs import BroughtIn, bring_in
from kernel.accounts.models import User
from kernel.doors.entering import desk_user
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The form, and what became of the packet. Sent twice it is one matter. Errors: NotYourPost."""
    user = desk_user(request)
    town_post(user, at=database_now())
    if request.method != "POST":
        return render(request, "civic_service/bring.html", {"scanned": ""})
    scanned = request.POST.get("scanned", "")
    try:
        done = _bring(request, user, scanned)
    except Refusal as refusal:
        facts = {"scanned": scanned, "refusal": refusal}
        return render(request, "civic_service/bring.html", facts, status=refusal.status)
    facts = {"scanned": "", "done": done, "link": reverse("civic_service:errand", args=[done.errand.case.number])}
    return render(request, "civic_service/bring.html", facts)


def _bring(request: HttpRequest, user: User, scanned: str) -> BroughtIn:
    file = request.FILES.get("file")
    if file is not None:
        return bring_in(user, packets.from_upload(file))
    if not scanned.strip():
        raise PacketUnreadable(what=_("还没有选文件，也没有扫码"))
    return bring_in(user, packets.from_scan(scanned[: packets.MOST_SCANNED]))
