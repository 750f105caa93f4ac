"""Limits at the doors. Counted in Valkey, per process while it is away, never without a limit.

Public look-ups are limited per number and per address: the number tightly (nobody mistypes one number thirty times),
the address loosely, so that a village room where forty people share one line is not locked out.
"""

import hashlib
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from kernel.accounts.addresses import address_of
from kernel.ledger.refusals import Refusal

if TYPE_CHECKING:
    # the views ask for this module while they are being made: it is their default throttle
    from rest_framework.views import APIView

PER_NUMBER = (10, 600)
PER_ADDRESS = (400, 600)


class TooMany(Refusal):
    """Asked too often; the window of counting is ten minutes."""

    code = "too_many_requests"
    status = 429
    template = _("查询太频繁，请十分钟后再试；急办请到窗口或拨打电话。")


def limit_lookup(request: HttpRequest, number: str) -> None:
    """Count one public look-up. Errors: TooMany. The key is a digest: no number is written anywhere."""
    _count(f"number:{number}", *PER_NUMBER)
    _count(f"address:{address_of(request)}", *PER_ADDRESS)


def _count(what: str, most: int, seconds: int) -> None:
    key = f"lookup:{hashlib.sha256(what.encode()).hexdigest()[:32]}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:
        cache.set(key, 1, seconds)
        count = 1
    if count > most:
        raise TooMany


class Burst(SimpleRateThrottle):
    """Per signed-in user, or per address for a visitor."""

    scope = "burst"
    rate = "600/min"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        who = f"user-{request.user.pk}" if request.user.is_authenticated else f"address-{address_of(request)}"
        return self.cache_format % {"scope": self.scope, "ident": who}
