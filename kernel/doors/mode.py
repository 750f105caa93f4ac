"""Which edition of the public pages a reader chose: the standard one or the elder one 长辈版."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

COOKIE: Final = "portal_mode"
QUERY: Final = "mode"
READER_MODES: Final = ("std", "elder")
ONE_YEAR: Final = 365 * 24 * 3600


def chosen_mode(request: HttpRequest) -> str:
    """`std` or `elder`: the link just followed wins over the cookie kept from before; anything else is `std`."""
    for asked in (request.GET.get(QUERY), request.COOKIES.get(COOKIE)):
        if asked in READER_MODES:
            return asked
    return "std"


class ModeMiddleware:
    """Sets `request.portal_mode` and keeps the choice in a cookie, so that the switch is a plain link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mode = chosen_mode(request)
        request.portal_mode = mode  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.GET.get(QUERY) in READER_MODES:
            response.set_cookie(COOKIE, mode, max_age=ONE_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        patch_vary_headers(response, ["Cookie"])
        return response
