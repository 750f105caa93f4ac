"""Writing the prefix table of a calendar from the pure calendar, so that both count alike."""

from datetime import date

from django.db import connection

from kernel.workdays.working_calendar import WorkCalendar

_INSERT = """
INSERT INTO workdays_dayordinal
    (calendar_id, date, ordinal, is_working, provisional, unsettled, next_working, label)
SELECT %s, * FROM unnest(%s::date[], %s::int[], %s::bool[], %s::bool[], %s::int[], %s::date[], %s::text[])
"""


def rebuild(calendar_id: int, calendar: WorkCalendar, *, since: date) -> None:
    """Replace the rows of the prefix table from the day `since` on."""
    rows = list(calendar.rows(since))
    columns = [
        [getattr(row, name) for row in rows]
        for name in ("day", "ordinal", "is_working", "provisional", "unsettled", "next_working", "label")
    ]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workdays_dayordinal WHERE calendar_id = %s AND date >= %s", [calendar_id, since])
        cursor.execute(_INSERT, [calendar_id, *columns])


def next_version() -> int:
    """A version number that no calendar has had or will have again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('workdays_calendar_version')")
        return int(cursor.fetchone()[0])
