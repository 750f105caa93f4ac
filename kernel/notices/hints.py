"""Hints to the workers. The rows say what is to be done; the queue only says "now"."""

from collections.abc import Collection
from typing import Final

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

SEND_DUE: Final = "notices.send_due"
PUSH_DUE: Final = "notices.push_due"


def send_now(channels: Collection[str]) -> None:
    """These channels have something to send."""
    for channel in sorted(channels):
        _hint(SEND_DUE, channel)


def push_now() -> None:
    """The stream has grown, and somebody outside may want to hear of it."""
    _hint(PUSH_DUE)


def _hint(task: str, *arguments: str) -> None:
    """Tell the workers; without a broker the beat finds the rows within a minute."""
    try:
        current_app.send_task(task, args=list(arguments), retry=False, ignore_result=True)
    except OperationalError as error:
        log.warning("delivery_hint_lost", task=task, reason=type(error).__name__)
