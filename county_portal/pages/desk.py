"""One's own desk: where a person's posts send him after signing in."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from approvals.queries import clerk_windows
from approvals.typed import line
from county_portal.desks import NO_DESK, desks_of
from kernel.accounts.models import User
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now
from kernel.organizations.queries import posts_held
from kernel.organizations.queries.addresses import short_addresses


def desk_route(user: User) -> str:
    """The name of the route of a person's desk."""
    if user.is_citizen:
        return "my"
    his = desks_of(frozenset(held.post.role for held in posts_held(user, database_now())))
    return his[0].landing if his else NO_DESK.landing


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Send the signed-in person to his desk; to the inbox where this installation lacks it.

    `?window=` is the counter at which he sits: a clerk of it starts there, whoever serves another at his own.
    """
    user = signed_in(request)
    assert user is not None
    route = desk_route(user)
    asked = line(request.GET.get("window", ""))
    if asked and route == "approvals:hall" and asked in short_addresses(clerk_windows(user, at=database_now())):
        return HttpResponseRedirect(f"{reverse(route)}?{urlencode({'window': asked})}")
    try:
        return HttpResponseRedirect(reverse(route))
    except NoReverseMatch:
        return HttpResponseRedirect(reverse("inbox"))
