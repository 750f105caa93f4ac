"""The limit that every route of the API shares. Counted in Valkey, per process while it is away."""

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from kernel.accounts.addresses import address_of

if TYPE_CHECKING:
    # the views ask for this module while they are being made: it is their default throttle
    from rest_framework.views import APIView


class Burst(SimpleRateThrottle):
    """Per signed-in user, or per address for a visitor."""

    scope = "burst"
    rate = "600/min"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        who = f"user-{request.user.pk}" if request.user.is_authenticated else f"address-{address_of(request)}"
        return self.cache_format % {"scope": self.scope, "ident": who}
