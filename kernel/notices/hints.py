"""Hints to the workers. The rows say what is to be done; the queue only says "now"."""

from collections.abc import Collection
from typing import Final

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

SEND_DUE: Final = "notices.send_due"


def send_now(channels: Collection[str]) -> None:
    """Tell the workers that these channels have something; without a broker the beat finds it within a minute."""
    try:
        for channel in sorted(channels):
            current_app.send_task(SEND_DUE, args=[channel], retry=False, ignore_result=True)
    except OperationalError as error:
        log.warning("delivery_hint_lost", reason=type(error).__name__)
