"""Which pages may speak to the device bridge: those of a counter, to the one loopback address of the settings."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# where documents are read and papers photographed; a refused form is answered at its own address
DESK_PAGES: Final = frozenset({
    "approvals:hall", "approvals:intake", "approvals:register", "approvals:case",
    "approvals:accounts", "approvals:accounts_open", "approvals:accounts_renew",
})  # fmt: skip


def bridge_of(request: HttpRequest) -> str:
    """The bridge's address on a desk page; empty anywhere else, and where the county has none."""
    here = request.resolver_match
    return settings.DEVICE_BRIDGE if here is not None and here.view_name in DESK_PAGES else ""


class DeskPagesMiddleware:
    """Lets `connect-src` of a desk page name the bridge too; stands inside the middleware that writes the policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        bridge = bridge_of(request)
        if bridge:
            # django-csp's own csp_update() sets the same attribute
            response._csp_update = {"connect-src": bridge}  # type: ignore[attr-defined]
        return response
