"""Many entries of one event type in one statement, from plain rows."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from kernel.ledger.actors import Actor
from kernel.ledger.events import EventType
from kernel.ledger.privacy import refuse_personal_numbers
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import actor_columns, record_many

_TYPES: Final = {
    "text": "text",
    "integer": "bigint",
    "decimal": "numeric",
    "boolean": "boolean",
    "date": "date",
    "instant": "timestamptz",
    "text_list": "text[]",
}
_ENTRY: Final = (
    "subject_kind text, subject_number text, subject_id bigint, at timestamptz,"
    " actor_person text, actor_post text, actor_organization text, actor_region text"
)


def entry_of(subject: Subject, *, actor: Actor, at: datetime, **payload: Any) -> dict[str, Any]:
    """One row for `record_rows`."""
    return {
        "subject_kind": subject.kind, "subject_number": subject.number, "subject_id": subject.id, "at": at,
        **actor_columns(actor), **payload,
    }  # fmt: skip


def record_rows(event: EventType, rows: Sequence[Mapping[str, Any]], *, first: bool = False) -> int:
    """Write one entry per row, in the rows' order, and return how many; no two rows may have one subject.

    A row has `subject_kind, subject_number, subject_id, at`, the four `actor_…` words, and the event's fields; see
    `entry_of`. `first` is that of `record_many`. Errors: those of `record_many`, PersonalNumberInLedger.
    """
    if not rows:
        return 0
    for row in rows:
        refuse_personal_numbers({field.name: row.get(field.name) for field in event.fields})
    fields = "".join(f', "{field.name}" {_TYPES[field.type]}' for field in event.fields)
    source = f"SELECT t.* FROM jsonb_to_recordset(%(rows)s::jsonb) AS t({_ENTRY}{fields})"  # noqa: S608
    return record_many(event, source=source, params={"rows": json.dumps(rows, default=_text)}, first=first)


def _text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written into the ledger")
