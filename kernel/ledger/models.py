"""Tables of the ledger. Migration 0002 makes the database refuse changes to entries, stream, seals and access log."""

import json
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast
from django.urls import reverse

from kernel.ledger import events
from kernel.ledger.actors import Actor
from kernel.ledger.fields import BytesField
from kernel.ledger.sentences import sentence_of
from kernel.ledger.subjects import Subject

GENESIS = bytes(32)  # what the first entry of a chain, and the first stream position, follow


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, subject: Subject) -> "EntryQuerySet":
        """The subject's own chain, oldest first."""
        return self.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("position")


class Entry(models.Model):
    """One fact, written once.

    `body` is the exact text that is hashed, `payload` the same as jsonb. `xact` and `cluster` say in which
    transaction of which PostgreSQL cluster it was written (see `stream`). `hash` covers every other column.
    """

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=100)
    type_version = models.PositiveSmallIntegerField()
    subject_kind = models.CharField(max_length=50)
    subject_number = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    about_kind = models.CharField(max_length=50, null=True)
    about_number = models.CharField(max_length=100, null=True)
    about_id = models.BigIntegerField(null=True)
    organization = models.CharField(max_length=50)
    region = models.CharField(max_length=12)
    post = models.CharField(max_length=100)
    person = models.CharField(max_length=100)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    body = models.TextField()
    payload: Any = models.GeneratedField(
        expression=Cast("body", models.JSONField()), output_field=models.JSONField(), db_persist=True
    )
    salt = BytesField(max_length=16)
    position = models.PositiveIntegerField()
    prev_hash = BytesField(max_length=32)
    hash = BytesField(max_length=32)
    xact = models.BigIntegerField()
    cluster = models.BigIntegerField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "position"], name="ledger_entry_chain"),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="ledger_entry_position_from_one"),
            models.CheckConstraint(
                condition=models.Q(about_kind=None, about_number=None, about_id=None)
                | models.Q(about_kind__gt="", about_number__gt="", about_id__isnull=False),
                name="ledger_entry_about_whole_or_absent",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # read by queries.history: what other subjects' entries say about this one
            models.Index(
                fields=["about_kind", "about_id"], name="ledger_entry_about", condition=~models.Q(about_id=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_number}"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_number, self.subject_id)

    @property
    def about(self) -> Subject | None:
        if self.about_kind is None or self.about_number is None or self.about_id is None:
            return None
        return Subject(self.about_kind, self.about_number, self.about_id)

    @property
    def actor(self) -> Actor:
        return Actor(self.person, self.post, self.organization, self.region)

    @property
    def event_type(self) -> events.EventType:
        """The declared type. Errors: UnknownEventType."""
        return events.get(self.type)

    def facts(self) -> dict[str, Any]:
        """Typed values by field name, lifted to the type's present version. Errors: UnknownEventType."""
        return self.event_type.decode(json.loads(self.body, parse_float=Decimal), self.type_version)

    def sentence(self) -> str:
        """What happened, in the reader's language."""
        return sentence_of(self)

    def link(self) -> str:
        """Path of the page the type links to; empty when it names none."""
        route = self.event_type.link
        return reverse(route, args=[self.subject_number]) if route else ""


class Pending(models.Model):
    """An entry that has no place in the stream yet. Filled by a trigger, emptied by the sequencer."""

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="pending"
    )
    xact = models.BigIntegerField()
    cluster = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.entry_id)


class StreamPosition(models.Model):
    """An entry's place in the one order that every reader sees.

    `chain` = SHA-256 over the chain before, the number and the entry's hash: one value that stands for the whole
    stream up to here.
    """

    stream_no = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="stream")
    chain = BytesField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(stream_no__gte=1), name="ledger_stream_from_one"),
        ]

    def __str__(self) -> str:
        return str(self.stream_no)


class StreamedEntryQuerySet(models.QuerySet["StreamedEntry"]):
    def after(self, stream_no: int) -> "StreamedEntryQuerySet":
        """Numbered entries after a stream position, in stream order."""
        return (
            self.filter(stream__stream_no__gt=stream_no)
            .annotate(stream_no=models.F("stream__stream_no"))
            .order_by("stream__stream_no")
        )


class StreamedEntry(Entry):
    """An entry read through the stream: what observers, seals and API cursors get."""

    stream_no: int

    objects = StreamedEntryQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        proxy = True


class ObserverCursor(models.Model):
    """How far an observer has read; moved in the transaction of what it wrote."""

    name = models.CharField(primary_key=True, max_length=100)
    stream_no = models.BigIntegerField()
    moved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ObserverFailure(models.Model):
    """An entry that an observer could not digest. It was stepped over; a person must look at it."""

    observer = models.CharField(max_length=100)
    stream_no = models.BigIntegerField()
    error = models.TextField()
    trace = models.TextField()
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["observer", "stream_no"], name="ledger_failure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.observer} {self.stream_no}"


class RelayState(models.Model):
    """The relay's one row: when it last turned, and since when the horizon has not moved."""

    ONE: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONE)
    beat_at = models.DateTimeField()
    process = models.CharField(max_length=100)
    horizon = models.BigIntegerField()
    horizon_since = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="ledger_relay_one_row"),
        ]

    def __str__(self) -> str:
        return self.process


class AccessEntry(models.Model):
    """Someone saw a person's data unmasked. One chain for the whole log; `position` is its order."""

    position = models.BigIntegerField(primary_key=True)
    reader_kind = models.CharField(max_length=50)
    reader_number = models.CharField(max_length=100)
    reader_id = models.BigIntegerField()
    person = models.CharField(max_length=100)
    post = models.CharField(max_length=100)
    organization = models.CharField(max_length=50)
    region = models.CharField(max_length=12)
    whom_kind = models.CharField(max_length=50)
    whom_number = models.CharField(max_length=100)
    whom_id = models.BigIntegerField()
    fields = ArrayField(models.CharField(max_length=50))
    why = models.TextField()
    at = models.DateTimeField()
    salt = BytesField(max_length=16)
    prev_hash = BytesField(max_length=32)
    hash = BytesField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(position__gte=1), name="ledger_access_from_one"),
            models.CheckConstraint(condition=~models.Q(why=""), name="ledger_access_has_reason"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # read by queries.accesses_to: who looked at this person
            models.Index(fields=["whom_kind", "whom_id", "position"], name="ledger_access_whom"),
        ]

    def __str__(self) -> str:
        return str(self.position)


class Seal(models.Model):
    """日封存: a Merkle root over a range of the stream, chained to the seal before; the date is its label.

    `last_no` = `first_no` - 1 when nothing was numbered since. `root_*` are over the range, `hash_*` over the seal's
    own fields and the seal before, SHA-256 and SM3 side by side.
    """

    number = models.PositiveIntegerField(primary_key=True)
    date = models.DateField(unique=True)
    first_no = models.BigIntegerField()
    last_no = models.BigIntegerField()
    stream_chain = BytesField(max_length=32)
    access_position = models.BigIntegerField()
    access_hash = BytesField(max_length=32)
    root_sha256 = BytesField(max_length=32)
    root_sm3 = BytesField(max_length=32)
    hash_sha256 = BytesField(max_length=32)
    hash_sm3 = BytesField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="ledger_seal_from_one"),
            models.CheckConstraint(
                condition=models.Q(last_no__gte=models.F("first_no") - 1), name="ledger_seal_range_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.date}"
