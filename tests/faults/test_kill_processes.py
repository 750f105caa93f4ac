"""Kill -9 of the real worker, the real relay and the postmaster while cards are issued: all cards, each once."""

import random
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.ethics_monitor.conftest import Matters
from tests.faults.portal_under_fire import RELAY_AT_WORK, SWEEP_AT_WORK, UnderFire, under_fire, within
from tests.faults.test_kill_sweep import Fact, build

CLOCKS = 600
ENOUGH = {"worker": 3, "relay": 3, "PostgreSQL": 1}
MOST_ROUNDS = 14
FACTS = "SELECT id, kind, due_at, ended_at FROM clocks_clock WHERE kind <> 'rectify'"
CARDS = "SELECT rule_code, subject_id FROM ethics_monitor_card WHERE subject_kind = 'clock' ORDER BY 1, 2"
CARDS_WITHOUT_ENTRY_OR_BACK = (
    "SELECT count(*) FROM ethics_monitor_card c FULL JOIN (SELECT * FROM ledger_entry WHERE type ="
    " 'ethics_monitor.card_issued') e ON e.subject_kind = 'card' AND e.subject_id = c.id"
    " WHERE c.id IS NULL OR e.id IS NULL"
)
# entries, positions, the last position, places of observers that lag, what an observer could not digest
# the sheets of the cards are printed on and on meanwhile, each an entry of its own: of the cards all must be told
_CARDS = "SELECT id FROM ledger_entry WHERE type = 'ethics_monitor.card_issued'"
STREAM = (
    f"SELECT (SELECT count(*) FROM ({_CARDS}) c WHERE NOT EXISTS (SELECT FROM ledger_streamposition p"
    " WHERE p.entry_id = c.id)),"
    " (SELECT count(*) FROM ledger_observercursor c WHERE c.stream_no < (SELECT max(stream_no) FROM"
    f" ledger_streamposition WHERE entry_id IN ({_CARDS}))),"
    " (SELECT count(*) FROM ledger_observerfailure),"
    " (SELECT max(stream_no) - count(*) FROM ledger_streamposition)"
)


def expected(facts: list[Fact], now: datetime) -> list[tuple[str, int]]:
    return sorted(pair for fact in facts for pair in fact.expected(now))


def at_rest(portal: UnderFire) -> bool:
    """The beat says watch again; true once nothing is left to be judged."""
    portal.say_watch()
    time.sleep(0.5)
    undone = "SELECT (SELECT count(*) FROM clocks_changed), (SELECT count(*) FROM ethics_monitor_sweeprun)"
    changed, sweeps = portal.tell(undone)[0]
    return bool(changed == 0 and sweeps > 0)


def fire_at(portal: UnderFire, chance: random.Random) -> None:
    """Rounds of: the beat says watch, the worker dies over it, and so do relay and database in their turn.

    A kill counts only if the process was still at work when it came; a quick machine needs more rounds for enough.
    """
    for round_ in range(MOST_ROUNDS):
        portal.add_clocks(CLOCKS // 2)
        portal.kill(portal.worker, SWEEP_AT_WORK, moment=chance.choice((0, 0.01, 0.05, 0.2)))
        if round_ % 2 == 0:
            portal.crash(moment=chance.choice((0, 0.01, 0.05, 0.2)))
            assert portal.relay.process is not None and portal.relay.process.poll() is None, "the relay gave up"
        portal.kill(portal.relay, RELAY_AT_WORK, moment=chance.choice((0, 0.01, 0.05)))
        if round_ >= 2 and all(portal.kills[name] >= least for name, least in ENOUGH.items()):
            return


@pytest.mark.kill
def test_worker_relay_and_database_killed_at_work_lose_no_card_and_issue_none_twice(
    committed: Matters, postgres_binaries: Path
) -> None:
    build(committed, random.Random(20261129), CLOCKS)
    with under_fire(postgres_binaries) as portal:
        fire_at(portal, random.Random(5))
        wanted = expected([Fact(*row) for row in portal.tell(FACTS)], portal.tell("SELECT clock_timestamp()")[0][0])
        assert within(20, lambda: at_rest(portal)), portal.kills
        assert len(wanted) > 2 * CLOCKS
        assert portal.tell(CARDS) == wanted
        assert portal.tell(CARDS_WITHOUT_ENTRY_OR_BACK) == [(0,)]
        unnumbered_lagging_undigested_gaps = [(0, 0, 0, 0)]
        assert within(120, lambda: portal.tell(STREAM) == unnumbered_lagging_undigested_gaps), portal.tell(STREAM)
    assert portal.unfinished > 0, "a message was gone with its worker: it was acknowledged before its work was done"
    assert all(portal.kills[name] >= least for name, least in ENOUGH.items()), portal.kills
