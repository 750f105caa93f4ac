"""From an errand to the page where its organ works on the matter: for who works there, or may see it there."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from civic_service.models import Errand
from kernel.accounts.models import User
from kernel.cases import kinds
from kernel.documents.access import may_see
from kernel.ledger.refusals import NotFound


def matter_url(user: User, errand: Errand) -> str:
    """Once a counter has received it and he may see it there; else empty."""
    if errand.case.received_at is None or not may_see(user, "case", errand.pk):
        return ""
    return reverse(kinds.get(errand.case.kind).detail_route, args=[errand.case.number])


def on_to_matter(user: User, number: str) -> HttpResponse:
    """Lead him on there who carries nothing and was given the number. Errors: NotFound where he may not see it."""
    live = Errand.objects.filter(case__simulated=False, case__number=number)
    errand = live.select_related("case").first()
    url = matter_url(user, errand) if errand is not None else ""
    if not url:
        raise NotFound
    return HttpResponseRedirect(url)
