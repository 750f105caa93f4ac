"""Devices that are not there: what a person types, or a script holds, is what they read; some of it is lies.

Commands, one a line: `card [NAME NUMBER]`, `card expired`, `shot [FILE]`, `scan TEXT`, `rate 1-5`, `device KIND STATE`,
`error CODE SENTENCE`, `lie hash|size|name|version|portal`, `raw TEXT`, `mute`, `drop`, `page`, `wait SECONDS`, `quit`.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

from django.utils.translation import gettext as _

from county_portal.devices.bridge import Bridge
from county_portal.devices.messages import (
    KINDS,
    Barcode,
    Device,
    Fault,
    IdCard,
    Kind,
    Message,
    Rating,
    Shot,
    State,
)

PICTURE: Final = Path(__file__).with_name("sample.jpg")
# of the picture in this folder, in pixels
WIDTH, HEIGHT = 744, 1052
# larger than any file may be
HUGE_BYTES: Final = 50 * 1024 * 1024
CARD: Final = IdCard(
    document="resident_id",
    name="陈宏",
    number="990101198309270015",
    ethnicity="汉",
    address="示范县城关镇人民路 18 号",
    valid_from=date(2016, 5, 1),
    valid_until=None,
)
ALL_READY: Final = tuple(Device(kind, f"SIM {kind}", "ready") for kind in KINDS)
TICK: Final = 0.05


class UnknownCommand(ValueError):
    """A line that no device understands."""


class Simulator:
    """One bridge and the devices behind it. `say` prints a line for whoever watches."""

    def __init__(self, *, portal: str, say: Callable[[str], None]) -> None:
        self._say = say
        self.bridge = Bridge(portal=portal, devices=ALL_READY, heard=self._heard)
        self.asked: list[Mapping[str, Any]] = []
        self.ended = asyncio.Event()

    async def do(self, line: str) -> None:
        """One command. Errors: UnknownCommand; OSError for a picture that is not there."""
        word, _space, rest = line.strip().partition(" ")
        rest = rest.strip()
        if not word or word.startswith("#"):
            return
        command = self._commands.get(word)
        if command is None:
            raise UnknownCommand(line.strip())
        try:
            await command(rest)
        except ValueError as error:
            raise UnknownCommand(line.strip()) from error

    async def run(self, lines: list[str]) -> None:
        """A script from its first line to its last, or to `quit`."""
        for line in lines:
            if self.ended.is_set():
                return
            await self.do(line)

    @property
    def _commands(self) -> Mapping[str, Callable[[str], Awaitable[None]]]:
        return {
            "card": self._card,
            "shot": self._shot,
            "scan": lambda text: self._read(Barcode(text, "CODE128")),
            "rate": lambda score: self._read(Rating(self._last_asked(), int(score))),
            "device": self._device,
            "error": self._error,
            "lie": self._lie,
            "raw": self._raw,
            "mute": self._mute,
            "drop": lambda _nothing: self.bridge.drop(),
            "page": self._wait_for_page,
            "wait": lambda seconds: asyncio.sleep(float(seconds)),
            "quit": self._quit,
        }

    async def _read(self, message: Message) -> None:
        await self._told(await self.bridge.send(message), message.type)

    async def _told(self, taken: bool, what: str) -> None:
        self._say(_("已报给页面：{what}").format(what=what) if taken else _("没有页面在前面，读到的不留。"))

    async def _card(self, typed: str) -> None:
        if typed == "expired":
            await self._read(replace(CARD, valid_until=date(2020, 1, 1)))
            return
        name, _space, number = typed.rpartition(" ")
        await self._read(replace(CARD, name=name, number=number) if name else CARD)

    async def _shot(self, file: str) -> None:
        await self._read(shot_of(await asyncio.to_thread(_bytes_of, file)))

    async def _device(self, typed: str) -> None:
        kind, _space, state = typed.partition(" ")
        if kind not in get_args(Kind) or state not in get_args(State):
            raise UnknownCommand(typed)
        now = (replace(each, state=state) if each.kind == kind else each for each in self.bridge.devices)  # type: ignore[arg-type]
        await self.bridge.set_devices(tuple(now))

    async def _error(self, typed: str) -> None:
        code, _space, sentence = typed.partition(" ")
        await self._read(Fault(code, sentence))

    async def _lie(self, about: str) -> None:
        """What a broken or hostile bridge says; of version and portal from the next connection on."""
        if about == "version":
            self.bridge.hello = replace(self.bridge.hello, version=99)
        elif about == "portal":
            self.bridge.hello = replace(self.bridge.hello, portal="https://elsewhere.example")
        elif about == "name":
            await self._read(replace(CARD, name="<script>alert(1)</script>"))
        elif about == "hash":
            await self._read(replace(shot_of(PICTURE.read_bytes()), sha256="0" * 64))
        elif about == "size":
            await self._raw(json.dumps({"type": "paper.shot", "data": "A" * HUGE_BYTES}))
        else:
            raise UnknownCommand(about)

    async def _raw(self, text: str) -> None:
        await self._told(await self.bridge.send_raw(text), "raw")

    async def _mute(self, _nothing: str) -> None:
        self.bridge.mute = True

    async def _wait_for_page(self, _nothing: str) -> None:
        while not self.bridge.has_page:
            await asyncio.sleep(TICK)

    async def _quit(self, _nothing: str) -> None:
        self.ended.set()

    def _last_asked(self) -> str:
        asked = [said.get("ask") for said in self.asked if said["type"] == "rating.asked"]
        return str(asked[-1]) if asked else ""

    def _heard(self, said: Mapping[str, Any]) -> None:
        self.asked.append(said)
        self._say(_("页面说：{what}").format(what=said["type"]))


def _bytes_of(file: str) -> bytes:
    return (Path(file) if file else PICTURE).read_bytes()


def shot_of(picture: bytes, *, name: str = "shot.jpg") -> Shot:
    """The picture as the camera tells it."""
    digest = hashlib.sha256(picture).hexdigest()
    return Shot(name, len(picture), digest, WIDTH, HEIGHT, base64.b64encode(picture).decode())
