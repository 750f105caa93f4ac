"""A locked session: every door answers with the lock, whichever it is, until its person has unlocked it."""

import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.idle import is_locked, page_of
from kernel.accounts.kept import keep_form
from kernel.doors.errors import problem_page
from kernel.doors.language import API_PATH

# the lock itself with its ways out, and the switch of its language
OPEN: Final = frozenset(
    {"account_lock", "account_unlock", "account_switch", "account_keep", "account_logout", "set_language"}
)
View = Callable[..., HttpResponse]


class LockedMiddleware:
    """Stands after `IdleMiddleware`, which says since when the session is locked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """423 for programs and pieces of pages, the lock for whole ones; what was being sent is kept."""
        if not request.user.is_authenticated or not is_locked(request.session, request.user, time.time()):
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in OPEN:
            return None
        if request.path.startswith(API_PATH):
            return _problem()
        back = page_of(request)
        if request.method == "POST":
            keep_form(request, back=back)
        to = f"{reverse('account_lock')}?{urlencode({'next': back})}"
        if "HX-Request" in request.headers:
            return HttpResponse(status=423, headers={"HX-Redirect": to, "Cache-Control": "no-store"})
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return _problem()
        return HttpResponseRedirect(to, status=303)


def _problem() -> HttpResponse:
    return problem_page(423, _("屏幕已锁，没有办理。"), _("请在窗口上解锁后再办；填过的内容还在。"))
