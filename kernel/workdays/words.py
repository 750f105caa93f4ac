"""Dates and instants in words: always with the weekday, never broken over two lines, counted in Asia/Shanghai."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language

WEEKDAYS: Final = "一二三四五六日"
ENGLISH_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_english() -> bool:
    """Whether the page is being written in English."""
    return (get_language() or "").startswith("en")


def local_day(value: date | datetime) -> date:
    """The calendar day of a date, or of an aware instant as it is read in the county."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date()
    return value


def weekday_letter(value: date) -> str:
    """One character for a column: 一 … 日, or Mo … Su."""
    return ENGLISH_WEEKDAYS[value.weekday()][:2] if in_english() else WEEKDAYS[value.weekday()]


def month_words(value: date, *, with_year: bool = False) -> str:
    """10月 or Oct; with the year 2027年1月 or Jan 2027."""
    if in_english():
        month = ENGLISH_MONTHS[value.month - 1]
        return f"{month} {value.year}" if with_year else month
    return f"{value.year}年{value.month}月" if with_year else f"{value.month}月"


def day_words(value: date | datetime, *, seen_from: date | datetime | None = None, with_year: bool = False) -> str:
    """10月19日 周一, or Mon 19 Oct; the year is added when asked for or when it is not the year it is seen from."""
    day = local_day(value)
    year = with_year or (seen_from is not None and local_day(seen_from).year != day.year)
    if in_english():
        words = f"{ENGLISH_WEEKDAYS[day.weekday()]} {day.day} {ENGLISH_MONTHS[day.month - 1]}"
        return f"{words} {day.year}" if year else words
    words = f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
    return f"{day.year}年{words}" if year else words


def last_day_words(value: date | datetime, *, seen_from: date | datetime | None = None) -> str:
    """12月3日（星期四）, or Thu 3 Dec: a last day as it is told to a citizen; the year as in `day_words`."""
    if in_english():
        return day_words(value, seen_from=seen_from)
    day = local_day(value)
    other_year = seen_from is not None and local_day(seen_from).year != day.year
    words = f"{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"
    return f"{day.year}年{words}" if other_year else words


def short_day_words(value: date | datetime) -> str:
    """10月19日, or 19 Oct: only where the weekday stands beside it already."""
    day = local_day(value)
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]}" if in_english() else f"{day.month}月{day.day}日"


def time_words(value: datetime) -> str:
    """10:26, read in the county."""
    return timezone.localtime(value).strftime("%H:%M")


def moment_words(value: datetime, *, seen_from: date | datetime | None = None) -> str:
    """10月14日 周三 10:26, or Wed 14 Oct 10:26."""
    return f"{day_words(value, seen_from=seen_from)} {time_words(value)}"
