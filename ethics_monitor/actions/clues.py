"""What a person says of a lead: there is nothing in it, or it must be verified. Either way it does not come back."""

from datetime import datetime

from django.db import connection, transaction

from ethics_monitor import permissions
from ethics_monitor.actions.locked import words
from ethics_monitor.events import CARD_ISSUED, CLUE_CLEARED, CLUE_PROPOSED
from ethics_monitor.models import Card, Clue, Handled, Rule
from ethics_monitor.numbers import SEQUENCE, number_sql
from ethics_monitor.patterns.finding import lead
from ethics_monitor.patterns.found import Found
from ethics_monitor.refusals import ClueDecided, PatternRuleMissing
from kernel.accounts.models import User
from kernel.ledger.events import EventType
from kernel.ledger.locking import instant_of_act
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.organizations.models import Organization, Post
from kernel.organizations.queries import HeldPost, actor, scope_of
from kernel.workdays.zone import local_date

PROPOSED_UNDER = "P10"
NUMBER = "XS{day:%Y%m%d}{place:06d}"


@transaction.atomic
def clear_clue(*, pattern: str, key: str, by: User, reason: str, at: datetime | None = None) -> Clue:
    """已看无异常: the reason stays, the lead does not come back.

    Errors: NotYourPost, TextMissing, ClueDecided; NotFound for what the finder does not find.
    """
    subject, at = _begin(pattern, key, at)
    post = permissions.inspector(by, at=at)
    why = words(reason)
    found = _undecided(pattern, key, by, at)
    _tell(CLUE_CLEARED, subject, found, post, why, at)
    return _kept(subject, found, Clue.Outcome.CLEARED, by, why, at)


@transaction.atomic
def propose_card(*, pattern: str, key: str, by: User, reason: str, at: datetime | None = None) -> Clue:
    """提请核实: a card that counts for nobody until the office has verified it; its `about` is the lead.

    Errors: as `clear_clue`, PatternRuleMissing.
    """
    subject, at = _begin(pattern, key, at)
    post = permissions.proposer(by, at=at)
    why = words(reason)
    found = _undecided(pattern, key, by, at)
    rule = Rule.objects.filter(code=PROPOSED_UNDER, state=Rule.State.ACTIVE).first()
    if rule is None:
        raise PatternRuleMissing
    head = _tell(CLUE_PROPOSED, subject, found, post, why, at)
    card = _card(rule, subject, found, head, at)
    _issued(card, post, at)
    return _kept(subject, found, Clue.Outcome.PROPOSED, by, why, at, card)


def _begin(pattern: str, key: str, at: datetime | None) -> tuple[Subject, datetime]:
    """Nobody else decides this lead meanwhile; the name under which it will be kept, and the instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"clue {pattern} {key}"])
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ethics_monitor_clue', 'id')), clock_timestamp()")
        place, now = cursor.fetchone()
    subject = Subject("clue", NUMBER.format(day=local_date(at or now), place=place % 1_000_000), place)
    return subject, instant_of_act(subject, at=at)


def _undecided(pattern: str, key: str, by: User, at: datetime) -> Found:
    decided = Clue.objects.filter(pattern=pattern, key=key).first()
    if decided is not None:
        raise ClueDecided(number=decided.number)
    return lead(pattern, key, scope_of(by, at), at=at)


def _tell(event: EventType, subject: Subject, found: Found, post: HeldPost, why: str, at: datetime) -> Entry:
    return record(event, subject, actor=actor(post), at=at, pattern=found.pattern, found=found.sentence(), reason=why)


def _kept(
    subject: Subject, found: Found, outcome: str, by: User, why: str, at: datetime, card: Card | None = None
) -> Clue:
    return Clue.objects.create(
        pk=subject.id, number=subject.number, pattern=found.pattern, key=found.key, region=found.region,
        facts=found.facts(), outcome=outcome, reason=why, by=by, at=at, card=card,
    )  # fmt: skip


def _card(rule: Rule, about: Subject, found: Found, head: Entry, at: datetime) -> Card:
    unit = _unit(found)
    post = _post(unit, found)
    chain = {"entry": head.pk, "position": head.position, "hash": head.hash.hex()}
    return Card.objects.create(
        number=_number(at), rule=rule, rule_code=rule.code, rule_version=rule.version, subject_kind=about.kind,
        subject_id=about.id, period_key="once", about_kind=about.kind, about_id=about.id, about_number=about.number,
        family=rule.family, colour=rule.colour, state="to_verify", points=rule.points, true_at=min(found.at, at),
        found_at=at, region_code=unit.region.code, organization=unit, organization_code=unit.code,
        organization_name=unit.name, post=post, post_title=found.post, person=post.user if post else None,
        person_name=found.person, inputs={"clue": found.facts(), "said": found.sentence(), "chain": chain},
    )  # fmt: skip


def _unit(found: Found) -> Organization:
    """The unit that is asked: that of the lead, else that which decided the first of its matters. Errors: NotFound."""
    code = found.unit or (
        Handled.objects.filter(pk__in=found.cases).order_by("decided_at").values_list("decided_unit", flat=True).first()
    )
    unit = Organization.objects.select_related("region").filter(code=code).first()
    if unit is None:
        raise NotFound
    return unit


def _post(unit: Organization, found: Found) -> Post | None:
    """The post of those words there, where its holder is the one that the ledger names."""
    held = Post.objects.filter(organization=unit, title=found.post).exclude(title="").select_related("user")
    return next((post for post in held.order_by("-from_date") if post.user.masked_name == found.person), None)


def _number(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [SEQUENCE])
        (place,) = cursor.fetchone()
        cursor.execute(f"SELECT {number_sql(local_date(at), f'{int(place)}::bigint')}")
        (number,) = cursor.fetchone()
    return str(number)


def _issued(card: Card, post: HeldPost, at: datetime) -> None:
    record(
        CARD_ISSUED, card.ledger_subject, about=card.about, actor=actor(post), at=at, matter=None, rule=card.rule_code,
        rule_version=card.rule_version, rule_name=card.rule.name, category=card.rule.category, colour=card.colour,
        state=card.state, department=card.organization_name, department_code=card.organization_code, step="",
        responsible=card.person_name, responsible_post=card.post_title, points=card.points, provisional=False,
        true_at=card.true_at, due_at=None, counts_at=None, answer_by=None, evidence=card.inputs["chain"]["hash"],
    )  # fmt: skip
