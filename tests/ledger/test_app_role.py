"""The app's role may write facts and move cursors; it may not change what was written."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from kernel.ledger import relay, relay_process, seals, stream
from kernel.ledger.access import record_access
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from tests.ledger.cast import CLERK, matter, say
from tests.ledger.sessions import number

pytestmark = pytest.mark.django_db(transaction=True)

APPEND_ONLY = ["ledger_entry", "ledger_streamposition", "ledger_seal", "ledger_accessentry"]


@pytest.fixture
def as_the_app(monkeypatch, without_horizon):
    monkeypatch.setattr(relay, "_observers", {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_APP_ROLE])
        assert cursor.fetchone(), "the cluster needs the app's role for this test"
        cursor.execute(f'SET ROLE "{settings.DATABASE_APP_ROLE}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_it_writes_numbers_relays_and_seals(as_the_app):
    read = []
    relay.observer("test.reader")(lambda entries: read.extend(entries))
    say("一", of=matter(1))
    relay.catch_up()
    relay_process.beat()
    record_access(reader=matter(8), actor=CLERK, whom=matter(9), fields=["phone"], why="核对")
    seals.seal(label=database_now().date())
    assert len(read) == stream.head().stream_no == 1


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_it_may_not_change_what_was_written(as_the_app, table, change):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
            [table],
        )
        column = cursor.fetchone()[0]
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(change.format(table, column))


@pytest.mark.parametrize(
    "trick",
    [
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "UPDATE ledger_pending SET xact = 0",
    ],
)
def test_it_may_not_take_the_guards_away(as_the_app, trick):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        cursor.execute(trick)


def test_it_cannot_forge_which_transaction_the_stream_waits_for(as_the_app):
    """The queue asks the database which transaction writes, whatever the row claims."""
    say("一", of=matter(1))
    number(1)
    columns = [each.attname for each in Entry._meta.concrete_fields if each.attname not in ("payload", "id")]
    forged = {"xact": "1", "cluster": "1", "position": "2"}
    values = ", ".join(forged.get(name, name) for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO ledger_entry ({', '.join(columns)}) SELECT {values} FROM ledger_entry")
        cursor.execute(
            "SELECT xact, cluster, pg_current_xact_id()::text::bigint, system_identifier"
            " FROM ledger_pending, pg_control_system()"
        )
        [(xact, cluster, real_xact, real_cluster)] = cursor.fetchall()
    assert (xact, cluster) == (real_xact, real_cluster)
