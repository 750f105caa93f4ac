"""Empty the tables after a transactional test, as quickly as what the test wrote allows.

Django's own way truncates every table and plants permissions anew: most of a second, a hundred times over. Here only
tables that hold rows are emptied, and what the migrations planted stays unless the test changed it.
"""

from functools import cache

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

from kernel.workdays.seed import plant_national

# written by migrate itself; no test changes them
PLANTED = frozenset({"django_content_type", "auth_permission"})
CALENDAR = "workdays_"


def empty() -> None:
    """Delete every row; only the owner of the test cluster may step over the triggers of append-only tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            left = _calendar_is_as_planted(cursor)
            for table in tables_with_rows(cursor):
                if not (left and table.startswith(CALENDAR)):
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        finally:
            cursor.execute("SET session_replication_role = origin")
    if not left:
        plant_national(apps)


def tables_with_rows(cursor: CursorWrapper) -> list[str]:
    """Every table that holds a row, but for what migrate itself writes."""
    cursor.execute(_which_have_rows())
    return [name for (name,) in cursor.fetchall()]


@cache
def _which_have_rows() -> str:
    """One statement that names every table with a row in it."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - PLANTED
    quote = connection.ops.quote_name
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quote(name)})" for name in sorted(tables))


def _calendar_is_as_planted(cursor: CursorWrapper) -> bool:
    """One calendar in the version of its planting: every change of a day, year or hour is a revision."""
    cursor.execute("SELECT count(*), (SELECT count(*) FROM workdays_calendar) FROM workdays_revision")
    return bool(cursor.fetchone() == (1, 1))
