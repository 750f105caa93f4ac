"""The relay with every observer that the portal has: entries a second from written to read by all, in one process.

`relay`: the acts of a case's ordinary course (received, accepted, a step, granted, delivered, closed), each said once
more of as many of the demo's cases; two thirds of them order a letter. `relay_without_letters`: only those that do not.
Reference: 1,000 a second.
"""

from collections.abc import Sequence

from django.db import connection

from approvals.events import ACCEPTED, CLOSED, DELIVERED, GRANTED, RECEIVED, STEP_COMPLETED
from approvals.letters import BUILDERS
from county_portal.bench import databases
from county_portal.bench.figures import Figure, Scale, at_least
from county_portal.bench.timing import seconds_of
from kernel.ledger import events, relay, stream
from kernel.ledger.models import ObserverCursor, ObserverFailure
from kernel.ledger.writer import record_many

NAMES = ("relay", "relay_without_letters")
GOAL = 1000
# what can be said again of a case without its file contradicting it
COURSE = (RECEIVED, ACCEPTED, GRANTED, STEP_COMPLETED, DELIVERED, CLOSED)
WITHOUT_LETTERS = tuple(event for event in COURSE if event.code not in BUILDERS)
_CAST = {
    "text": "e.payload->>'{0}'",
    "integer": "(e.payload->>'{0}')::bigint",
    "decimal": "(e.payload->>'{0}')::numeric",
    "boolean": "(e.payload->>'{0}')::boolean",
    "date": "(e.payload->>'{0}')::date",
    "instant": "(e.payload->>'{0}')::timestamptz",
    "text_list": "ARRAY(SELECT jsonb_array_elements_text(e.payload->'{0}'))",
}
_AGAIN = """
    SELECT DISTINCT ON (e.subject_id) e.subject_kind, e.subject_number, e.subject_id, clock_timestamp() AS at,
        e.person AS actor_person, e.post AS actor_post, e.organization AS actor_organization, e.region AS actor_region
        {fields}
    FROM ledger_entry e WHERE e.type = %(type)s AND e.subject_kind = 'case' ORDER BY e.subject_id, e.id
    LIMIT %(cases)s
"""


def measure(scale: Scale) -> list[Figure]:
    """Two figures."""
    _drain()
    return [
        _rate("relay", COURSE, scale.entries),
        _rate("relay_without_letters", WITHOUT_LETTERS, scale.entries),
    ]


def _rate(name: str, course: Sequence[events.EventType], entries: int) -> Figure:
    """Write about so many entries at once, then read them."""
    written = 0
    while written < entries:
        written += sum(_again(event, cases=entries // len(course)) for event in course)
    databases.vacuum()
    failures = ObserverFailure.objects.count()
    spent = seconds_of(_drain)
    _all_read(failures)
    return at_least(name, written / spent, "1/s", reference=GOAL, goal=1)


def _drain() -> None:
    """Relay until nothing waits for a number; what observers write themselves is read too."""
    while True:
        relay.catch_up()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_pending")
            if cursor.fetchone()[0] == 0:
                return


def _again(event: events.EventType, *, cases: int) -> int:
    """What was said of each case by this type, said once more now."""
    fields = "".join(f', {_CAST[each.type].format(each.name)} AS "{each.name}"' for each in event.fields)
    return record_many(event, source=_AGAIN.format(fields=fields), params={"type": event.code, "cases": cases})


def _all_read(failures: int) -> None:
    """Errors: RuntimeError when an observer did not get to the end, or could not digest an entry."""
    head = stream.head().stream_no
    behind = list(ObserverCursor.objects.exclude(stream_no=head).values_list("name", flat=True))
    failed = ObserverFailure.objects.count() - failures
    if behind or failed:
        why = ObserverFailure.objects.order_by("-pk").values_list("observer", "error").first()
        raise RuntimeError(f"behind: {behind}, not digested: {failed} ({why})")
