"""What the papers of a card say: 督办单 once it counts, 整改通知书 when a report goes back, 撤牌通知单 at the end.

A red that is only 提请核实 has no paper yet (practice.md 1.11), nor has a warning.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from ethics_monitor import events
from ethics_monitor.models import Card, Colour
from ethics_monitor.queries.pages import matters_of
from kernel.accounts.models import User
from kernel.documents.actions import Order, request_letters
from kernel.documents.letters import data, kinds
from kernel.documents.models import Letter
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.organizations.models import Organization, Post, Role
from kernel.organizations.queries import acting_holders
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import local_date

SHEETS: Final = (kinds.YELLOW_CARD.code, kinds.RED_CARD.code)
_COUNTY: Final = 6


@dataclass(frozen=True)
class Wanted:
    """A letter type and its words."""

    letter_type: str
    words: data.LetterData


@dataclass(frozen=True)
class Office:
    """Who speaks for supervision: the unit, and the person to ask."""

    organization: Organization
    person: User


class CardFiles:
    """The cards that a batch of entries speaks of, with their matters and who answers for supervision there."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        ids = {entry.subject_id for entry in entries}
        self._cards = Card.objects.select_related("rule", "confirmed_by", "ended_by").in_bulk(ids)
        self._matters = matters_of(list(self._cards.values()))
        self._offices = _offices(self._cards.values())
        papers = Letter.objects.filter(subject_kind="card", subject_id__in=ids, letter_type__in=SHEETS)
        self._told = set(papers.values_list("subject_id", flat=True))
        self._calendars: dict[str, WorkCalendar] = {}

    def of(self, entry: Entry) -> Card:
        """The card of an entry. Errors: KeyError."""
        return self._cards[entry.subject_id]

    def matter(self, card: Card) -> str:
        """The name of its matter; of one that is no case, what the card is about."""
        return self._matters.get(card.pk, "") or card.about_number

    def office(self, card: Card, entry: Entry) -> Office:
        """By whose post the act was; what the system did is the supervision office's.

        Errors: KeyError where the county has no such office: its papers need somebody who answers for them.
        """
        county = card.region_code[:_COUNTY]
        return self._offices.get((county, entry.organization)) or self._offices[county, ""]

    def sheet_went_out(self, card: Card) -> bool:
        """Whether the unit has a paper of it."""
        return card.pk in self._told

    def provisional(self, card: Card, day: date | None) -> bool:
        """Whether the calendar of that day is not published yet."""
        if day is None:
            return False
        county = card.region_code[:_COUNTY]
        if county not in self._calendars:
            self._calendars[county] = load(calendar_code_of(county))
        return self._calendars[county].provisional(day)


def _offices(cards: Iterable[Card]) -> dict[tuple[str, str], Office]:
    """By county and code of the unit; under the empty code the supervision office."""
    counties = {card.region_code[:_COUNTY] for card in cards}
    here, now = Q(pk__in=[]), database_now()
    for county in counties:
        here |= Q(organization__region__code__startswith=county)
    day = local_date(now)
    held = Q(from_date__lte=day) & (Q(until_date__isnull=True) | Q(until_date__gte=day))
    verifiers = (Role.SUPERVISION_OFFICE, Role.DISCIPLINE_INSPECTION)
    theirs = Post.objects.filter(here, held, role__in=verifiers).order_by("pk")
    posts = list(theirs.select_related("user", "organization__region"))
    acting = acting_holders(posts, now)
    found: dict[tuple[str, str], Office] = {}
    for post in posts:
        county, office = post.organization.region.code[:_COUNTY], Office(post.organization, acting[post.pk])
        found.setdefault((county, post.organization.code), office)
        if post.role == Role.SUPERVISION_OFFICE:
            found.setdefault((county, ""), office)
    return found


def _common(entry: Entry, card: Card, files: CardFiles, by: User | None = None) -> dict[str, Any]:
    office = files.office(card, entry)
    return {
        "organ": data.IssuingOrgan.of(office.organization),
        "applicant": card.organization_name,
        "applicant_masked": card.organization_name,
        "item": files.matter(card),
        "issued_at": entry.at,
        "handler": (by or office.person).full_name,
        "card": card.number,
        "colour": str(card.get_colour_display()),
        "rule": f"{card.rule_code} {card.rule.name}",
        "rule_basis": card.rule.legal_basis,
        "about": card.about_number,
        "step": card.step_name,
        "post": card.post_title,
        "person": card.person_name,
    }


def _issued(entry: Entry, files: CardFiles) -> Wanted | None:
    """A yellow that counts from the first; all others wait for a person or a day."""
    card = files.of(entry)
    counts = card.colour == Colour.YELLOW and entry.facts()["state"] == "issued"
    return _sheet(entry, files) if counts and card.superseded_by_id is None else None


def _sheet(entry: Entry, files: CardFiles) -> Wanted:
    card = files.of(entry)
    kind = kinds.RED_CARD if card.colour == Colour.RED else kinds.YELLOW_CARD
    due = card.inputs.get("clock")
    answer_by = entry.facts().get("answer_by")
    facts = _common(entry, card, files, card.confirmed_by)
    make = data.RedCardSheet if card.colour == Colour.RED else data.CardSheet
    words = make(
        **facts,
        true_at=card.true_at,
        due_at=datetime.fromisoformat(due["due_at"]) if due is not None else None,
        points=card.points,
        answer_by=answer_by,
        provisional=files.provisional(card, answer_by),
    )
    return Wanted(kind.code, words)


def _rectify_again(entry: Entry, files: CardFiles) -> Wanted:
    card, facts = files.of(entry), entry.facts()
    words = data.RectifyAgain(
        **_common(entry, card, files),
        reason=facts["reason"],
        reported=card.rectification,
        answer_by=facts.get("answer_by"),
        provisional=files.provisional(card, facts.get("answer_by")),
    )
    return Wanted(kinds.RECTIFY_AGAIN.code, words)


def _revoked(entry: Entry, files: CardFiles) -> Wanted | None:
    card = files.of(entry)
    if not files.sheet_went_out(card):
        return None
    words = data.CardRevoked(
        **_common(entry, card, files, card.ended_by), reason=entry.facts()["reason"], points=card.points
    )
    return Wanted(kinds.CARD_REVOKED.code, words)


BUILDERS: Final[Mapping[str, Callable[[Entry, CardFiles], Wanted | None]]] = {
    events.CARD_ISSUED.code: _issued,
    events.CARD_CONFIRMED.code: _sheet,
    events.CARD_COUNTED.code: _sheet,
    events.REPORT_RETURNED.code: _rectify_again,
    events.CARD_REVOKED.code: _revoked,
}


def order(entries: Sequence[Entry]) -> int:
    """Order the papers that these entries call for; ordering one again gives the same one. How many there are."""
    files = CardFiles(entries)
    live = [entry for entry in entries if not files.of(entry).simulated]
    wanted = [(entry, BUILDERS[entry.type](entry, files)) for entry in live]
    made = [(entry, each) for entry, each in wanted if each is not None]
    orders = [Order(entry=entry, letter_type=each.letter_type, data=each.words) for entry, each in made]
    return len(request_letters(orders))
