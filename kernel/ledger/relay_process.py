"""The relay as a process: poked by the database, polling besides, surviving the database's restarts."""

import logging
import os
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from django.db import connection

from kernel.ledger import heads, relay, seals, stream
from kernel.ledger.access import last_access
from kernel.ledger.locking import database_now

log = logging.getLogger(__name__)

POLL = 0.5  # seconds between looks when nobody pokes
BEAT = 1.0
HEAD = 60.0
ALARM = 5.0  # a horizon that stands still for longer means a transaction that forgot to end

# every beat uses up a transaction id itself, so a horizon that is the same at the next beat is held by somebody
_BEAT = """
INSERT INTO ledger_relaystate AS kept (id, beat_at, process, horizon, horizon_since)
SELECT 1, now.at, %s, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, now.at
FROM (SELECT clock_timestamp() AS at OFFSET 0) now
ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at, process = excluded.process, horizon = excluded.horizon,
    horizon_since = CASE WHEN kept.horizon = excluded.horizon THEN kept.horizon_since ELSE excluded.beat_at END
RETURNING extract(epoch FROM beat_at - horizon_since)::float
"""


@dataclass
class Every:
    """Do something at most once in `seconds` of the monotonic clock."""

    seconds: float
    act: Callable[[], None]
    last: float = field(default=float("-inf"))

    def when_due(self) -> None:
        now = time.monotonic()
        if now - self.last >= self.seconds:
            self.act()
            self.last = now


def beat() -> None:
    """Write the relay's sign of life; warn when the horizon stands still."""
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, [f"{socket.gethostname()}:{os.getpid()}"])
        age = cursor.fetchone()[0]
    if age > ALARM:
        log.warning("the stream's horizon has stood still for %.0f s: a transaction does not end", age)


def note_head() -> None:
    """Note the heads of stream, seals and access log outside the database."""
    heads.note(stream.head(), at=database_now(), seal=seals.last_mark(), access=last_access())


def run(stop: Event) -> None:
    """Relay until `stop` is set. A lost database is waited for; nothing is lost, all of it is in the database."""
    duties = (Every(BEAT, beat), Every(HEAD, note_head))
    while not stop.is_set():
        try:
            _listen()
            _work(stop, duties)
        except relay.LOST as error:
            log.warning("the database is away, trying again: %s", error)
            connection.close()
            stop.wait(POLL)
    connection.close()


def _listen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN ledger")


def _work(stop: Event, duties: tuple[Every, ...]) -> None:
    while not stop.is_set():
        for duty in duties:
            duty.when_due()
        if not relay.turn():
            _wait_for_a_poke()


def _wait_for_a_poke() -> None:
    """Return when the database says that entries were committed, or after POLL seconds."""
    raw = connection.connection
    if raw is None:
        raise relay.ConnectionLost("the database connection is closed")
    with connection.wrap_database_errors:
        raw.poll()
        if not raw.notifies and select.select([raw], [], [], POLL)[0]:
            raw.poll()
        raw.notifies.clear()
