"""Re-encrypting every personal field under the current key, in chunks that can be stopped and taken up again.

What is left to do is told by the tokens themselves (their key id), so no counter can be wrong.

**Dropping an old key loses nothing**, because three things are waited for. Every process uses a new key from its next
token on (`keyring` looks at the file each time); a token that was made the moment before is sent within `SETTLED`, and
a younger key is not dropped. Whoever sent one and has not committed holds a lock on the table, and
`wait_for_writers` waits for it. After both no token of the old key can appear any more, so that what the last pass
re-encrypts is all there is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import OperationalError, connection, transaction

from kernel.accounts import keyring
from kernel.accounts.fields import VERSION, EncryptedTextField, decrypt, encrypt
from kernel.accounts.keyring import key_ring

CHUNK = 500
FACTOR_PLACE = "mfa.authenticator.data"
# the portal's own transactions end sooner; meanwhile new writers stand behind us in the table's queue
LOCK_WAIT_MS = 2_000
LOCK_NOT_AVAILABLE = "55P03"


class StillWriting(Exception):
    """A transaction that wrote to one of the tables does not end."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


@dataclass(frozen=True)
class Column:
    """One encrypted column: its table, key and name in the database, and the place its tokens are bound to."""

    table: str
    key: str
    name: str
    place: str


def encrypted_columns() -> list[Column]:
    """Every `EncryptedTextField` of every app, by place."""
    found = [
        Column(model._meta.db_table, str(model._meta.pk.column), str(field.column), field.place)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    ]
    return sorted(found, key=lambda column: column.place)


def encrypted_tables() -> list[str]:
    """Every table that holds a token, each once."""
    return sorted({column.table for column in encrypted_columns()} | {Authenticator._meta.db_table})


def wait_for_writers(tables: Iterable[str]) -> None:
    """Return when every transaction that has written to one of the tables so far has ended; locks them one by one.

    Errors: StillWriting after LOCK_WAIT_MS at one table.
    """
    for table in tables:
        with transaction.atomic():
            lock_out_writers(table)


def lock_out_writers(table: str) -> None:
    """Keep writers out of a table until this transaction ends, after those who are in it have ended; readers go on.

    Errors: StillWriting after LOCK_WAIT_MS.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_WAIT_MS}ms"])
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        raise StillWriting(table) from error


def drop_keys_replaced_before(at: datetime) -> bool:
    """Drop the keys replaced before `at` and tell whether that was done: not while a token needs an older key.

    To be called after `wait_for_writers` and a last pass; `at` lies `SETTLED` before the waiting began.
    """
    if count_all_stale():
        return False
    keyring.change(lambda ring: ring.without_keys_before(at))
    return True


def count_all_stale() -> int:
    """How many tokens, of columns and second factors, are under an older key."""
    factors = sum(_renewable(data) for data in Authenticator.objects.values_list("data", flat=True).iterator())
    return factors + sum(count_stale(column) for column in encrypted_columns())


def count_stale(column: Column) -> int:
    """How many tokens of a column are under an older key."""
    with connection.cursor() as cursor:
        cursor.execute(_sql("SELECT count(*) FROM {table} WHERE {name} NOT LIKE %s", column), [_current()])
        stale: int = cursor.fetchone()[0]
    return stale


def reencrypt(column: Column) -> Iterator[int]:
    """Bring a column under the current key; yields the rows of each chunk after its commit."""
    last: Any = None
    while True:
        with transaction.atomic():
            rows = _chunk(column, last)
            if rows:
                _write(column, rows)
        if not rows:
            return
        last = rows[-1][0]
        yield len(rows)


def reencrypt_second_factors() -> int:
    """The same for the secrets of second factors, which allauth keeps in a JSON column; how many were changed."""
    changed = 0
    for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            if row is not None and (fresh := _renewed(row.data)) != row.data:
                Authenticator.objects.filter(pk=key).update(data=fresh)
                changed += 1
    return changed


def _renewed(value: Any) -> Any:
    """The JSON with every token of an older key made anew."""
    if isinstance(value, dict):
        return {name: _renewed(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_renewed(part) for part in value]
    return encrypt(decrypt(value, place=FACTOR_PLACE), place=FACTOR_PLACE) if _stale(value) else value


def _renewable(value: Any) -> int:
    """How many tokens of an older key the JSON holds."""
    if isinstance(value, dict):
        return sum(map(_renewable, value.values()))
    if isinstance(value, list):
        return sum(map(_renewable, value))
    return int(_stale(value))


def _stale(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(f"{VERSION}.") and not value.startswith(_current()[:-1])


def _current() -> str:
    return f"{VERSION}.{key_ring().current}.%"


def _sql(text: str, column: Column) -> str:
    quote = connection.ops.quote_name
    return text.format(table=quote(column.table), key=quote(column.key), name=quote(column.name))


def _chunk(column: Column, last: Any) -> list[tuple[Any, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _sql(
                "SELECT {key}, {name} FROM {table} WHERE {name} NOT LIKE %s AND (%s IS NULL OR {key} > %s)"
                " ORDER BY {key} LIMIT %s FOR NO KEY UPDATE",
                column,
            ),
            [_current(), last, last, CHUNK],
        )
        rows: list[tuple[Any, str]] = cursor.fetchall()
    return rows


def _write(column: Column, rows: list[tuple[Any, str]]) -> None:
    fresh = [(encrypt(decrypt(token, place=column.place), place=column.place), key) for key, token in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_sql("UPDATE {table} SET {name} = %s WHERE {key} = %s", column), fresh)
