"""What a database holds, asked of one snapshot, so that a dump and its counts are of the same instant."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from county_portal.environment import ROOT
from county_portal.launcher.refusals import Refusal

NOTHING = "这里还没有数据,没有可备份的:请先 ./portal up。"
TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname"
)
POSITION = "SELECT stream_no, encode(chain, 'hex') FROM ledger_streamposition ORDER BY stream_no DESC LIMIT 1"
DOCUMENTS = "SELECT stored_name, number, sha256 FROM documents_document WHERE removed_at IS NULL ORDER BY id"
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


@dataclass(frozen=True)
class Paper:
    """One kept document: where its bytes lie, its number, and the SHA-256 in hex that its row bears."""

    stored_name: str
    number: str
    sha256: str


@dataclass(frozen=True)
class Ground:
    """What stood in the database at one instant. `snapshot` is its name for pg_dump while the block lasts."""

    snapshot: str
    at: datetime
    postgres: int
    counts: Mapping[str, int]
    stream_no: int
    chain: str
    papers: Sequence[Paper]
    migrations: Sequence[tuple[str, str]]


@contextlib.contextmanager
def standing(url: str) -> Iterator[Ground]:
    """Hold a snapshot and tell what stands in it. Errors: Refusal where nothing does yet."""
    connection = psycopg2.connect(url)
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            # a large file room takes longer to copy than a web request may idle
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
            yield _ask(connection, cursor)
    finally:
        connection.close()


def _ask(connection: Connection, cursor: Cursor) -> Ground:
    if "django_migrations" not in tables(cursor):
        raise Refusal(NOTHING)
    cursor.execute("SELECT pg_export_snapshot(), clock_timestamp()")
    snapshot, at = cursor.fetchall()[0]
    cursor.execute(POSITION)
    stream_no, chain = cursor.fetchone() or (0, "")
    cursor.execute(DOCUMENTS)
    papers = [Paper(*row) for row in cursor.fetchall()]
    cursor.execute(MIGRATIONS)
    migrations = [(str(app), str(name)) for app, name in cursor.fetchall()]
    major = connection.server_version // 10000
    return Ground(snapshot, at, major, counts(cursor), stream_no, chain, papers, migrations)


def counts(cursor: Cursor) -> dict[str, int]:
    """Rows of every table."""
    found = {}
    for table in tables(cursor):
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        found[table] = int((cursor.fetchone() or (0,))[0])
    return found


def tables(cursor: Cursor) -> list[str]:
    """Names of the tables; none in a database that was never migrated."""
    cursor.execute(TABLES)
    return [str(name) for (name,) in cursor.fetchall()]


def is_kept_now(url: str, number: str) -> bool:
    """Whether a document is still kept, asked now and not of a snapshot."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM documents_document WHERE number = %s AND removed_at IS NULL)", [number]
            )
            return cursor.fetchone() == (True,)
    finally:
        connection.close()


def unknown_migrations(applied: Sequence[tuple[str, str]]) -> list[str]:
    """Those of our own apps that this checkout does not have: a newer portal wrote them."""
    folders: dict[str, Path] = {}
    for pattern in ("*/migrations", "kernel/*/migrations"):
        folders |= {folder.parent.name: folder for folder in ROOT.glob(pattern)}
    return [f"{app}.{name}" for app, name in applied if app in folders and not (folders[app] / f"{name}.py").is_file()]


def instant(text: str) -> datetime:
    """The instant that a manifest tells. Errors: ValueError."""
    return datetime.fromisoformat(text)


def in_words(text: str) -> str:
    """That instant as a clock on the wall shows it."""
    return f"{instant(text).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M:%S}"
