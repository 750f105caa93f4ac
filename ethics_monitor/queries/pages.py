"""What the doors of supervision read beside the domain's own queries: filtered lists, names, who was told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from ethics_monitor.models import Card, Colour, Rule
from ethics_monitor.models.cards import CardQuerySet
from ethics_monitor.permissions import answered_by
from ethics_monitor.queries.board import RECENT
from ethics_monitor.rectification import KIND
from ethics_monitor.rulebook import name_to_read
from ethics_monitor.workflow import ANSWERED_BY_UNIT, WorkState
from kernel.accounts.models import User
from kernel.cases import kinds
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry, StreamPosition
from kernel.ledger.refusals import NotFound
from kernel.notices.models import Notice
from kernel.organizations.models import Organization
from kernel.organizations.queries import Scope, posts_held, scope_of
from kernel.workdays.zone import day_start, local_date

STRUCK: Final = ("revoked", "dismissed")
IN_HAND: Final = (*ANSWERED_BY_UNIT, "reported")
# words of the filter beside the states themselves
KINDS_OF_STATE: Final = ("standing", "rectifying", "late", "revocation", "all", *WorkState.values)
AGES: Final = ("today", "recent", "older")
PERIODS: Final = (30, 90, 365)


@dataclass(frozen=True)
class Wanted:
    """A filter of cards. `state` is a state or one of standing, rectifying, late, revocation, all (not struck out)."""

    colour: str = ""
    state: str = "standing"
    organization: str = ""
    rule: str = ""
    days: int = 0
    age: str = ""
    text: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """From the words of a query; what is not a word of the filter is left out."""
        days = asked.get("days", "")
        state = asked.get("state", "") or "standing"
        return cls(
            colour=asked.get("colour", "") if asked.get("colour") in Colour.values else "",
            state=state if state in KINDS_OF_STATE else "standing",
            organization=asked.get("organization", "")[:40],
            rule=asked.get("rule", "")[:8],
            days=int(days) if days.isdecimal() and int(days) in PERIODS else 0,
            age=asked.get("age", "") if asked.get("age") in AGES else "",
            text=asked.get("q", "").strip()[:64],
        )


def visible_card(user: User, number: str, *, at: datetime) -> Card:
    """The card of that number if his posts may see it. Errors: NotFound, for absent and foreign alike."""
    card = Card.objects.visible_to(scope_of(user, at)).with_row().filter(number=number).first()
    if card is None:
        raise NotFound
    return card


def found(scope: Scope, wanted: Wanted, *, at: datetime) -> CardQuerySet:
    """The cards that fit, newest first."""
    cards = _of_state(Card.objects.visible_to(scope), wanted.state, at)
    if wanted.colour:
        cards = cards.filter(colour=wanted.colour)
    if wanted.organization:
        cards = cards.filter(organization_code=wanted.organization)
    if wanted.rule:
        cards = cards.filter(rule_code=wanted.rule)
    if wanted.days:
        since = day_start(local_date(at) - timedelta(days=wanted.days))
        cards = cards.filter(true_at__gte=since, true_at__lte=at)
    if wanted.text:
        cards = cards.filter(Q(number__startswith=wanted.text) | Q(about_number__startswith=wanted.text))
    return _of_age(cards, wanted.age, at).order_by("-found_at", "-pk")


def _of_state(cards: CardQuerySet, state: str, at: datetime) -> CardQuerySet:
    if state in WorkState.values:
        return cards.filter(state=state)
    if state == "all":
        return cards.exclude(state__in=STRUCK)
    standing = cards.shining()
    if state == "rectifying":
        return standing.exclude(colour=Colour.WARNING).filter(state__in=IN_HAND)
    if state == "revocation":
        return standing.filter(revocation_proposed_at__isnull=False)
    if state == "late":
        terms = Clock.objects.filter(subject_kind="card", subject_id=OuterRef("pk"), kind=KIND)
        return standing.filter(Exists(terms.filter(ended_at__isnull=True, due_at__lt=at)))
    return standing


def _of_age(cards: CardQuerySet, age: str, at: datetime) -> CardQuerySet:
    today = day_start(local_date(at))
    if age == "today":
        return cards.filter(found_at__gte=today)
    if age == "recent":
        return cards.filter(found_at__lt=today, found_at__gte=today - RECENT)
    return cards.filter(found_at__lt=today - RECENT) if age == "older" else cards


def older_than(cards: CardQuerySet, last: int) -> CardQuerySet:
    """The cards that come after card `last` in a list that shows the newest first; from the top when it is unknown."""
    edge = Card.objects.filter(pk=last).values_list("found_at", flat=True).first()
    if edge is None:
        return cards
    return cards.filter(Q(found_at__lt=edge) | Q(found_at=edge, pk__lt=last))


def of_my_posts(user: User, *, at: datetime) -> CardQuerySet:
    """Cards that a person may answer, by his post, as the head of its window or of its unit."""
    mine = answered_by([held.post for held in posts_held(user, at)])
    return Card.objects.visible_to(scope_of(user, at)).filter(mine)


def matters_of(cards: Collection[Card]) -> dict[int, str]:
    """The name of the item of each card's case, or that the event names which has none, by card id. One query."""
    ids = {card.about_id for card in cards if card.about_kind == "case"}
    names = dict(Case.objects.filter(pk__in=ids).values_list("pk", "item_version__name"))
    return {card.pk: names.get(card.about_id, "") if card.about_kind == "case" else _named(card) for card in cards}


