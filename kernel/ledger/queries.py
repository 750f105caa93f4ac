"""Reads of the ledger for pages, the API and the health page."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kernel.ledger import relay, stream
from kernel.ledger.models import AccessEntry, Entry, ObserverCursor, ObserverFailure, RelayState, Seal, StreamedEntry
from kernel.ledger.subjects import Subject

HORIZON_ALARM = 5.0  # seconds
RELAY_ALARM = 5.0
LAG_ALARM = 10.0


def history(subject: Subject) -> QuerySet[Entry]:
    """The subject's own entries and those of others about it, oldest first; each tells itself by `sentence()`."""
    own = Q(subject_kind=subject.kind, subject_id=subject.id)
    about = Q(about_kind=subject.kind, about_id=subject.id)
    return Entry.objects.filter(own | about).order_by("id")


def stream_after(stream_no: int, *, limit: int = 100, types: Collection[str] = ()) -> list[StreamedEntry]:
    """Up to `limit` numbered entries after a cursor, of the given types or of all; each has its `stream_no`."""
    entries = StreamedEntry.objects.after(stream_no)
    if types:
        entries = entries.filter(type__in=types)
    return list(entries[:limit])


def accesses_to(whom: Subject) -> QuerySet[AccessEntry]:
    """Who saw this person's data unmasked, latest first."""
    return AccessEntry.objects.filter(whom_kind=whom.kind, whom_id=whom.id).order_by("-position")


def all_seals() -> QuerySet[Seal]:
    """Daily seals for the public page, latest first."""
    return Seal.objects.order_by("-number")


@dataclass(frozen=True, slots=True)
class Health:
    """How the stream flows. Ages in seconds, None where nothing was ever written.

    `waiting` entries have no number yet, the oldest for `waiting_age`; the horizon has stood still for `horizon_age`
    when the relay last looked, `relay_age` ago; `behind` tells per observer how many entries it has not read;
    `failures` counts unresolved ones. `alarms` are sentences, empty when all is well.
    """

    head: int
    waiting: int
    waiting_age: float | None
    relay_age: float | None
    horizon_age: float | None
    behind: dict[str, int]
    failures: int
    alarms: tuple[str, ...]


def health() -> Health:
    """The state of stream and relay at this moment, by the database's clock."""
    head = stream.head().stream_no
    waiting, waiting_age = _waiting()
    relay_age, horizon_age = _relay()
    cursors = dict(ObserverCursor.objects.values_list("name", "stream_no"))
    behind = {each.name: head - cursors.get(each.name, 0) for each in relay.all_observers()}
    failures = ObserverFailure.objects.filter(resolved_at=None).count()
    alarms = (
        _("中继没有在运行。") if relay_age is None or relay_age > RELAY_ALARM else "",
        _("有一笔事务迟迟没有结束，记录流停在它前面。") if (horizon_age or 0) > HORIZON_ALARM else "",
        _("有记录等待编号超过 {n} 秒。").format(n=int(LAG_ALARM)) if (waiting_age or 0) > LAG_ALARM else "",
        _("有 {n} 条记录没有被处理，请查看。").format(n=failures) if failures else "",
    )
    return Health(head, waiting, waiting_age, relay_age, horizon_age, behind, failures, tuple(filter(None, alarms)))


def _waiting() -> tuple[int, float | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), extract(epoch FROM clock_timestamp() - min(e.recorded_at))::float"
            " FROM ledger_pending p JOIN ledger_entry e ON e.id = p.entry_id"
        )
        count, age = cursor.fetchone()
    return int(count), age


def _relay() -> tuple[float | None, float | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - beat_at)::float,"
            " extract(epoch FROM beat_at - horizon_since)::float FROM ledger_relaystate WHERE id = %s",
            [RelayState.ONE],
        )
        found = cursor.fetchone()
    return (None, None) if found is None else (found[0], found[1])
