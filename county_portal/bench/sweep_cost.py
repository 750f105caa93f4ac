"""定时扫描: the whole sweep of a live county with all its rules in force.

`sweep_newly_over`: of 1,000,000 running clocks 10,000 have passed since the last sweep; each of these has a case with a
turn and a ledger chain. Reference: the same sweep while `ledger_hash` gives a constant. Both are rolled back.
`sweep_nothing_new`: nothing has passed since the last sweep while 200,000 cards lie from before. Value: 1,000,000
clocks run; reference: 10,000.
"""

from datetime import timedelta

from django.db import connection, transaction

from county_portal.bench import databases, seeding
from county_portal.bench.figures import Figure, Scale, at_most
from county_portal.bench.timing import in_turns, typical
from county_portal.replay.events import CASE_ENDED
from ethics_monitor.models import Watch
from ethics_monitor.sweep import SweepResult, sweep
from kernel.cases.models import Case
from kernel.ledger.locking import database_now

NAMES = ("sweep_newly_over", "sweep_nothing_new")
TOUCHED = ("clocks_clock", "clocks_changed", "ethics_monitor_card", "ledger_entry", "ledger_pending")
TICKS = 40  # sweeps of a few milliseconds: as many as a beat makes in forty minutes
# a term in days ends with a day, so what is newly over became so at one midnight
_DAY_END = (
    "(date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') + ({day} + 1) * interval '1 day') AT TIME ZONE"
    " 'Asia/Shanghai' - interval '1 microsecond'"
)
_TO_COME = _DAY_END.format(day="1 + n %% 60")
_LONG_OVER = _DAY_END.format(day="-3 - n %% 60")
_HASHLESS = "SELECT decode(repeat('00', 32), 'hex')"
_REPLACE = (
    "CREATE OR REPLACE FUNCTION ledger_hash({arguments}) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %s"
)


def measure(scale: Scale) -> list[Figure]:
    """Seed in the order that lets each state be measured once: few, many, newly over."""
    sweep()
    seeding.clocks(scale.old_cards, start=seeding.FIRST_NUMBER, due_at=_LONG_OVER)
    Watch.objects.filter(rule__code="T03").update(swept_until=database_now() - timedelta(days=90))
    _expect(sweep(), scale.old_cards)
    seeding.clocks(scale.few, start=2 * seeding.FIRST_NUMBER, due_at=_TO_COME)
    few = _idle()
    many = scale.clocks - scale.few
    seeding.clocks(many, start=3 * seeding.FIRST_NUMBER, due_at=_TO_COME)
    idle = at_most("sweep_nothing_new", _idle() * 1000, "ms", reference=few * 1000, goal=1.3)
    return [_newly_over(scale), idle]


def _idle() -> float:
    databases.vacuum()
    return typical(lambda: _expect(sweep(), 0), repeats=TICKS, warm_up=5)


def _newly_over(scale: Scale) -> Figure:
    template = Case.objects.filter(state="accepted", turns__until_at=None, turns__post__isnull=False).order_by("pk")[0]
    first, last = seeding.cases(template, scale.newly_over)
    seeding.begun(first, last, CASE_ENDED)
    seeding.clocks(
        scale.newly_over,
        start=first - 1,
        due_at=_DAY_END.format(day=-1),
        organization_code=template.organization.code,
    )
    Watch.objects.filter(rule__code="T03").update(swept_until=database_now() - timedelta(days=2))
    databases.vacuum()
    hashing = _hash_body()
    hashed, bare = in_turns(
        lambda: _rolled_back(scale.newly_over),
        lambda: _rolled_back(scale.newly_over),
        repeats=scale.repeats,
        before=(lambda: _hash_by(hashing), lambda: _hash_by(_HASHLESS)),
    )
    return at_most("sweep_newly_over", hashed * 1000, "ms", reference=bare * 1000, goal=2)


def _hash_body() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = 'ledger_hash'::regproc")
        return str(cursor.fetchone()[0])


def _hash_by(body: str) -> None:
    """Let `ledger_hash` be this from now on, and clear away what the last round left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_function_arguments('ledger_hash'::regproc)")
        (arguments,) = cursor.fetchone()
        cursor.execute(_REPLACE.format(arguments=arguments), [body])
    databases.vacuum(*TOUCHED)


def _rolled_back(cards: int) -> None:
    with transaction.atomic():
        _expect(sweep(), cards)
        transaction.set_rollback(True)


def _expect(result: SweepResult, cards: int) -> None:
    """A sweep that did something else was not the one to be measured. Errors: RuntimeError."""
    if result.skipped or result.cards != cards:
        raise RuntimeError(f"the sweep issued {result.cards} cards, expected {cards} (skipped: {result.skipped})")
