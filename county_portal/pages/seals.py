"""每日封存公示: the daily seals for everybody, and one of them to be printed and kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from county_portal.seals import latest_seals, seal_of
from kernel.ledger.refusals import NotFound

PAGE = 30
MOST_DIGITS = 9


@require_safe
def public_seals(request: HttpRequest) -> HttpResponse:
    """A month of seals a page, latest first."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) <= MOST_DIGITS else None
    rows = latest_seals(before=before, limit=PAGE)
    last = rows[-1].number if rows else 1
    return render(request, "seals.html", {"rows": rows, "older": last if last > 1 else None, "newest": before is None})


@require_safe
def public_seal(request: HttpRequest, number: int) -> HttpResponse:
    """One seal with every figure it was made of, and how to check it. Errors: NotFound."""
    found = seal_of(number)
    if found is None:
        raise NotFound
    return render(request, "seal.html", {"seal": found})
