"""A desk left alone is locked, a citizen's session is ended, and what was being written is kept for the same person.

GB/T 22239-2019 asks for a session timeout; clerks ask that it costs them no text and no sign-in. A locked session opens
nothing (`kernel.doors.locked`) until the same person gives his password or touches his key.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kernel.accounts.kept import keep_form, sign_out
from kernel.accounts.models import User

SEEN, SINCE, LOCKED = "portal_seen_at", "portal_signed_in_at", "portal_locked_at"
# one write of the session a minute is enough to know that somebody is there
RENEW_SECONDS = 60
# a page that re-reads itself (a board, an inbox) is not somebody sitting at it
BACKGROUND_HEADER = "X-Portal-Background"

# an API answers a stranger itself, with a problem document
API: Final = "/api/"

Facts = Mapping[str, Any] | SessionBase
View = Callable[..., HttpResponse]


class IdleMiddleware:
    """Locks the session of a member of staff, and ends a citizen's, that was idle for `PORTAL_IDLE_SECONDS`; ends every
    one older than `PORTAL_SESSION_SECONDS`.

    Stands after the CSRF middleware: only a posted form that was ours is kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Locks or signs out who stayed away too long; else notes, at most once a minute, that he is here."""
        if not request.user.is_authenticated:
            return None
        now, session = time.time(), request.session
        if timed_out(session, request.user, now):
            return _sign_out(request)
        if is_locked(session, request.user, now):
            session.setdefault(LOCKED, now)
            return None
        quiet = now - session.get(SEEN, 0) <= RENEW_SECONDS or BACKGROUND_HEADER in request.headers
        if SEEN not in session or not quiet:
            session[SINCE], session[SEEN] = session.get(SINCE, now), now
        return None


def timed_out(session: Facts, user: User, now: float) -> bool:
    """Whether a session is over at `now` (seconds of the epoch); an open socket asks this too."""
    return now - session.get(SINCE, now) > settings.PORTAL_SESSION_SECONDS or (
        user.is_citizen and _idle(session, user, now)
    )


def is_locked(session: Facts, user: User, now: float) -> bool:
    """Whether nothing may be shown or done in it until its person unlocks it; an open socket asks this too."""
    return LOCKED in session or (user.is_staff_member and _idle(session, user, now))


def lock(session: SessionBase) -> None:
    """Lock it from now on."""
    session.setdefault(LOCKED, time.time())


def unlock(session: SessionBase) -> None:
    """Its person is here again."""
    session.pop(LOCKED, None)
    session[SEEN] = time.time()


def idle_seconds(user: User) -> int:
    """How long he may be away."""
    return int(settings.PORTAL_IDLE_SECONDS["staff" if user.is_staff_member else "citizen"])


def _idle(session: Facts, user: User, now: float) -> bool:
    return bool(now - session.get(SEEN, now) > idle_seconds(user))


def _sign_out(request: HttpRequest) -> HttpResponse | None:
    back = page_of(request)
    kept = request.method == "POST" and not request.path.startswith(API) and keep_form(request, back=back)
    sign_out(request, own=True)
    if request.path.startswith(API) or (request.method in ("GET", "HEAD") and "HX-Request" not in request.headers):
        # the view now sees a stranger and answers as to any: a public page stays open, a desk asks to sign in
        return None
    sign_in = f"{reverse('account_login')}?{urlencode({'next': reverse('account_resume') if kept else back})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": sign_in})
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return HttpResponse(status=401)
    return HttpResponseRedirect(sign_in, status=303)


def page_of(request: HttpRequest) -> str:
    """The path of the page the person was looking at, to which he comes back."""
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    return own_path(request, request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))


def own_path(request: HttpRequest, page: str) -> str:
    """The path and query of an address of this house; the front page for any other."""
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(page)
    # two leading slashes would be another host
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path
