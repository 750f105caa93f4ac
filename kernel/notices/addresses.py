"""Which addresses a webhook may be sent to: public ones, and the networks that the operator has named.

The name is looked up once, every address it has is judged, and the connection goes to one that was judged: a name that
changes its address between look and connection gains nothing.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

from kernel.notices.carriers.outcomes import PeerAway, Undeliverable
from kernel.notices.sayings import ADDRESS_NOT_ALLOWED, NAME_NOT_FOUND


def judged(*, secure: bool) -> Callable[[str, int], str]:
    """What `outward.post` asks for a host's address; not encrypted (not `secure`), only the named networks will do."""

    def resolve(host: str, port: int) -> str:
        found = _look_up(host, port)
        if not all(_named(each) or (secure and _public(each)) for each in found):
            raise Undeliverable(ADDRESS_NOT_ALLOWED)
        return str(found[0])

    return resolve


def _look_up(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    """Every address of a host. Errors: PeerAway when it has none."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise PeerAway(NAME_NOT_FOUND) from unknown
    return [ip_address(str(address[0]).partition("%")[0]) for *_kind, address in rows]


def _named(address: IPv4Address | IPv6Address) -> bool:
    """Whether it lies in a network that the operator has named."""
    return any(address in ip_network(network) for network in settings.NOTICE_WEBHOOK_NETWORKS)


def _public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is one of the open internet: not loopback, private, link-local, shared, multicast, reserved."""
    inner = _inner(address)
    odd = inner.is_multicast or inner.is_reserved or (isinstance(inner, IPv6Address) and inner.is_site_local)
    return inner.is_global and not odd


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one only wraps."""
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None) or address
