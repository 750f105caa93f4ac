"""The simulator as the other end of the line, and a browser whose computer has it switched on."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from county_portal.devices.simulator import Simulator
from tests.browser import DESK, session_cookie
from tests.cast import Cast

EXPECTED = ("WebSocket connection", "Failed to load resource", "Content Security Policy")
SWITCHED_ON = "localStorage.setItem('devices:on', 'yes')"
OpenDesk = Callable[..., Page]


class Peer:
    """The simulator on a loop of its own; `do` returns when the command is done."""

    def __init__(self, portal: str, port: int = 0) -> None:
        self.said: list[str] = []
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._simulator = Simulator(portal=portal, say=self.said.append)
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), name="devices")
        self._thread.start()
        assert self._started.wait(5)

    @property
    def asked(self) -> list[Any]:
        return self._simulator.asked

    def do(self, line: str) -> None:
        asyncio.run_coroutine_threadsafe(self._simulator.do(line), self._loop).result(20)

    def end_serving(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._simulator.ended.set)
            self._thread.join(10)

    def end(self) -> None:
        self.end_serving()
        self._loop.close()

    async def _serve(self) -> None:
        async with self._simulator.bridge.serving(self.port) as self.port:
            self._started.set()
            await self._simulator.ended.wait()


@pytest.fixture
def county(live_portal: str, cast: Cast) -> Cast:
    """The cast in the database that the live portal serves."""
    return cast


@pytest.fixture
def peers(live_portal: str, settings: Any) -> Iterator[Callable[..., Peer]]:
    """`peers()` starts a bridge that is paired with the live portal, whose pages look for it there."""
    started: list[Peer] = []

    def start(portal: str = live_portal, port: int = 0) -> Peer:
        started.append(Peer(portal, port))
        settings.DEVICE_BRIDGE = f"ws://127.0.0.1:{started[-1].port}"
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def peer(peers: Callable[..., Peer]) -> Peer:
    return peers()


@pytest.fixture
def open_desk(chromium: Browser, live_portal: str) -> Iterator[OpenDesk]:
    """`open_desk("/hall/", user=clerk)` where devices are; a refused line to the bridge is no complaint."""
    complaints: list[str] = []
    contexts = []

    def open_(path: str, *, user: Any, switched_on: bool = True, same: Page | None = None, **viewport: int) -> Page:
        size = {**DESK, **viewport}
        context = (
            same.context
            if same is not None
            else chromium.new_context(
                viewport={"width": size["width"], "height": size["height"]},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                base_url=live_portal,
            )
        )
        if same is None:
            contexts.append(context)
            context.add_cookies([session_cookie(user, live_portal)])
            if switched_on:
                context.add_init_script(SWITCHED_ON)
        page = context.new_page()
        page.on("console", lambda said: _heard(said.type, said.text, complaints))
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def _heard(kind: str, text: str, complaints: list[str]) -> None:
    # a bridge that is not there is told by the browser too, and so is one that a policy forbids
    if kind in ("error", "warning") and not any(words in text for words in EXPECTED):
        complaints.append(f"{kind}: {text}")
