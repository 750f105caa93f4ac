"""The one writer of the ledger: `record` for an act, `record_many` for a sweep. Each is one statement."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection

from kernel.ledger import events
from kernel.ledger.actors import Actor
from kernel.ledger.locking import ActOutOfTime
from kernel.ledger.models import Entry
from kernel.ledger.privacy import refuse_personal_numbers
from kernel.ledger.subjects import Subject

# SQLSTATEs of the functions in migration 0002
OUT_OF_TIME = "LG001"
FIELD_MISSING = "LG002"

COLUMNS = (
    "id, type, type_version, subject_kind, subject_number, subject_id, about_kind, about_number, about_id,"
    " organization, region, post, person, at, recorded_at, body, salt, position, prev_hash, xact, cluster"
)
_GENESIS = r"'\x" + "00" * 32 + "'::bytea"

# `last` is the subject's last entry; a source whose subjects are all new spares the look-up
_LAST = """LEFT JOIN LATERAL (
        SELECT p.position, p.hash, p.at FROM ledger_entry p
        WHERE p.subject_kind = s.subject_kind AND p.subject_id = s.subject_id ORDER BY p.position DESC LIMIT 1
    ) last ON true"""
_NO_LAST = "CROSS JOIN (SELECT 0 AS position, NULL::bytea AS hash, NULL::timestamptz AS at) last"

_INSERT = """
INSERT INTO ledger_entry ({columns}, hash)
SELECT {columns}, ledger_hash({arguments})
FROM (
    SELECT nextval('ledger_entry_id_seq') AS id, s.type, s.type_version,
        s.subject_kind, s.subject_number, s.subject_id, s.about_kind, s.about_number, s.about_id,
        s.organization, s.region, s.post, s.person,
        CASE WHEN s.at >= coalesce(last.at, s.at) AND s.at <= greatest(clock_timestamp(), last.at) THEN s.at
             ELSE ledger_out_of_time(s.subject_number) END AS at,
        clock_timestamp() AS recorded_at, s.body, uuid_send(gen_random_uuid()) AS salt,
        coalesce(last.position, 0) + 1 AS position, coalesce(last.hash, {genesis}) AS prev_hash,
        here.xact, here.cluster
    FROM ({source}) s
    CROSS JOIN (
        SELECT pg_current_xact_id()::text::bigint AS xact, system_identifier AS cluster
        FROM pg_control_system() OFFSET 0
    ) here
    {last}
    OFFSET 0
) e
"""

_ONE = """
    SELECT %(type)s::text AS type, %(version)s::int AS type_version, %(subject_kind)s::text AS subject_kind,
        %(subject_number)s::text AS subject_number, %(subject_id)s::bigint AS subject_id,
        %(about_kind)s::text AS about_kind, %(about_number)s::text AS about_number, %(about_id)s::bigint AS about_id,
        %(actor_organization)s::text AS organization, %(actor_region)s::text AS region, %(actor_post)s::text AS post,
        %(actor_person)s::text AS person, %(at)s::timestamptz AS at, (%(payload)s::jsonb)::text AS body
