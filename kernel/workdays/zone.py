"""The one clock face: instants are stored in UTC, dates are read and counted in Asia/Shanghai."""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
# one microsecond before midnight: PostgreSQL keeps no finer time, so nothing falls between two days
LAST_INSTANT: Final = time(23, 59, 59, 999_999)


def local_date(at: datetime) -> date:
    """The day of an aware instant as the county reads it. Errors: ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone has no date")
    return at.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """First instant of the day, 00:00 in Asia/Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI)


def day_end(day: date) -> datetime:
    """Last lawful instant of the day, 23:59:59.999999 in Asia/Shanghai."""
    return datetime.combine(day, LAST_INSTANT, SHANGHAI)
