"""What a person left unsent at this machine: in the session, encrypted, given back to nobody else.

At one window several people sit in turn: each one's text outlives the others' sign-ins and sign-outs, until he is back
or the day is over. A posted form that met a locked or ended session is held out to be sent; what stood typed in a page
goes back into the tab.
"""

import json
import time
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

from kernel.accounts.fields import FieldUnreadable, decrypt, encrypt

KEPT: Final = "portal_kept"
KEPT_PLACE: Final = "session.kept_text"
KEPT_BYTES: Final = 200_000
# at one window and one day; who comes after that displaces whoever was away longest
KEPT_PEOPLE: Final = 6
FORM, TEXT, SINCE = "form", "text", "since"
_NEVER_KEPT = frozenset(
    {"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code", "credential", "seed"}
)


def keep_form(request: HttpRequest, *, back: str) -> bool:
    """Keep the posted fields; False for what is too large or has no words. `back`: the page it was sent from."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in _NEVER_KEPT]
    return bool(fields) and _keep(request, FORM, {"path": request.get_full_path(), "back": back, "fields": fields})


def keep_text(request: HttpRequest, entries: Mapping[str, str], *, back: str) -> bool:
    """Keep what a tab remembered (its own keys and words) beside what other tabs brought; False for too much."""
    before = kept_text(request) or {"entries": {}}
    return _keep(request, TEXT, {"back": back, "entries": before["entries"] | dict(entries)})


def kept_form(request: HttpRequest) -> dict[str, Any] | None:
    """What this person was about to send: `path`, `back` and `fields` (name, value); None when there is nothing."""
    return _kept(request, FORM)


def kept_text(request: HttpRequest) -> dict[str, Any] | None:
    """What stood typed in his pages: `back` and `entries`; None when there is nothing."""
    return _kept(request, TEXT)


def forget(request: HttpRequest, what: str) -> None:
    """Drop FORM or TEXT of the person who is signed in."""
    kept = request.session.get(KEPT, {})
    if what in kept.get(str(request.user.pk), {}):
        del kept[str(request.user.pk)][what]
        request.session[KEPT] = kept


def sign_out(request: HttpRequest, *, own: bool) -> None:
    """End the session; what others left here stays, and with `own` what this person left as well."""
    kept = dict(request.session.get(KEPT, {}))
    if not own:
        kept.pop(str(request.user.pk), None)
    logout(request)
    if kept:
        request.session[KEPT] = kept


def _keep(request: HttpRequest, what: str, said: Mapping[str, Any]) -> bool:
    words = json.dumps({"user": request.user.pk, **said})
    if len(words) > KEPT_BYTES:
        return False
    now = time.time()
    young = {whose: row for whose, row in request.session.get(KEPT, {}).items() if not _old(row, now)}
    mine = young.pop(str(request.user.pk), {})
    while len(young) >= KEPT_PEOPLE:
        del young[min(young, key=lambda whose: young[whose][SINCE])]
    young[str(request.user.pk)] = mine | {what: encrypt(words, place=KEPT_PLACE), SINCE: now}
    request.session[KEPT] = young
    return True


def _kept(request: HttpRequest, what: str) -> dict[str, Any] | None:
    if not request.user.is_authenticated:
        return None
    row = request.session.get(KEPT, {}).get(str(request.user.pk), {})
    if what not in row or _old(row, time.time()):
        return None
    try:
        kept: dict[str, Any] = json.loads(decrypt(row[what], place=KEPT_PLACE))
    except FieldUnreadable:
        return None
    return kept if kept["user"] == request.user.pk else None


def _old(row: Mapping[str, Any], now: float) -> bool:
    return bool(now - row[SINCE] > settings.PORTAL_SESSION_SECONDS)
