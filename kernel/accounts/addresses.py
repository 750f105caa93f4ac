"""From where a request comes: the peer, or behind proxies the address that the outermost trusted one saw."""

from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's address for limits and the log of sign-ins; empty when the server knows none.

    Of X-Forwarded-For as many parts are believed as proxies stand before the portal (ALLAUTH_TRUSTED_PROXY_COUNT): the
    rest the visitor may have written himself. A header shorter than that did not come through them.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies and len(seen) >= proxies:
        return clean_client_ip(seen[-proxies]) or peer
    return peer
