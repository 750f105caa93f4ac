"""The rows of `Handled` and `LateEntry`, from the entries of the stream. Writing one twice leaves it as it is."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from django.db import connection, transaction

from ethics_monitor.models import Handled, LateEntry
from kernel.ledger.models import Entry, StreamedEntry
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.working_calendar import OutsideCalendar

# the stations of a matter, by the codes of the entries that tell of them: no business app is imported for it
RECEIVED: Final = ("approvals.received",)
ACCEPTED: Final = ("approvals.accepted", "approvals.deemed_accepted")
GRANTED: Final = "approvals.granted"
DECIDED: Final = (GRANTED, "approvals.denied")
CLOSED: Final = ("approvals.closed",)
STATIONS: Final = (*RECEIVED, *ACCEPTED, *DECIDED, *CLOSED)
# an act that was entered sooner than this is an act of the day
LATE_AFTER: Final = timedelta(hours=12)
PIECE: Final = 2000

_ONE: Final = "(array_agg({0} ORDER BY position DESC) FILTER (WHERE type = ANY(%({1})s)))[1]"
_WHO: Final = (("unit", "organization"), ("post", "post"), ("person", "person"))


def _columns() -> dict[str, str]:
    """Column of `Handled` → what the group of one matter's entries says of it; the latest entry of a station speaks."""
    found = {
        "number": "(array_agg(subject_number ORDER BY position DESC))[1]",
        "region": "coalesce(max(nullif(region, '')), '')",
        "item": "coalesce(left(max(payload->>'item'), 200), '')",
        "agent": "coalesce({}, '')".format(_ONE.format("payload->>'agent'", "received")),
        "received_at": _ONE.format("at", "received"),
    }
    for station in ("accepted", "decided", "closed"):
        found[f"{station}_at"] = _ONE.format("at", station)
        for name, column in _WHO:
            found[f"{station}_{name}"] = f"coalesce({_ONE.format(column, station)}, '')"
    found["granted"] = _ONE.format("type = %(granted)s", "decided")
    for name in ("promised_days", "minutes_to_decide"):
        found[name] = _ONE.format(f"(payload->>'{name}')::bigint", "decided")
    return found


def _merged(column: str) -> str:
    """What was known before stays where the new entries say nothing of it."""
    empty = column in ("number", "region", "item", "agent") or column.rpartition("_")[2] in ("unit", "post", "person")
    new = f"nullif(EXCLUDED.{column}, '')" if empty else f"EXCLUDED.{column}"
    return f"{column} = coalesce({new}, h.{column})"


_COLUMNS: Final = _columns()
_UPSERT: Final = f"""
INSERT INTO ethics_monitor_handled AS h (case_id, {", ".join(_COLUMNS)})
SELECT subject_id, {", ".join(_COLUMNS.values())} FROM ledger_entry
WHERE id = ANY(%(ids)s) GROUP BY subject_id
ON CONFLICT (case_id) DO UPDATE SET {", ".join(_merged(column) for column in _COLUMNS)}
"""  # noqa: S608 - our own columns, every value is bound


def derive(entries: Sequence[Entry]) -> None:
    """Bring the rows of these entries' matters up to date."""
    ids = [entry.pk for entry in entries if entry.type in STATIONS and entry.subject_kind == "case"]
    if not ids:
        return
    stations = {"received": list(RECEIVED), "accepted": list(ACCEPTED), "decided": list(DECIDED)}
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, {**stations, "closed": list(CLOSED), "granted": GRANTED, "ids": ids})
    _time_worked({entry.subject_id for entry in entries if entry.type in DECIDED})
    late = (entry for entry in entries if entry.pk in set(ids) and entry.recorded_at - entry.at >= LATE_AFTER)
    LateEntry.objects.bulk_create(map(_late, late), ignore_conflicts=True)


def _late(entry: Entry) -> LateEntry:
    return LateEntry(
        entry_id=entry.pk, case_id=entry.subject_id, number=entry.subject_number, type=entry.type,
        region=entry.region, unit=entry.organization, post=entry.post, person=entry.person, at=entry.at,
        recorded_at=entry.recorded_at,
    )  # fmt: skip


def _time_worked(cases: Collection[int]) -> None:
    """Office minutes from receipt to decision on the calendar as it is now."""
    rows = list(Handled.objects.filter(pk__in=cases, received_at__isnull=False, decided_at__isnull=False))
    calendars = {county: load(calendar_code_of(county)) for county in {row.region[:6] for row in rows}}
    for row in rows:
        calendar = calendars[row.region[:6]]
        assert row.received_at is not None and row.decided_at is not None
        try:
            spent = calendar.hours.open_between(row.received_at, row.decided_at, calendar)
        except OutsideCalendar:
            row.worked_minutes = None
        else:
            row.worked_minutes = spent // timedelta(minutes=1)
    Handled.objects.bulk_update(rows, ["worked_minutes"], batch_size=PIECE)


def derive_again() -> int:
    """Empty the tables and write them from the whole stream, in pieces of a transaction each; how many matters."""
    Handled.objects.all().delete()
    LateEntry.objects.all().delete()
    last = 0
    while True:
        piece = StreamedEntry.objects.after(last).filter(type__in=STATIONS)[:PIECE]
        with transaction.atomic():
            entries = list(piece)
            derive(entries)
        if not entries:
            return Handled.objects.count()
        last = entries[-1].stream_no
