"""Dates as a letter writes them: always Chinese, always with the weekday, counted in Asia/Shanghai."""

from datetime import date, datetime
from typing import Final

from kernel.workdays.zone import SHANGHAI, local_date

WEEKDAYS: Final = "一二三四五六日"
PROVISIONAL: Final = "（暂定日期：放假安排尚未公布，公布后如有变动另行告知）"


def day_words(day: date) -> str:
    """2026年10月14日（星期三）."""
    return f"{plain_day(day)}（星期{WEEKDAYS[day.weekday()]}）"


def plain_day(day: date) -> str:
    """2026年10月14日, as under a signature."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(at: datetime) -> str:
    """2026年10月14日（星期三）9时26分."""
    local = at.astimezone(SHANGHAI)
    return f"{day_words(local_date(at))}{local.hour}时{local.minute:02d}分"


def limit_words(at: datetime) -> str:
    """An instant that a period ran out at: 2026年11月24日（星期二）24时 where that is the end of its day."""
    local = at.astimezone(SHANGHAI)
    ends = (local.hour, local.minute) == (23, 59)
    return f"{day_words(local_date(at))}24时" if ends else moment_words(at)


def due_words(day: date, *, provisional: bool) -> str:
    """A due date; a provisional one says so."""
    return day_words(day) + (PROVISIONAL if provisional else "")
