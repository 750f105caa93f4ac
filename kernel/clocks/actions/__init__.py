"""The verbs of clocks. Those on a single clock are called inside the caller's transaction, after the lock of the
clock's subject, and the business action writes the ledger; those on a calendar are whole acts."""

from kernel.clocks.actions.calendars import (
    change_calendar_days,
    change_office_hours,
    derive_calendar,
    publish_calendar_year,
)
from kernel.clocks.actions.extension import extend
from kernel.clocks.actions.pauses import pause, resume
from kernel.clocks.actions.running import start, stop, stop_all

__all__ = [
    "change_calendar_days",
    "change_office_hours",
    "derive_calendar",
    "extend",
    "pause",
    "publish_calendar_year",
    "resume",
    "start",
    "stop",
    "stop_all",
]
