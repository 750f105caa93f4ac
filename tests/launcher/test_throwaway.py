"""Throw-away engines: real, apart from each other, and gone afterwards."""

import psycopg2
import pytest

from county_portal.launcher import engines
from county_portal.launcher.postgres import APP, OWNER

pytestmark = pytest.mark.kill


def test_the_applications_role_may_read_and_write_what_the_owner_makes_and_no_more() -> None:
    with engines.throwaway() as portal:
        with portal.postgres.session(OWNER) as owner, owner.cursor() as cursor:
            cursor.execute("CREATE EXTENSION btree_gist; CREATE TABLE papers (id serial, name text)")
        with portal.postgres.session(APP) as app, app.cursor() as cursor:
            cursor.execute(
                "INSERT INTO papers (name) VALUES ('x'); UPDATE papers SET name = 'y'; SELECT name FROM papers"
            )
            assert cursor.fetchone() == ("y",)
            for statement in ("DROP TABLE papers", "TRUNCATE papers", "CREATE TABLE more ()"):
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute(statement)
        folder = portal.layout.data_dir.parent
        assert folder.exists()
    assert not folder.exists()
    assert not portal.layout.socket_dir.exists()


def test_an_ordinary_owner_can_make_the_extensions_that_migrations_need() -> None:
    with engines.throwaway() as portal:
        with portal.postgres.session() as admin, admin.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {OWNER} NOSUPERUSER")
        with portal.postgres.session(OWNER) as owner, owner.cursor() as cursor:
            for extension in ("btree_gist", "pg_trgm"):
                cursor.execute(f"CREATE EXTENSION {extension}")


def test_what_a_killed_run_left_behind_is_swept() -> None:
    with engines.throwaway() as portal:
        base = portal.layout.data_dir.parent.parent
        left = base / "throwaway-killed"
        left.mkdir()
        (left / "lock").touch()
        with engines.throwaway() as other:
            assert not left.exists()
            assert portal.layout.data_dir.exists()
            assert other.layout.socket_dir != portal.layout.socket_dir
