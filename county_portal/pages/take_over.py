"""接回自己办: the public page for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from approvals import typed
from county_portal.taking_over import take_back
from kernel.ledger.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Ask for number and code and say what follows; a link may bring the number (`?number=`)."""
    if request.method != "POST":
        return render(request, "take_over.html", {"number": typed.number(request.GET.get("number", ""))})
    number = request.POST.get("number", "")
    try:
        errand = take_back(request, number=number, code=request.POST.get("code", ""))
    except Refusal as refusal:
        facts = {"number": typed.number(number), "refusal": refusal}
        return render(request, "take_over.html", facts, status=refusal.status)
    return render(request, "take_over.html", {"number": "", "errand": errand})
