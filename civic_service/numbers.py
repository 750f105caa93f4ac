"""Numbers of mandates (WT) and bags (DB), with their check digit."""

from datetime import datetime
from typing import Final

from django.db import connection

from kernel.identifiers.numbers import number_with_check
from kernel.workdays.zone import local_date

MANDATE: Final = "WT"
BAG: Final = "DB"
_SIX_DIGITS: Final = 1_000_000


def next_number(prefix: str, *, at: datetime) -> str:
    """The next number of that prefix, dated by the day of `at`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('civic_service_number')")
        (value,) = cursor.fetchone()
    return number_with_check(prefix, local_date(at), int(value) % _SIX_DIGITS)
