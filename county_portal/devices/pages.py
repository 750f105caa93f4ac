"""The second screen of a counter: a page that says nothing by itself, for desk pages of the same browser to fill."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.queries import clerk_windows
from approvals.refusals import NoPlaceAtCounter
from kernel.doors.entering import desk_user
from kernel.ledger.locking import database_now


@require_safe
def second_screen(request: HttpRequest) -> HttpResponse:
    """An empty screen. Errors: NoPlaceAtCounter for who serves no window."""
    if not clerk_windows(desk_user(request), at=database_now()):
        raise NoPlaceAtCounter
    return render(request, "second_screen.html")
