"""Who stands at a staff page, and where he comes back to when he is no longer signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kernel.accounts.models import User
from kernel.doors.verbs import signed_in

View = Callable[..., HttpResponse]


def desk_user(request: HttpRequest) -> User:
    """The signed-in member of staff. Errors: PermissionDenied for a citizen; sign-in is asked before."""
    user = signed_in(request)
    if user is None or user.is_citizen:
        raise PermissionDenied
    return user


def signed_in_first(view: View) -> View:
    """Ask a stranger to sign in, and bring him back to the page he was looking at, never to a form's address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        sign_in = f"{reverse('account_login')}?{urlencode({'next': _page_of(request)})}"
        if "HX-Request" in request.headers:
            return HttpResponse(status=401, headers={"HX-Redirect": sign_in})
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return HttpResponse(status=401)
        return HttpResponseRedirect(sign_in)

    return guarded


def _page_of(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return reverse("desk")
    parts = urlsplit(page)
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path
