"""Observers: whoever must learn of an entry reads the stream, in its order, at least once.

An app declares its observers in `observers.py`, imported from its AppConfig.ready:

    @observer("notices")
    def tell(entries: Sequence[StreamedEntry]) -> None: ...

What it writes to the database is committed together with its cursor, so that is done exactly once. What it does
outside (a push, a queue) may be done again after a failure and must bear that; an outward hint that fails is the
observer's own to catch. An entry it cannot digest is kept as an `ObserverFailure` and stepped over.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from kernel.ledger import stream
from kernel.ledger.models import ObserverCursor, ObserverFailure, StreamedEntry

log = logging.getLogger(__name__)

BATCH = 500
_TRIES_OF_ONE = 3  # a deadlock or a timeout passes, a poisoned entry does not

Handler = Callable[[Sequence[StreamedEntry]], None]


@dataclass(frozen=True, slots=True)
class Observer:
    """A named reader of the stream. With `from_now` it begins at the stream's end when it is first seen."""

    name: str
    handle: Handler
    from_now: bool = False


class DuplicateObserver(ValueError):
    """Two observers claim one name, and with it one cursor."""


_observers: dict[str, Observer] = {}


def observer(name: str, *, from_now: bool = False) -> Callable[[Handler], Handler]:
    """Declare a function as an observer. The name is its cursor's and never changes. Errors: DuplicateObserver."""

    def declare(handle: Handler) -> Handler:
        if name in _observers:
            raise DuplicateObserver(f"observer {name} is declared twice")
        _observers[name] = Observer(name, handle, from_now)
        return handle

    return declare


def all_observers() -> Iterable[Observer]:
    """Every declared observer, in the order of declaration."""
    return list(_observers.values())


def catch_up() -> None:
    """Number what is ready and let every observer read to the end of the stream."""
    while turn():
        pass


def turn() -> bool:
    """One round: number the ready entries, give every observer one batch. True when anything moved."""
    moved = stream.sequence() > 0
    for each in all_observers():
        moved = deliver(each) > 0 or moved
    return moved


def deliver(to: Observer, limit: int = BATCH) -> int:
    """Give an observer its next entries and move its cursor; how many it got past, 0 at the end of the stream.

    A batch that fails is given again one by one, so that one poisoned entry costs only itself.
    Errors: OperationalError or InterfaceError when the database connection is lost.
    """
    open_cursor(to)
    held = connection.connection
    try:
        return _give(to, limit)
    except Exception:  # whatever an observer raises is its own fault, and must not stall the others
        _refuse_a_lost(held)
    passed = 0
    while passed < limit and _give_one(to):
        passed += 1
    return passed


def open_cursor(of: Observer) -> None:
    """Make the observer's cursor where it has none."""
    if ObserverCursor.objects.filter(name=of.name).exists():
        return
    start = stream.head().stream_no if of.from_now else 0
    cursor = ObserverCursor(name=of.name, stream_no=start, moved_at=Now())
    ObserverCursor.objects.bulk_create([cursor], ignore_conflicts=True)


def retry(failure: ObserverFailure) -> None:
    """Give a failed entry to its observer again; the failure is resolved when it is digested now.

    It comes out of order, after entries that were written later. Errors: whatever the observer raises.
    """
    with transaction.atomic(durable=True):
        held = ObserverFailure.objects.select_for_update().get(pk=failure.pk, resolved_at=None)
        _observers[held.observer].handle(list(StreamedEntry.objects.after(held.stream_no - 1)[:1]))
        ObserverFailure.objects.filter(pk=held.pk).update(resolved_at=Now())


def _give(to: Observer, limit: int) -> int:
    with transaction.atomic(durable=True):
        cursor = _held_cursor(to)
        entries = [] if cursor is None else list(StreamedEntry.objects.after(cursor.stream_no)[:limit])
        if cursor is None or not entries:
            return 0
        to.handle(entries)
        _move(cursor, entries[-1].stream_no)
    return len(entries)


def _give_one(to: Observer) -> bool:
    """Give one entry, or keep it as a failure and step over it. False at the end of the stream."""
    held = connection.connection
    for left in reversed(range(_TRIES_OF_ONE)):
        try:
            return _give(to, 1) == 1
        except Exception as error:  # as above
            _refuse_a_lost(held)
            if left and isinstance(error, OperationalError):
                time.sleep(0.1)
                continue
            return _step_over(to, error)
    return False


def _step_over(of: Observer, error: Exception) -> bool:
    with transaction.atomic(durable=True):
        cursor = _held_cursor(of)
        entry = None if cursor is None else StreamedEntry.objects.after(cursor.stream_no).first()
        if cursor is None or entry is None:
            return False
        failure = ObserverFailure(
            observer=of.name,
            stream_no=entry.stream_no,
            error=f"{type(error).__name__}: {error}",
            trace="".join(traceback.format_exception(error)),
            at=Now(),
        )
        log.error("observer %s could not digest entry %s of the stream", of.name, entry.stream_no, exc_info=error)
        ObserverFailure.objects.bulk_create([failure], ignore_conflicts=True)
        _move(cursor, entry.stream_no)
    return True


def _held_cursor(of: Observer) -> ObserverCursor | None:
    """The cursor, locked; None while another relay holds it."""
    return ObserverCursor.objects.select_for_update(skip_locked=True, no_key=True).filter(name=of.name).first()


def _move(cursor: ObserverCursor, stream_no: int) -> None:
    ObserverCursor.objects.filter(pk=cursor.pk).update(stream_no=stream_no, moved_at=Now())


def _refuse_a_lost(held: Any) -> None:
    """Called while an exception is handled: when the connection it began on is gone, no entry is to blame.

    Django may already have opened another; that one does not listen.
    """
    connection.close_if_unusable_or_obsolete()
    if connection.connection is not held:
        raise ConnectionLost("the database connection went away under an observer")


class ConnectionLost(OperationalError):
    """The database connection went away under the relay."""


LOST = (OperationalError, InterfaceError)
