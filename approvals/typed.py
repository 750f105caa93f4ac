"""What people type into an address or a field, before it is looked up: no control signs, one width, a limit."""

import unicodedata
from datetime import date, datetime

from django.utils.dateparse import parse_date, parse_datetime

from approvals.refusals import DayUnreadable
from kernel.workdays.zone import SHANGHAI, day_start

MOST = 200


def line(text: str, most: int = MOST) -> str:
    """One line without control signs; full-width letters and digits become ordinary ones."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text[:most]) if sign.isprintable()).strip()


def prose(text: str, most: int) -> str:
    """Running text as it was typed, without control signs but for the ends of lines."""
    return "".join(sign for sign in text[:most] if sign.isprintable() or sign == "\n").strip()


def number(text: str) -> str:
    """A number as it stands on a slip: letters and digits; blanks and dashes between groups do not count."""
    return "".join(sign for sign in line(text).upper() if sign.isalnum() and sign.isascii())[:40]


def ordinal(text: str) -> int:
    """A small count as it was typed; 0 for what is none."""
    digits = line(text, 9)
    return int(digits) if digits.isascii() and digits.isdecimal() else 0


def day(text: str) -> date | None:
    """A day as a date field sends it; None for what is none."""
    try:
        return parse_date(text[:10])
    except ValueError:
        return None


def instant(text: str) -> datetime | None:
    """A moment as a field or a sheet says it, by the hall's clock; None for nothing. A bare day is its first instant.

    Errors: DayUnreadable.
    """
    if not text.strip():
        return None
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None:
        bare = day(text.strip()) if len(text.strip()) <= len("2026-09-07") else None
        if bare is None:
            raise DayUnreadable
        return day_start(bare)
    return found if found.tzinfo is not None else found.replace(tzinfo=SHANGHAI)
