"""A world that many tests stand on, built once in each test database and put back row by row for those after it.

Building it through models and actions is most of a short test's time. Ids stay what they were at the first building:
sequences do not go back with a transaction, so nothing later gets one of them.
"""

import pickle
from collections import Counter
from collections.abc import Callable
from io import StringIO
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection

from tests.emptying import CALENDAR, tables_with_rows

World = TypeVar("World")


class KeptRows(Generic[World]):
    """`build` makes rows and returns model instances; `put()` has the same effect, but faster.

    The rows are put back where the tables they go to hold as many rows as at the first building; elsewhere, in
    another database, and under other keys of personal fields, everything is built anew.
    """

    def __init__(self, build: Callable[[], World]) -> None:
        self._build = build
        self._place = ("", "")
        self._before: dict[str, int] = {}
        self._added: dict[str, str] = {}
        self._instances = b""

    def put(self) -> World:
        if self._place != _place():
            return self._keep()
        if self._counts() != self._before:
            return self._build()
        with connection.cursor() as cursor:
            # only the owner of the test cluster may step over triggers and keys; the rows have passed them once
            cursor.execute("SET session_replication_role = replica")
            for table, rows in self._added.items():
                cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} FROM STDIN", StringIO(rows))
            cursor.execute("SET session_replication_role = origin")
        world: World = pickle.loads(self._instances)
        return world

    def _keep(self) -> World:
        before = _all_rows()
        world = self._build()
        added = {table: rows - before.get(table, Counter()) for table, rows in _all_rows().items()}
        self._added = {table: "".join(rows.elements()) for table, rows in added.items() if rows}
        self._before = {table: before[table].total() if table in before else 0 for table in self._added}
        self._instances = pickle.dumps(world)
        self._place = _place()
        return world

    def _counts(self) -> dict[str, int]:
        quote = connection.ops.quote_name
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {quote(name)}" for name in self._added))
            return dict(cursor.fetchall())


def _place() -> tuple[str, str]:
    """The database, and the file of the keys under which its personal fields are written."""
    return str(connection.settings_dict["NAME"]), str(settings.FIELD_KEYS_FILE)


def _all_rows() -> dict[str, Counter[str]]:
    """Each table's rows as COPY writes them, but for the calendar, which every test database has."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables_with_rows(cursor):
            if not table.startswith(CALENDAR):
                text = StringIO()
                cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} TO STDOUT", text)
                found[table] = Counter(text.getvalue().splitlines(keepends=True))
    return found
