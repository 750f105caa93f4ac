"""Judge ledger entries by the active rules over events."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from ethics_monitor import findings, issuing, vocabulary
from ethics_monitor.conditions import compile_condition
from ethics_monitor.models import Rule
from kernel.ledger import events
from kernel.ledger.locking import ActOutOfTime, database_now
from kernel.ledger.models import Entry
from kernel.workdays.queries import NATIONAL
from kernel.workdays.zone import local_date


def judge(entries: Iterable[Entry], *, at: datetime | None = None) -> int:
    """Issue the cards that these entries give rise to; how many were new. Inside the caller's transaction.

    The condition is read by its closure first, so that an ordinary entry costs no statement. `at` is for rehearsal
    and tests, live it is the database's clock. Errors: ActOutOfTime when `at` is later than now.
    """
    by_type: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_type[entry.type].append(entry)
    now = database_now()
    if at is not None and at > now:
        raise ActOutOfTime
    watching = Rule.objects.watching(Rule.Kind.EVENT, local_date(at or now)).filter(event__in=by_type)
    return sum(_judge(rule, by_type[rule.event], at or now) for rule in watching)


def _judge(rule: Rule, entries: Iterable[Entry], at: datetime) -> int:
    condition = compile_condition(rule.condition, vocabulary.of_event(rule.event))
    true = [entry.pk for entry in entries if condition.test(facts_of(entry))]
    if not true:
        return 0
    types = {each.name: each.type for each in events.get(rule.event).fields}
    dated = (rule.true_at_field, types[rule.true_at_field]) if rule.true_at_field else None
    return issuing.issue(
        rule,
        found=findings.entries_found(condition=condition.sql, true_at=dated),
        params={**issuing.validity(rule), **condition.params, "ids": true, "event": rule.event},
        at=at,
        calendar_code=NATIONAL,
        words=issuing.names(),
    )


def facts_of(entry: Entry) -> dict[str, object]:
    """An entry in the words of the rules."""
    return {
        "entry_organization": entry.organization,
        "entry_region": entry.region,
        "entry_at": entry.at,
        "entry_recorded_at": entry.recorded_at,
        **entry.facts(),
    }
