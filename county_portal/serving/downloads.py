"""Files leave from the event loop: a slow reader holds a socket, not one of the few page threads.

A view answers with a FileResponse, or with an empty response and the header `X-Portal-Send: <path under MEDIA_ROOT>`.
Byte ranges are honoured (RFC 9110 §14), so that a video can be wound and a broken download resumed.
"""

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from county_portal.serving.refusals import Told, refuse
from county_portal.serving.types import Message, Receive, Scope, Send, header

SEND_HEADER = b"x-portal-send"
BLOCK_BYTES = 256 * 1024
GONE: Told = (_("文件已不在服务器上"), _("请告知管理员。"))
Headers = list[tuple[bytes, bytes]]


@dataclass
class Outgoing:
    """What the page thread decided: status and headers, and the file to send, if it is a file."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    path: Path | None = None
    file: IO[bytes] | None = None
    close: Callable[[], None] | None = None

    @property
    def found(self) -> bool:
        return self.path is not None or self.file is not None


def intercept(outgoing: Outgoing, send: Send) -> Send:
    """A `send` that lets pages through and holds back the empty shell of a file's answer."""

    held: list[Message] = []

    async def watch(message: Message) -> None:
        if message["type"] == "http.response.start":
            outgoing.status, outgoing.headers = message["status"], list(message["headers"])
            named = [value for key, value in outgoing.headers if key == SEND_HEADER]
            outgoing.headers = [pair for pair in outgoing.headers if pair[0] != SEND_HEADER]
            if named:
                outgoing.path = Path(os.fsdecode(named[0]))
            # whether it is a file shows only once the view's answer is complete, and that is after its status
            held.append({**message, "headers": outgoing.headers})
        elif not outgoing.found:
            while held:
                await send(held.pop())
            await send(message)

    return watch


def _open(outgoing: Outgoing) -> IO[bytes] | None:
    """The file to send; None when it is gone or lies outside MEDIA_ROOT."""
    if outgoing.path is None:
        return outgoing.file
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / outgoing.path).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return None
    return path.open("rb")


async def send_file(outgoing: Outgoing, scope: Scope, receive: Receive, send: Send) -> None:
    """Stream the file, or the part of it that was asked for, until the end or until the reader leaves."""
    file = await asyncio.to_thread(_open, outgoing)
    if file is None:
        await refuse(scope, send, 404, GONE)
        return
    try:
        size = await asyncio.to_thread(_size, file)
        if size is None:
            await send({"type": "http.response.start", "status": outgoing.status, "headers": outgoing.headers})
            await _stream(file, None, receive, send)
            return
        status, first, last = _part(scope, outgoing, size)
        headers = _headers(outgoing, status, first, last, size)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if scope["method"] == "HEAD" or status == 416:
            await send({"type": "http.response.body", "body": b""})
            return
        await asyncio.to_thread(file.seek, first)
        await _stream(file, last - first + 1, receive, send)
    finally:
        if outgoing.path is not None:
            file.close()


def _size(file: IO[bytes]) -> int | None:
    """Length in bytes from the present place on; None for what cannot be wound."""
    if not file.seekable():
        return None
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def _part(scope: Scope, outgoing: Outgoing, size: int) -> tuple[int, int, int]:
    """Status, first and last byte. One range only; several are answered with the whole file, as the RFC allows."""
    whole = (outgoing.status, 0, size - 1)
    wanted = re.fullmatch(rb"bytes=(\d*)-(\d*)", header(scope, b"range").strip())
    if (
        outgoing.status != 200
        or scope["method"] not in ("GET", "HEAD")
        or wanted is None
        or wanted.groups() == (b"", b"")
    ):
        return whole
    condition = header(scope, b"if-range")
    if condition and condition not in [value for key, value in outgoing.headers if key in (b"etag", b"last-modified")]:
        return whole
    start, end = wanted.groups()
    if not start:
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(start), min(int(end), size - 1) if end else size - 1
    if first >= size or first > last:
        return 416, 0, -1
    return 206, first, last


def _headers(outgoing: Outgoing, status: int, first: int, last: int, size: int) -> Headers:
    kept = [pair for pair in outgoing.headers if pair[0] not in (b"content-length", b"accept-ranges")]
    kept += [(b"content-length", str(last - first + 1).encode()), (b"accept-ranges", b"bytes")]
    if status == 206:
        kept.append((b"content-range", f"bytes {first}-{last}/{size}".encode()))
    if status == 416:
        kept.append((b"content-range", f"bytes */{size}".encode()))
    return kept


async def _stream(file: IO[bytes], length: int | None, receive: Receive, send: Send) -> None:
    """Send `length` bytes (all, when None); reading stops when the reader has left."""
    left = asyncio.create_task(_until_gone(receive))
    try:
        while (length is None or length > 0) and not left.done():
            block = await asyncio.to_thread(file.read, BLOCK_BYTES if length is None else min(BLOCK_BYTES, length))
            if not block:
                break
            length = None if length is None else length - len(block)
            await send({"type": "http.response.body", "body": block, "more_body": True})
        if not left.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        left.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
