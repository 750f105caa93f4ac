"""Take in a request's whole body before it may occupy one of the few page threads.

A village on a weak network uploads for minutes; eight of them would otherwise stop the portal for everyone.
"""

import asyncio
import errno
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext_lazy as _

from county_portal.serving.refusals import Told, refuse
from county_portal.serving.types import BODY, Application, Receive, Scope, Send, header, unreadable_cookie
from kernel.doors.errors import SENTENCES

IN_MEMORY_BYTES = 64 * 1024
# a browser shows our sentence only when it may send to the end first; further than this nobody is humoured
DRAIN_BYTES = 256 * 2**20
DRAIN_SECONDS = 30.0
# who has stopped sending is reading
QUIET_SECONDS = 2.0
# slower than this a body of the largest size takes longer than any session lasts
SLOWEST_BYTES_PER_SECOND = 4 * 1024
GRACE_SECONDS = 60.0

TOO_LARGE: Told = SENTENCES[413]
TOO_SLOW: Told = (_("提交中断太久，没有收下"), _("请检查网络后重新提交。"))
BAD_LENGTH: Told = (_("请求的长度写得不对，没有收下"), _("请重新提交。"))
NO_ROOM: Told = (_("服务器磁盘已满，没有收下"), _("请稍后再试，并告知管理员。"))


class Disconnected(Exception):
    """The visitor left in the middle; nobody is there to be told."""


class Refused(Exception):
    """The body is not taken; carries status, sentence, the way on, and whether more of it is on its way."""

    def __init__(self, status: int, told: Told, *, unread: bool = False) -> None:
        super().__init__(status)
        self.status = status
        self.told = told
        self.unread = unread


class BodySpool:
    """ASGI application that calls the inner one only with a complete body in `scope["portal.body"]`.

    Bodies beyond 64 KB lie in an unlinked file of `folder`, so that a killed process leaves nothing behind.
    Answers 413 above `max_bytes`, 408 after `idle_seconds` without a byte, 400 for a false length, 507 on a full disk.
    """

    def __init__(self, inner: Application, *, folder: Path, max_bytes: int, idle_seconds: float) -> None:
        self.inner = inner
        self.folder = folder
        self.max_bytes = max_bytes
        self.idle_seconds = idle_seconds
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with ExitStack() as stack:
            body = cast(
                IO[bytes],
                stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES, dir=str(self.folder))),
            )
            try:
                size = await self._take(scope, receive, body)
            except Disconnected:
                return
            except Refused as refused:
                rest = partial(_drain, receive) if refused.unread else None
                await refuse(scope, send, refused.status, refused.told, before_closing=rest)
                return
            body.seek(0)
            await self.inner(_with_body(scope, body, size), receive, send)

    async def _take(self, scope: Scope, receive: Receive, body: IO[bytes]) -> int:
        """Read to the end; returns the size in bytes."""
        announced = self._announced(scope)
        if announced is not None and announced > self.max_bytes:
            raise Refused(413, TOO_LARGE, unread=header(scope, b"expect").lower() != b"100-continue")
        loop = asyncio.get_running_loop()
        started, size = loop.time(), 0
        while True:
            if loop.time() - started > GRACE_SECONDS + size / SLOWEST_BYTES_PER_SECOND:
                raise Refused(408, TOO_SLOW)
            chunk, more = await self._next(receive)
            size += len(chunk)
            refusal = Refused(413, TOO_LARGE) if size > self.max_bytes else _keep(body, chunk)
            if refusal is not None:
                refusal.unread = more
                raise refusal
            if not more:
                return size

    def _announced(self, scope: Scope) -> int | None:
        text = header(scope, b"content-length")
        if not text:
            return None
        if not text.isdigit():
            raise Refused(400, BAD_LENGTH)
        return int(text)

    async def _next(self, receive: Receive) -> tuple[bytes, bool]:
        try:
            message = await asyncio.wait_for(receive(), self.idle_seconds)
        except TimeoutError as error:
            raise Refused(408, TOO_SLOW) from error
        if message["type"] == "http.disconnect":
            raise Disconnected
        return message.get("body", b""), message.get("more_body", False)


def _keep(body: IO[bytes], chunk: bytes) -> Refused | None:
    """Write the chunk; a full disk is the visitor's to know, not a broken page."""
    try:
        body.write(chunk)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return Refused(507, NO_ROOM)
    return None


async def _drain(receive: Receive) -> None:
    """Let the visitor, who was answered, finish sending into nothing, within limits: many read only then."""
    size = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while size < DRAIN_BYTES:
                message = await asyncio.wait_for(receive(), QUIET_SECONDS)
                size += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def _with_body(scope: Scope, body: IO[bytes], size: int) -> Scope:
    """The scope as Django's WSGI side needs it: a true length also for chunked bodies, no ambiguous names, no cookie
    that cannot be looked up."""
    replaced = (b"content-length", b"transfer-encoding")
    # X_Forwarded_For and X-Forwarded-For become the same WSGI name, so one could pass for the other
    kept = [
        (key, value)
        for key, value in scope["headers"]
        if key not in replaced and b"_" not in key and not (key == b"cookie" and unreadable_cookie(value))
    ]
    length = [(b"content-length", str(size).encode())] if size or header(scope, b"content-length") else []
    return {**scope, "headers": [*kept, *length], BODY: body}
