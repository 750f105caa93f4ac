"""Rules are drafted by one person and put into force by another; a first start is a recorded exception."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ethics_monitor import permissions, vocabulary
from ethics_monitor.conditions import compile_condition
from ethics_monitor.events import RULE_ACTIVATED, RULE_RETIRED, RULE_SAVED
from ethics_monitor.leads import parts_of
from ethics_monitor.models import PatternRule, Rule
from ethics_monitor.patterns.numbers import NUMBERS
from ethics_monitor.refusals import (
    AnotherMustDecide,
    RuleAwaitsEvents,
    RuleKindNotReady,
    RuleNotDraft,
    RuleSubjectUnknown,
)
from ethics_monitor.rulebook import RULES
from kernel.accounts.models import User
from kernel.ledger import events
from kernel.ledger.actors import SYSTEM, Actor
from kernel.ledger.locking import database_now, lock
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.zone import local_date


@transaction.atomic
def save_rule(*, by: User, at: datetime | None = None, **facts: Any) -> Rule:
    """Draft the next version of the rule `facts["code"]`; facts are the columns of Rule.

    A rule over an event that no app declares yet is kept as "awaiting events".
    Errors: NotYourPost, ConditionRefused, ConditionWordUnknown, LeadRefused, RuleSubjectUnknown.
    """
    at = database_now() if at is None else at
    post = permissions.rule_keeper(by, at=at)
    return _draft(facts, author=by, actor_=actor(post), at=at)


def _draft(facts: dict[str, Any], *, author: User | None, actor_: Actor, at: datetime) -> Rule:
    latest = Rule.objects.filter(code=facts["code"]).aggregate(number=Max("version"))["number"] or 0
    rule = Rule(author=author, version=latest + 1, **facts)
    rule.state = Rule.State.DRAFT if examine(rule) else Rule.State.AWAITING_EVENTS
    rule.save(force_insert=True)
    record(
        RULE_SAVED,
        rule.ledger_subject,
        actor=actor_,
        at=at,
        name=rule.name,
        condition=rule.condition,
        state=str(rule.get_state_display()),
    )
    return rule


def examine(rule: Rule) -> bool:
    """Whether the rule can be judged now; False while its event is declared by nobody.

    Errors: ConditionRefused, ConditionWordUnknown, LeadRefused, RuleSubjectUnknown.
    """
    number = rule.ledger_subject.number
    if rule.kind == Rule.Kind.CLOCK:
        if not rule.clock_kinds:
            raise RuleSubjectUnknown(number=number, why=_("没有写明看哪一种期限"))
        parts_of(rule.lead)
        compile_condition(rule.condition, vocabulary.CLOCK)
        return True
    if rule.kind == Rule.Kind.TALLY:
        return True
    try:
        words = vocabulary.of_event(rule.event)
    except events.UnknownEventType:
        return False
    compile_condition(rule.condition, words)
    dated = {each.name: each.type for each in events.get(rule.event).fields}
    if rule.true_at_field and dated.get(rule.true_at_field) not in ("date", "instant"):
        raise RuleSubjectUnknown(number=number, why=_("成立时刻所在的栏不是日期"))
    return True


@transaction.atomic
def activate_rule(*, rule: Rule, by: User, valid_from: date | None = None, at: datetime | None = None) -> Rule:
    """Put a draft into force; its predecessor ends the day before. A waiting rule is examined again.

    Errors: NotFound, NotYourPost, AnotherMustDecide (the author), RuleNotDraft, RuleAwaitsEvents, RuleKindNotReady;
    those of `save_rule`.
    """
    row, at = lock(Rule.objects.all(), pk=rule.pk, at=at)
    post = permissions.rule_keeper(by, at=at)
    if row.author_id == by.pk:
        raise AnotherMustDecide
    row.activated_by = by
    row.valid_from = valid_from or max(row.valid_from, local_date(at))
    _activate(row, actor_=actor(post), at=at)
    return row


def _activate(rule: Rule, *, actor_: Actor, at: datetime) -> None:
    number = rule.ledger_subject.number
    if rule.state not in (Rule.State.DRAFT, Rule.State.AWAITING_EVENTS):
        raise RuleNotDraft(number=number)
    # the product's own is proposed under by hand; what a county counts itself nothing judges yet
    if rule.kind == Rule.Kind.TALLY and not rule.first_start:
        raise RuleKindNotReady(number=number)
    if not examine(rule):
        raise RuleAwaitsEvents(number=number, event=rule.event)
    for former in Rule.objects.select_for_update(no_key=True).filter(code=rule.code, state=Rule.State.ACTIVE):
        _retire(former, valid_until=rule.valid_from - timedelta(days=1), actor_=actor_, at=at)
    rule.state, rule.activated_at = Rule.State.ACTIVE, at
    rule.save()
    record(
        RULE_ACTIVATED,
        rule.ledger_subject,
        actor=actor_,
        at=at,
        name=rule.name,
        valid_from=rule.valid_from,
        first_start=rule.first_start,
    )


@transaction.atomic
def retire_rule(*, rule: Rule, by: User, valid_until: date | None = None, at: datetime | None = None) -> Rule:
    """Let a rule end with a day (today); what became true until then is still found. Errors: NotYourPost, NotFound."""
    row, at = lock(Rule.objects.filter(state=Rule.State.ACTIVE), pk=rule.pk, at=at)
    post = permissions.rule_keeper(by, at=at)
    _retire(row, valid_until=valid_until or local_date(at), actor_=actor(post), at=at)
    return row


def _retire(rule: Rule, *, valid_until: date, actor_: Actor, at: datetime) -> None:
    rule.state, rule.valid_until = Rule.State.RETIRED, max(valid_until, rule.valid_from)
    rule.save(update_fields=["state", "valid_until"])
    record(RULE_RETIRED, rule.ledger_subject, actor=actor_, at=at, name=rule.name, valid_until=rule.valid_until)


@transaction.atomic
def install_rules(*, at: datetime | None = None) -> list[Rule]:
    """Put the product's own rules into force where no version of them exists; the rules that were new.

    Nobody can be author and activator of what comes with the product: `first_start` records that. May run again.
    """
    at = database_now() if at is None else at
    known = set(Rule.objects.values_list("code", flat=True))
    made = []
    for facts in RULES:
        if facts["code"] in known:
            continue
        rule = _draft(dict(facts) | {"first_start": True}, author=None, actor_=SYSTEM, at=at)
        if rule.state == Rule.State.DRAFT:
            _activate(rule, actor_=SYSTEM, at=at)
        made.append(rule)
    install_patterns(at=database_now())
    return made


def install_patterns(*, at: datetime) -> int:
    """The numbers of the finder where the county has none, in use from `at`; how many were new.

    That is never an earlier day than the real one: what was loaded before is not entered late.
    """
    known = set(PatternRule.objects.values_list("pattern", flat=True))
    rows = [PatternRule(pattern=code, numbers=dict(NUMBERS[code]), since=at) for code in NUMBERS if code not in known]
    return len(PatternRule.objects.bulk_create(rows))
