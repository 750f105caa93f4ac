"""A database of its own for every bench: a copy of one loaded demo county, gone afterwards.

The process stays the same and its connection is led elsewhere; the database it was given is only copied from. All
names begin with that database's own, so that two measurements on one cluster do not meet.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import psycopg2
from django.db import connection
from psycopg2.sql import SQL, Composable, Identifier

from county_portal.demo.seeding import load_county

BASE = "demo"


@contextmanager
def demo_county() -> Iterator[str]:
    """The name of a database with the demo county in it, to be copied from; nobody is connected to it."""
    given = str(connection.settings_dict["NAME"])
    with copy(given, BASE) as name:
        for _part, _rows in load_county():
            pass
        lead(given)
        yield name
        lead(name)


@contextmanager
def copy(template: str, suffix: str) -> Iterator[str]:
    """Make a copy of `template`, lead the connection to it, drop it afterwards and lead the connection back."""
    before = str(connection.settings_dict["NAME"])
    name = f"{template}_{suffix}"
    connection.close()
    _administer(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
    _administer(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    lead(name)
    try:
        yield name
    finally:
        lead(before)
        _administer(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def lead(name: str) -> None:
    """Let Django's connection go to this database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = name


def url() -> str:
    """The present database as a URL, for processes of the portal."""
    facts = connection.settings_dict
    who = quote(facts["USER"]) + (":" + quote(facts["PASSWORD"]) if facts["PASSWORD"] else "")
    host = quote(facts["HOST"], safe="")
    return f"postgresql://{who}@/{facts['NAME']}?host={host}&port={facts['PORT']}"


def vacuum(*tables: str) -> None:
    """Clear away what rolled-back or replaced rows left, and read the statistics anew; all tables if none is named."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")


def _administer(statement: Composable) -> None:
    """On a connection of its own to the maintenance database, outside every transaction."""
    facts: dict[str, Any] = connection.get_connection_params() | {"dbname": "postgres"}
    facts.pop("cursor_factory", None)
    facts.pop("context", None)
    admin = psycopg2.connect(**facts)
    try:
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(statement)
    finally:
        admin.close()
