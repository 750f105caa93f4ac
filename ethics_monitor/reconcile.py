"""夜间核对: which cards should there be? Derived from the facts by other code than the sweep's, and compared.

Nothing here reads a watch, a cutoff, the prefix table or the sweep's statement: every clock is judged alone, by
calendar arithmetic in Python. A difference is an alarm, never a silent repair.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from ethics_monitor.conditions import compile_condition
from ethics_monitor.event_rules import facts_of
from ethics_monitor.events import CARDS_DIFFER
from ethics_monitor.models import Card, Rule
from ethics_monitor.vocabulary import CLOCK, of_event
from kernel.clocks.models import Clock
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.workdays.queries import load
from kernel.workdays.zone import local_date

log = logging.getLogger(__name__)

# the beat comes each minute; what became true later than this may lawfully not be carded yet
GRACE: Final = timedelta(minutes=5)
SHOWN: Final = 20

Key = tuple[str, str, int, str]  # rule code, subject kind, subject id, period key


@dataclass
class Differences:
    """What should be and is not, and what is and should not be; `examples` names subjects and numbers of cards."""

    at: datetime
    expected: int = 0
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return bool(self.missing or self.unexpected)


def reconcile(*, at: datetime | None = None, simulation: str = "", grace: timedelta = GRACE) -> Differences:
    """Compare cards with facts as of `grace` before now; differences are logged and written into the ledger."""
    now = (database_now() if at is None else at) - grace
    # what a person proposed has no facts of its own that could be judged again
    judged = (Rule.Kind.CLOCK, Rule.Kind.EVENT)
    rules = Rule.objects.filter(state__in=("active", "retired"), kind__in=judged).order_by("code", "version")
    county = Q(simulated=False)
    if simulation:
        # a simulated county is swept by rules over clocks alone, and perhaps not by all of them
        rules = rules.filter(kind=Rule.Kind.CLOCK, watches__simulation=simulation).distinct()
        county = Q(simulated=True, region_code=simulation)
    expected: dict[Key, str] = {}
    for rule in rules:
        over_clocks = rule.kind == Rule.Kind.CLOCK
        expected |= dict(expected_of_clocks(rule, now, county) if over_clocks else expected_of_entries(rule, now))
    cards = Card.objects.filter(county, replaced=False)
    keys = ("rule_code", "subject_kind", "subject_id", "period_key")
    present = {tuple(row) for row in cards.values_list(*keys)}
    result = Differences(at=now, expected=len(expected))
    result.missing = sorted(f"{key[0]} {number}" for key, number in expected.items() if key not in present)
    result.unexpected = sorted(_unexpected(cards, expected, now))
    if result.differs:
        _alarm(result)
    return result


def expected_of_clocks(rule: Rule, now: datetime, county: Q) -> Iterator[tuple[Key, str]]:
    """The cards of one clock rule, judged clock by clock."""
    condition = compile_condition(rule.condition, CLOCK)
    for clock in Clock.objects.filter(county, kind__in=rule.clock_kinds).iterator(chunk_size=2000):
        if clock.due_at is None or (clock.ended_at is not None and clock.ended_at <= clock.due_at):
            continue
        true_at = _true_at(rule, clock)
        if true_at is None or true_at >= now or not _valid(rule, true_at):
            continue
        if condition.test(facts_of_clock(clock)):
            yield (rule.code, "clock", clock.pk, _period(rule, clock)), clock.subject_number


def facts_of_clock(clock: Clock) -> dict[str, object]:
    """A clock in the words of the rules."""
    columns = ("unit", "length", "start_event", "extension_length", "started_at", "due_at", "outcome")
    return {**{name: getattr(clock, name) for name in columns}, "ended": clock.ended_at is not None}


def _true_at(rule: Rule, clock: Clock) -> datetime | None:
    assert clock.due_at is not None
    for part in rule.parts:
        if part.min_length <= clock.length <= part.max_length:
            return part.true_at(clock.due_at, clock.started_at, load(clock.calendar_code))
    return None


def _period(rule: Rule, clock: Clock) -> str:
    assert clock.due_at is not None
    if rule.lead:
        return local_date(clock.due_at).isoformat()
    return "provisional" if clock.provisional else "over"


def _valid(rule: Rule, at: datetime) -> bool:
    day = local_date(at)
    return rule.valid_from <= day and (rule.valid_until is None or day <= rule.valid_until)


def expected_of_entries(rule: Rule, now: datetime) -> Iterator[tuple[Key, str]]:
    """The cards of one rule over events, judged entry by entry."""
    condition = compile_condition(rule.condition, of_event(rule.event))
    for entry in Entry.objects.filter(type=rule.event, recorded_at__lt=now).iterator(chunk_size=2000):
        facts = facts_of(entry)
        if _in_force(rule, entry, facts) and condition.test(facts):
            yield (rule.code, "entry", entry.pk, "once"), entry.subject_number


def _in_force(rule: Rule, entry: Entry, facts: Mapping[str, object]) -> bool:
    """Whether the rule was in force on the day the entry tells of, which is never after the entry itself."""
    told = facts.get(rule.true_at_field)
    day = local_date(told) if isinstance(told, datetime) else told
    written = local_date(entry.at)
    day = min(day, written) if isinstance(day, date) else written
    return rule.valid_from <= day and (rule.valid_until is None or day <= rule.valid_until)


def _unexpected(cards: QuerySet[Card], expected: dict[Key, str], now: datetime) -> Iterator[str]:
    """Cards of clocks that are not over now, unless struck out, proposed for it, or a warning of its time."""
    for card in cards.filter(subject_kind="clock", period_key="over", found_at__lt=now):
        answered = card.state in ("revoked", "dismissed") or card.revocation_proposed_at is not None
        if not answered and (card.rule_code, "clock", card.subject_id, "over") not in expected:
            yield card.number


def _alarm(found: Differences) -> None:
    log.error("cards differ from facts: missing %s, unexpected %s", found.missing[:SHOWN], found.unexpected[:SHOWN])
    day = local_date(found.at)
    with transaction.atomic():
        record(
            CARDS_DIFFER,
            Subject("reconciliation", f"{found.at:%Y%m%d%H%M%S}", int(f"{found.at:%Y%m%d%H%M%S}")),
            actor=SYSTEM,
            at=found.at,
            missing=len(found.missing),
            unexpected=len(found.unexpected),
            examples=[*found.missing[:SHOWN], *found.unexpected[:SHOWN], day.isoformat()],
        )