def _named(card: Card) -> str:
    """The item that the event of a card without a case names; empty where it names none."""
    event = card.inputs.get("event")
    return str(event["payload"].get("item", "")) if event else ""


def terms_of_answer(cards: Collection[Card]) -> dict[int, datetime]:
    """Until when each of these cards must be answered, by card id; those without a running term are absent."""
    ids = [card.pk for card in cards]
    running = Clock.objects.filter(subject_kind="card", subject_id__in=ids, kind=KIND, ended_at__isnull=True)
    return {of: due_at for of, due_at in running.values_list("subject_id", "due_at") if due_at is not None}


def case_link(card: Card, scope: Scope) -> tuple[str, str] | None:
    """Route and number of the file, where the scope may see it and its kind has a page."""
    if card.about_kind != "case":
        return None
    case = Case.objects.visible_to(scope).filter(pk=card.about_id).only("kind", "number").first()
    route = kinds.get(case.kind).detail_route if case is not None else ""
    return (route, case.number) if case is not None and route else None


@dataclass(frozen=True)
class Addressee:
    """One person who was told of a card, masked as in the ledger beside it; in which capacity, when first, and when he
    read the last notice."""

    name: str
    as_what: str
    told_at: datetime
    read_at: datetime | None


def told_of(card: Card) -> list[Addressee]:
    """Everyone who was told of the card, in the order they were."""
    rows = Notice.objects.filter(entry__subject_kind="card", entry__subject_id=card.pk)
    people: dict[int, Addressee] = {}
    for row in rows.select_related("recipient").order_by("told_at", "pk"):
        first = people.get(row.recipient_id)
        told_at = first.told_at if first is not None else row.told_at
        people[row.recipient_id] = Addressee(row.recipient.masked_name, row.as_what, told_at, row.read_at)
    return list(people.values())


def unread_of_cards(user: User) -> QuerySet[Notice]:
    """His own unread notices that speak of cards."""
    return Notice.objects.of(user).unread().filter(entry__subject_kind="card")


def stream_numbers(entries: Collection[Entry]) -> dict[int, int]:
    """The number of each entry in the one stream, by entry id; one that waits for its number is absent."""
    numbered = StreamPosition.objects.filter(entry__in=[entry.pk for entry in entries])
    return dict(numbered.values_list("entry_id", "stream_no"))


def active_rules() -> dict[str, str]:
    """Name of each rule in force as the reader's language has it, by its code, in order of code."""
    named = Rule.objects.filter(state=Rule.State.ACTIVE).order_by("code").values_list("code", "name")
    return {code: name_to_read(name) for code, name in named}


def short_names(codes: Collection[str]) -> dict[str, str]:
    """What units are called on a board, by their code."""
    rows = Organization.objects.filter(code__in=codes).values_list("code", "short_name", "name")
    return {code: short or name for code, short, name in rows}


def units_with_cards(scope: Scope) -> list[tuple[str, str]]:
    """Code and name of every unit that has cards here, for the filter."""
    codes = Card.objects.visible_to(scope).order_by("organization_code").values_list("organization_code", flat=True)
    return sorted(short_names(set(codes.distinct())).items())


def kept_promises(scope: Scope, *, at: datetime, days: int) -> tuple[int, int]:
    """(in time, finished) of all promised terms of the window, units without any card included."""
    since = day_start(local_date(at) - timedelta(days=days))
    ended = Clock.objects.filter(kind=Clock.Kind.PROMISED, simulated=False, ended_at__gte=since, ended_at__lte=at)
    counties = Q(pk__in=[])
    for county in scope.counties:
        counties |= Q(region_code__startswith=county)
    counted = ended.filter(counties).aggregate(
        on_time=Count("pk", filter=Q(ended_at__lte=F("due_at"))), finished=Count("pk")
    )
    return counted["on_time"], counted["finished"]
