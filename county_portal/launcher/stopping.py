"""The stop signals, turned into an exception that nothing on the way may swallow."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from county_portal.launcher.refusals import whisper

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Ctrl-C, `./portal down` or a closed terminal. Not an Exception: nothing on the way may swallow it."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn the stop signals into StopAsked, also while the engines start or the schema moves; leaves with 130."""

    def ask(number: int, frame: FrameType | None) -> None:
        raise StopAsked

    before: dict[int, Any] = {asked: signal.signal(asked, ask) for asked in STOP_SIGNALS}
    try:
        yield
    except StopAsked:
        whisper("已取消。")
        sys.exit(130)
    finally:
        for asked, handler in before.items():
            signal.signal(asked, handler)
