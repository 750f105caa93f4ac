"""晨会单 as a page to read and to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from county_portal.morning import sheet_for
from kernel.doors.entering import desk_user, signed_in_first
from kernel.ledger.locking import database_now


@never_cache
@require_safe
@signed_in_first
def morning(request: HttpRequest) -> HttpResponse:
    """The sheet of the reader's county as of now."""
    return render(request, "morning.html", {"sheet": sheet_for(desk_user(request), at=database_now())})
