"""The clock that acts, terms and the watch read is the database's; a story of six weeks sets it.

Every instant of an act comes from `clock_timestamp()`. Here a schema that is searched before `pg_catalog` holds
functions of the same names that stand on another day and go on from there, for every session of the test database.
Nothing of the portal is replaced: pages, actions, relay and watch run as they are.
"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import connection
from django.utils import timezone

SCHEMA = "set_clock"
NAMES = ("clock_timestamp", "statement_timestamp", "now")
_PATH = f"{SCHEMA}, pg_catalog, public"
_MAKE = f"""
DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.shift (by interval NOT NULL);
INSERT INTO {SCHEMA}.shift VALUES ('0');
GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC;
GRANT SELECT ON {SCHEMA}.shift TO PUBLIC;
"""
_FUNCTION = """
CREATE FUNCTION {schema}.{name}() RETURNS timestamptz LANGUAGE sql VOLATILE
AS 'SELECT pg_catalog.{name}() + by FROM {schema}.shift'
"""
# a column's default was bound to the function of its day when the table was made
_DEFAULTS = """
SELECT format('ALTER TABLE %%s ALTER COLUMN %%I SET DEFAULT %%s', d.adrelid::regclass, a.attname, %s)
FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE pg_get_expr(d.adbin, d.adrelid) ~ '^([a-z_]+[.])?statement_timestamp[(][)]$'
"""


class DatabaseClock:
    """Set for this session and for all that connect after `__enter__`; put right again at the end."""

    def __init__(self) -> None:
        self._shift: timedelta | None = None

    def __enter__(self) -> Self:
        with connection.cursor() as cursor:
            _point_defaults(cursor, "pg_catalog")
            cursor.execute(_MAKE)
            for name in NAMES:
                cursor.execute(_FUNCTION.format(schema=SCHEMA, name=name))
            _point_defaults(cursor, SCHEMA)
            cursor.execute(f"ALTER DATABASE {_this_database()} SET search_path = {_PATH}")
            cursor.execute(f"SET search_path = {_PATH}")
        return self

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {_this_database()} RESET search_path")
            cursor.execute("RESET search_path")
            _point_defaults(cursor, "pg_catalog")
            cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")

    def set(self, at: datetime) -> datetime:
        """Stand at `at` and go on from there; once set it is never set back."""
        assert self._shift is None or at >= self.now(), f"the clock stands at {self.now()} already"
        self._shift = at - timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {SCHEMA}.shift SET by = %s - pg_catalog.clock_timestamp()", [at])
        return at

    def now(self) -> datetime:
        """What the clock shows, also for the bar of a page, which asks the application and not the database."""
        return timezone.now() + (self._shift or timedelta())


def _this_database() -> str:
    return connection.ops.quote_name(connection.settings_dict["NAME"])


def _point_defaults(cursor: Any, schema: str) -> None:
    cursor.execute(_DEFAULTS, [f"{schema}.statement_timestamp()"])
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
