"""HTTP to peers outside: one deadline for the whole exchange, a bounded answer, no redirect followed, no proxy.

A peer that trickles its answer byte by byte, never ends it or sends too much of it is cut off like one that is silent.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any, Final

import httpcore

from kernel.notices.carriers.outcomes import PeerAway
from kernel.notices.sayings import NOT_HTTP

SECONDS: Final = 20.0
MOST_BYTES: Final = 64 * 1024
PIECE: Final = 8 * 1024

# from the host of an address and its port to the IP address that is connected to; may raise NotCarried
Resolve = Callable[[str, int], str]


@dataclass(frozen=True)
class Answer:
    """HTTP status, and what was read of the body; `whole` when that is all of it."""

    status: int
    body: bytes
    whole: bool


def post(
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes,
    resolve: Resolve | None = None,
    seconds: float = SECONDS,
    read: bool = True,
) -> Answer:
    """POST once. `resolve` chooses the address to connect to, otherwise the system does; without `read` the status is
    all that is waited for.

    Errors: PeerAway, whose words are the kind of the failure; what `resolve` raises.
    """
    backend = _Bounded(time.monotonic() + seconds, resolve)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream("POST", url, headers=list(headers.items()), content=content) as response,
        ):
            body, whole = _read(response.iter_stream()) if read else (b"", False)
            return Answer(response.status, body, whole)
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as away:
        raise PeerAway(type(away).__name__) from away
    except httpcore.UnsupportedProtocol as wrong:
        raise PeerAway(NOT_HTTP) from wrong


def _read(pieces: Iterable[bytes]) -> tuple[bytes, bool]:
    """The body up to MOST_BYTES, and whether it ended there."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MOST_BYTES:
            return bytes(body[:MOST_BYTES]), False
    return bytes(body), True


class _Bounded(httpcore.NetworkBackend):
    """Connections whose every wait ends at one instant of the monotonic clock."""

    def __init__(self, until: float, resolve: Resolve | None) -> None:
        self._until = until
        self._resolve = resolve
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = host if self._resolve is None else self._resolve(host, port)
        stream = self._inner.connect_tcp(address, port, _left(self._until), local_address, socket_options)
        return _BoundedStream(stream, self._until)


class _BoundedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self._inner = inner
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(min(max_bytes, PIECE), _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PIECE):
            self._inner.write(buffer[start : start + PIECE], _left(self._until))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname, _left(self._until))
        return _BoundedStream(stream, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(until: float) -> float:
    """Seconds that are left. Errors: httpcore.ReadTimeout when none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
