"""The demo county, loaded once for all tests of this folder and emptied out at the end."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings

from county_portal.demo.anchor import Anchor
from county_portal.demo.seeding import PARTS, load_county
from kernel.ledger.locking import database_now
from kernel.workdays.queries import NATIONAL, load


@pytest.fixture(scope="package")
def county(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Anchor]:
    """The anchor of a loaded county.

    It is committed: a transaction around all of its tests would stay open for minutes, and the ledger's sequencer of
    every database of the cluster would wait for its end.
    """
    with override_settings(RUN_DIR=tmp_path_factory.mktemp("run")), django_db_blocker.unblock():
        try:
            anchor = Anchor.of(database_now(), load(NATIONAL))
            # cut off in the middle, then begun again: the second run goes on where the first stopped
            first = [part.code for part, _rows in islice(load_county(), 4)]
            _note_that_tables_were_empty()
            second = [part.code for part, _rows in load_county()]
            assert [*first, *second] == [part.code for part in PARTS]
            _without_haste()
            yield anchor
        finally:
            TransactionTestCase("__init__")._fixture_teardown()


def _note_that_tables_were_empty() -> None:
    """As a vacuum between two tests leaves it: joins planned by it took minutes; here they fail after one."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0, relpages = 1 WHERE relname = 'organizations_organization'")
        cursor.execute("SET statement_timeout = '60s'")


def _without_haste() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout")


@pytest.fixture
def _django_db_helper(county: Anchor) -> Iterator[None]:
    """In place of pytest-django's: every test in a transaction of its own that is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
