"""A desk left alone is signed out, and what was being written there is kept for the same person.

GB/T 22239-2019 asks for a session timeout; clerks ask that it costs them no text. The posted fields of the page that
met the timeout lie encrypted in the new, anonymous session until the same account signs in again.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kernel.accounts.fields import FieldUnreadable, decrypt, encrypt
from kernel.accounts.models import User

SEEN, SINCE, KEPT = "portal_seen_at", "portal_signed_in_at", "portal_kept"
KEPT_PLACE = "session.kept_text"
KEPT_BYTES = 200_000
# one write of the session a minute is enough to know that somebody is there
RENEW_SECONDS = 60
_NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code"})
# a page that re-reads itself (a board, an inbox) is not somebody sitting at it
BACKGROUND_HEADER = "X-Portal-Background"

# an API answers a stranger itself, with a problem document
API = "/api/"

View = Callable[..., HttpResponse]


class IdleSignOutMiddleware:
    """Ends a session that was idle for `PORTAL_IDLE_SECONDS` (staff, citizen) or older than `PORTAL_SESSION_SECONDS`.

    Stands after the CSRF middleware: only a posted form that was ours is kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Signs out who stayed away too long; else notes, at most once a minute, that he is here."""
        if not request.user.is_authenticated:
            return None
        now, session = time.time(), request.session
        if timed_out(session, request.user, now):
            return _sign_out(request)
        quiet = now - session.get(SEEN, 0) <= RENEW_SECONDS or BACKGROUND_HEADER in request.headers
        if SEEN not in session or not quiet:
            session[SINCE], session[SEEN] = session.get(SINCE, now), now
        return None


def timed_out(session: Mapping[str, Any] | SessionBase, user: User, now: float) -> bool:
    """Whether a session is over at `now` (seconds of the epoch); an open socket asks this too."""
    idle = settings.PORTAL_IDLE_SECONDS["staff" if user.is_staff_member else "citizen"]
    seen, since = session.get(SEEN, now), session.get(SINCE, now)
    return now - seen > idle or now - since > settings.PORTAL_SESSION_SECONDS


def kept_form(request: HttpRequest) -> dict[str, Any] | None:
    """What this person was about to send: `path`, `back` and `fields` (name, value); None when there is nothing."""
    token = request.session.get(KEPT)
    if token is None or not request.user.is_authenticated:
        return None
    try:
        kept: dict[str, Any] = json.loads(decrypt(token, place=KEPT_PLACE))
    except FieldUnreadable:
        return None
    return kept if kept["user"] == request.user.pk else None


def forget_kept_form(request: HttpRequest) -> None:
    """Drop it, whoever it belonged to."""
    request.session.pop(KEPT, None)


def _sign_out(request: HttpRequest) -> HttpResponse | None:
    back = _page_of(request)
    token = _kept_token(request, back)
    logout(request)
    if request.path.startswith(API) or (request.method in ("GET", "HEAD") and "HX-Request" not in request.headers):
        # the view now sees a stranger and answers as to any: a public page stays open, a desk asks to sign in
        return None
    if token is not None:
        request.session[KEPT] = token
        back = reverse("account_resume")
    sign_in = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": sign_in})
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return HttpResponse(status=401)
    return HttpResponseRedirect(sign_in, status=303)


def _page_of(request: HttpRequest) -> str:
    """The path of the page the person was looking at, to which he comes back."""
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(page)
    # two leading slashes would be another host
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path


def _kept_token(request: HttpRequest, back: str) -> str | None:
    """The posted text as one token; None for what is no form, too large, or has no words."""
    if request.method != "POST" or request.path.startswith(API):
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in _NEVER_KEPT]
    kept = json.dumps({"user": request.user.pk, "path": request.get_full_path(), "back": back, "fields": fields})
    return encrypt(kept, place=KEPT_PLACE) if fields and len(kept) <= KEPT_BYTES else None
