"""The access log: whoever sees a person's data unmasked leaves who, why and whom, in a chain of its own.

Looking at masked lists leaves nothing here. The daily seal takes the log's head with it.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.ledger.actors import Actor
from kernel.ledger.hashing import microseconds
from kernel.ledger.heads import NONE, Mark
from kernel.ledger.models import GENESIS, AccessEntry
from kernel.ledger.refusals import Refusal
from kernel.ledger.subjects import Subject

_LOCK = 0x6163_6365_7373  # "access": one chain, so one writer at a time; unmasking is rare


class ReasonMissing(Refusal):
    """Nobody sees a person's data without saying why."""

    code = "reason_missing"
    status = 422
    template = _("查看个人信息须写明理由。")


def record_access(*, reader: Subject, actor: Actor, whom: Subject, fields: Sequence[str], why: str) -> AccessEntry:
    """Write that `reader` (the user's account), acting as `actor`, saw `fields` of `whom`; call it before showing them.

    The instant is the database's. Commits with the caller's transaction, or in one of its own.
    Errors: ReasonMissing.
    """
    if not why.strip():
        raise ReasonMissing
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        # a second statement, whose snapshot has the last holder's entry
        cursor.execute("SELECT clock_timestamp()")
        last = AccessEntry.objects.order_by("-position").first()
        made = AccessEntry(
            position=1 if last is None else last.position + 1,
            reader_kind=reader.kind,
            reader_number=reader.number,
            reader_id=reader.id,
            person=actor.person,
            post=actor.post,
            organization=actor.organization,
            region=actor.region,
            whom_kind=whom.kind,
            whom_number=whom.number,
            whom_id=whom.id,
            fields=list(fields),
            why=why.strip(),
            at=cursor.fetchone()[0],
            salt=secrets.token_bytes(16),
            prev_hash=GENESIS if last is None else last.hash,
        )
        made.hash = access_hash(made)
        made.save(force_insert=True)
    return made


def last_access() -> Mark:
    """The head of the access log."""
    last = AccessEntry.objects.order_by("-position").values_list("position", "hash").first()
    return NONE if last is None else Mark(last[0], bytes(last[1]))


def access_hash(entry: AccessEntry) -> bytes:
    """SHA-256 over every column but the hash, each behind its length: a person's reason may hold any character."""
    parts: tuple[Any, ...] = (
        "ledger-access/1",
        entry.position,
        entry.reader_kind,
        entry.reader_number,
        entry.reader_id,
        entry.person,
        entry.post,
        entry.organization,
        entry.region,
        entry.whom_kind,
        entry.whom_number,
        entry.whom_id,
        len(entry.fields),
        *entry.fields,
        entry.why,
        microseconds(entry.at),
        bytes(entry.salt).hex(),
        bytes(entry.prev_hash).hex(),
    )
    preimage = b"".join(len(each).to_bytes(4, "big") + each for each in (str(part).encode() for part in parts))
    return hashlib.sha256(preimage).digest()
