"""device_bridge --simulate: the devices of a window, typed or scripted, for pages of one portal."""

import asyncio
import errno
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from county_portal.devices.simulator import Simulator, UnknownCommand

WRONG_INPUT = 2
COMMANDS = gettext_noop(
    "命令：card、shot、scan 文字、rate 1–5、device、error、lie、mute、drop、quit；见 docs/devices.md。"
)


class Command(BaseCommand):
    help = "窗口外设（读卡器、高拍仪、扫码枪、评价器、副屏）的模拟；真实外设的报文见 docs/devices.md"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--simulate", action="store_true", help=_("没有真实外设，由键盘或脚本代替"))
        parser.add_argument("--port", type=int, default=settings.DEVICE_PORT, help=_("端口，页面只连设置里的那个"))
        parser.add_argument("--portal", default=settings.PUBLIC_URL, help=_("配对的门户地址，浏览器里看到的那个"))
        parser.add_argument("--script", type=Path, metavar="FILE", help=_("一行一个命令，做完就结束"))

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["simulate"]:
            raise CommandError(
                _("这里只有模拟外设：加上 --simulate；真实外设由厂商按 docs/devices.md 接。"), returncode=WRONG_INPUT
            )
        lines = _script(options["script"]) if options["script"] else None
        asyncio.run(self._serve(_origin(options["portal"]), options["port"], lines))
        self.stdout.write(_("外设桥已结束。"))

    async def _serve(self, portal: str, port: int, lines: list[str] | None) -> None:
        devices = Simulator(portal=portal, say=self._say)
        try:
            async with devices.bridge.serving(port) as here:
                self._say(
                    _("外设桥在 127.0.0.1:{port}，只和 {portal} 配对；Ctrl-C 结束。").format(port=here, portal=portal)
                )
                # a shell's background job is started with Ctrl-C ignored; the loop hears it all the same
                for ending in (signal.SIGINT, signal.SIGTERM):
                    asyncio.get_running_loop().add_signal_handler(ending, devices.ended.set)
                await _until_ended(devices, self._keyboard(devices) if lines is None else devices.run(lines))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(_("外设桥没有起来：{error}").format(error=error)) from error
            raise CommandError(_("端口 {port} 已被占用：多半已有一个外设桥在运行。").format(port=port)) from error
        except UnknownCommand as error:
            raise CommandError(_("脚本里有不认识的命令：{line}").format(line=error), returncode=WRONG_INPUT) from error

    async def _keyboard(self, devices: Simulator) -> None:
        """Lines as they are typed; without a keyboard it serves until it is ended."""
        self._say(_(COMMANDS))
        reader = asyncio.StreamReader()
        try:
            await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        except (OSError, ValueError):
            reader.feed_eof()
        while line := await reader.readline():
            try:
                await devices.do(line.decode(errors="replace"))
            except (UnknownCommand, OSError) as error:
                self._say(_("没有做：{error}").format(error=error))
        await devices.ended.wait()

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


async def _until_ended(devices: Simulator, work: Coroutine[Any, Any, None]) -> None:
    """Until the work is done, or somebody ends the bridge in the middle of it. Errors: those of the work."""
    working, ended = asyncio.create_task(work), asyncio.create_task(devices.ended.wait())
    await asyncio.wait((working, ended), return_when=asyncio.FIRST_COMPLETED)
    for task in (working, ended):
        if not task.done():
            task.cancel()
    if working.done():
        working.result()


def _script(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(
            _("打不开文件 {name}，请核对路径和权限。").format(name=file), returncode=WRONG_INPUT
        ) from error


def _origin(address: str) -> str:
    """Scheme, host and port as a browser's Origin header has them. Errors: CommandError."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise CommandError(
            _("门户地址要写成 https://主机，{address} 不是。").format(address=address), returncode=WRONG_INPUT
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"