"""
_SQL_JSON = {
    "text": "{0}::text",
    "integer": "{0}::bigint",
    "decimal": "{0}::numeric::text",
    "boolean": "{0}::boolean",
    "date": "{0}::date",
    "instant": "{0}::timestamptz",
    "text_list": "to_jsonb({0}::text[])",
}
_ACTOR_COLUMNS = ("organization", "region", "post", "person")
_ABOUT_COLUMNS = (("kind", "text"), ("number", "text"), ("id", "bigint"))


def record(
    event: events.EventType,
    subject: Subject,
    *,
    actor: Actor,
    at: datetime,
    about: Subject | None = None,
    **payload: Any,
) -> Entry:
    """Write one entry and return it; the caller holds the subject's lock (`locking.lock`).

    `payload` is checked against the declared fields. One INSERT, so position, chain and hash are decided by the
    database in the moment of writing.
    Errors: PayloadMismatch; PersonalNumberInLedger; UnknownEventType when the type was never registered;
    ActOutOfTime when `at` is later than now or earlier than the subject's last entry; IntegrityError when the subject
    was not locked and another act took its place in the chain.
    """
    refuse_personal_numbers(payload)
    params = {
        "type": events.get(event.code).code,
        "version": event.version,
        "payload": json.dumps(event.encode(payload), ensure_ascii=False),
        "at": at,
        "subject_kind": subject.kind,
        "subject_number": subject.number,
        "subject_id": subject.id,
        "about_kind": about.kind if about else None,
        "about_number": about.number if about else None,
        "about_id": about.id if about else None,
        **actor_columns(actor),
    }
    names = ", ".join(each.attname for each in Entry._meta.concrete_fields)
    with _named_refusals():
        [entry] = Entry.objects.raw(f"{_insert(_ONE, first=False)} RETURNING {names}", params)
    return entry


def record_many(
    event: events.EventType,
    *,
    source: str,
    params: Mapping[str, Any],
    actor: Actor | None = None,
    about: bool = False,
    with_: str = "",
    first: bool = False,
) -> int:
    """Write one entry per row of a SELECT, in one statement, and return how many.

    `source` is a SELECT with the columns `subject_kind, subject_number, subject_id, at` and one column per declared
    field, by its name; further columns are ignored. With `about`, also `about_kind, about_number, about_id`; without
    `actor`, also `actor_organization, actor_region, actor_post, actor_person`. `with_` goes before it
    (`WITH ins AS (INSERT INTO card … RETURNING …)`, so rows and their entries are written together); `params` are
    the named places (`%(name)s`) of both. Entries are numbered in the order of `source`. `first` promises that every
    subject is new and spares the look-up of its chain; a broken promise is refused by the chain's unique constraint.
    Errors: as `record`; IntegrityError when two rows have one subject; a NULL in a field that is not optional is a
    PayloadMismatch.
    """
    events.get(event.code)
    given = {"ledger_type": event.code, "ledger_version": event.version, **params}
    if actor is not None:
        given |= {f"ledger_{name}": value for name, value in actor_columns(actor).items()}
    columns = ", ".join(_columns_of_many(event, actor, about))
    rows = f"SELECT {columns} FROM ({source}) r"  # noqa: S608 (both are our own code's, values are bound)
    with _named_refusals(), connection.cursor() as cursor:
        cursor.execute(with_ + _insert(rows, first=first), given)
        return int(cursor.rowcount)


def _insert(source: str, *, first: bool) -> str:
    arguments = ", ".join(f"e.{name.strip()}" for name in COLUMNS.split(","))
    return _INSERT.format(
        columns=COLUMNS, arguments=arguments, source=source, genesis=_GENESIS, last=_NO_LAST if first else _LAST
    )


def _columns_of_many(event: events.EventType, actor: Actor | None, about: bool) -> list[str]:
    """The select list that turns a caller's columns into the entry's."""
    columns = ["%(ledger_type)s::text AS type", "%(ledger_version)s::int AS type_version"]
    columns += ["r.subject_kind::text AS subject_kind", "r.subject_number::text AS subject_number"]
    columns += ["r.subject_id::bigint AS subject_id", "r.at::timestamptz AS at"]
    columns += [f"{f'r.about_{name}' if about else 'NULL'}::{kind} AS about_{name}" for name, kind in _ABOUT_COLUMNS]
    given = "r.actor_{0}::text AS {0}" if actor is None else "%(ledger_actor_{0})s::text AS {0}"
    columns += [given.format(name) for name in _ACTOR_COLUMNS]
    pairs = ", ".join(f"'{each.name}', {_json_value(each)}" for each in event.fields)
    return [*columns, f"jsonb_build_object({pairs})::text AS body"]


def _json_value(field: events.Field) -> str:
    value = _SQL_JSON[field.type].format(f"r.{field.name}")
    if field.optional:
        return value
    return (
        f"CASE WHEN r.{field.name} IS NULL THEN ledger_field_missing('{field.name}')::jsonb ELSE to_jsonb({value}) END"
    )


def actor_columns(actor: Actor) -> dict[str, str]:
    """Who acted, under the names that `record_many` reads."""
    return {f"actor_{name}": getattr(actor, name) for name in _ACTOR_COLUMNS}


@contextmanager
def _named_refusals() -> Iterator[None]:
    """What the database's own checks refuse becomes the named refusal."""
    try:
        yield
    except DatabaseError as error:
        code = getattr(error.__cause__, "pgcode", None)
        if code == OUT_OF_TIME:
            raise ActOutOfTime from error
        if code == FIELD_MISSING:
            raise events.PayloadMismatch(str(error)) from error
        raise
