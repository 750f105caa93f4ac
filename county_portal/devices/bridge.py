"""The bridge: a WebSocket server on the loopback address that speaks to the pages of one portal only."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from django.utils.translation import gettext as _
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from county_portal.devices.messages import (
    CLOSE_MALFORMED,
    CLOSE_NOT_PAIRED,
    HOST,
    MAX_FROM_PAGE,
    Device,
    Devices,
    Fault,
    Hello,
    Malformed,
    Message,
    Pong,
    decode,
    encode,
)

BRIDGE = "county-portal simulator"


class Bridge:
    """What is read goes to the page that last said it was in front; with none there it is dropped, never kept.

    `portal`: the origin it is paired with, as the browser writes it; `heard` is told what a page asks of a device.
    """

    def __init__(self, *, portal: str, devices: tuple[Device, ...], heard: Callable[[Mapping[str, Any]], None]) -> None:
        self.portal, self.devices, self._heard = portal, devices, heard
        self.hello = Hello(portal=portal, bridge=BRIDGE, devices=devices)
        # a device may hang: then nobody answers
        self.mute = False
        self._front: ServerConnection | None = None
        self._pages: set[ServerConnection] = set()

    @asynccontextmanager
    async def serving(self, port: int) -> AsyncIterator[int]:
        """Answer on this port, 0 for any that is free; yields the port. Errors: OSError when it is taken."""
        server: Server = await serve(self._page, HOST, port, max_size=MAX_FROM_PAGE, compression=None)
        async with server:
            yield next(iter(server.sockets)).getsockname()[1]

    async def send(self, message: Message) -> bool:
        """Tell the page in front; False when there is none."""
        return await self.send_raw(encode(message))

    async def send_raw(self, text: str) -> bool:
        """The same with the text as it travels."""
        if self._front is None:
            return False
        try:
            await self._front.send(text)
        except ConnectionClosed:
            return False
        return True

    async def set_devices(self, devices: tuple[Device, ...]) -> None:
        """Tell every page what is there now."""
        self.devices = devices
        self.hello = Hello(portal=self.portal, bridge=BRIDGE, devices=devices)
        for page in self._pages:
            await page.send(encode(Devices(devices)))

    async def drop(self) -> None:
        """End every connection, as when a cable is pulled."""
        for page in list(self._pages):
            await page.close()

    @property
    def has_page(self) -> bool:
        """Whether a page is in front."""
        return self._front is not None

    async def _page(self, page: ServerConnection) -> None:
        if page.request is None or page.request.headers.get("Origin") != self.portal:
            # a refused handshake would leave a page of our own portal without a word of why
            fault = Fault("not_paired", _("外设程序是和另一个门户地址配对的。"))
            await page.send(encode(fault))
            await page.close(CLOSE_NOT_PAIRED)
            return
        self._pages.add(page)
        try:
            if not self.mute:
                await page.send(encode(self.hello))
            async for text in page:
                await self._told(page, text)
        except ConnectionClosed:
            pass
        finally:
            self._pages.discard(page)
            if self._front is page:
                self._front = None

    async def _told(self, page: ServerConnection, text: str | bytes) -> None:
        try:
            said = decode(text)
        except Malformed:
            await page.close(CLOSE_MALFORMED)
            return
        if self.mute:
            return
        if said["type"] == "page.here":
            self._front = page
        elif said["type"] == "ping":
            await page.send(encode(Pong()))
        else:
            self._heard(said)
