"""Re-encrypting every personal field under the current key, in chunks that can be stopped and taken up again.

What is left to do is told by the tokens themselves (their key id), so no counter can be wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, transaction

from kernel.accounts.fields import VERSION, EncryptedTextField, decrypt, encrypt
from kernel.accounts.keyring import key_ring

CHUNK = 500
FACTOR_PLACE = "mfa.authenticator.data"


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
    stale = isinstance(value, str) and value.startswith(f"{VERSION}.") and not value.startswith(_current()[:-1])
    return encrypt(decrypt(value, place=FACTOR_PLACE), place=FACTOR_PLACE) if stale else value


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
