"""Who is told of a card: the roles its rule names (H W D U O C J), as they are held at that moment."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ethics_monitor import events
from ethics_monitor.models import Card, Colour, Role, Rule
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from kernel.notices.audiences import Audience, Group, Told, WhomOfMany, name_groups, register
from kernel.notices.models import Channel
from kernel.organizations.models import Post
from kernel.organizations.models import Role as PostRole
from kernel.organizations.queries import Roster, roster

# a rule's letter → the posts that stand for it; those of the unit are looked for in the card's organisation
IN_UNIT: Final = {
    Role.WINDOW_HEAD: (PostRole.WINDOW_HEAD,),
    Role.LEADER: (PostRole.DEPARTMENT_LEADER, PostRole.CHIEF_REPRESENTATIVE),
    Role.DEPARTMENT_HEAD: (PostRole.DEPARTMENT_HEAD,),
}
ABOVE: Final = {
    Role.OFFICE: (PostRole.SUPERVISION_OFFICE,),
    Role.CENTRE: (PostRole.CENTER_DIRECTOR, PostRole.DEPUTY_DIRECTOR),
    Role.DISCIPLINE: (PostRole.DISCIPLINE_INSPECTION,),
}


@dataclass(frozen=True)
class Concerned:
    """A card of which those behind these letters are to be told, as they are at that instant."""

    card: Card
    letters: frozenset[str]
    at: datetime

    def _roles(self, posts_of: Mapping[Role, tuple[PostRole, ...]]) -> set[str]:
        return {role for letter, roles in posts_of.items() if letter in self.letters for role in roles}

    def includes(self, post: Post, window: int | None) -> bool:
        """Whether the post is one that is told; of the unit's window heads only that of the window, if there is one."""
        if post.role in self._roles(ABOVE) and post.organization.region.code.startswith(self.card.region_code[:6]):
            return True
        if post.role in self._roles(IN_UNIT) and post.organization_id == self.card.organization_id:
            return post.role != PostRole.WINDOW_HEAD or window is None or post.window_id == window
        return Role.HANDLER in self.letters and post.pk == self.card.post_id


def told_of(those: Sequence[Concerned]) -> list[list[Told]]:
    """For each card the people behind the letters, each once and in his first capacity; deputies of absent holders
    act. As many queries for one as for a thousand."""
    if not those:
        return []
    known = roster(_anybodys(those), min(each.at for each in those), max(each.at for each in those))
    windows = _windows([each.card for each in those])
    return [_people(each, known, windows[each.card.pk]) for each in those]


def _anybodys(those: Sequence[Concerned]) -> Q:
    """Every post that may be told of any of them."""
    unit_roles = {role for roles in IN_UNIT.values() for role in roles}
    which = Q(organization__in={each.card.organization_id for each in those} - {None}, role__in=unit_roles)
    which |= Q(pk__in={each.card.post_id for each in those} - {None})
    for county in {each.card.region_code[:6] for each in those}:
        above = {role for roles in ABOVE.values() for role in roles}
        which |= Q(role__in=above, organization__region__code__startswith=county)
    return which


def _windows(cards: Sequence[Card]) -> dict[int, int | None]:
    """The window that a card is about, by card: the case's, else the responsible post's."""
    cases = {card.about_id for card in cards if card.about_kind == "case"}
    of_case = dict(Case.objects.filter(pk__in=cases).values_list("pk", "window"))
    found = {card.pk: of_case.get(card.about_id) if card.about_kind == "case" else None for card in cards}
    return {card.pk: found[card.pk] or (card.post.window_id if card.post is not None else None) for card in cards}


def _people(concerned: Concerned, known: Roster, window: int | None) -> list[Told]:
    found: dict[int, Told] = {}
    for post in known.of_day(concerned.at):
        if concerned.includes(post, window):
            user = known.acting(post, concerned.at)
            found.setdefault(user.pk, Told(user, str(post)))
    return list(found.values())


# the letters of each card, by its id
Letters = Callable[[Sequence[Card]], Mapping[int, Iterable[str]]]


def _of_card(letters: Letters, concerns: Callable[[Card], bool]) -> WhomOfMany:
    """The people behind the letters of each card that `concerns`; of a simulated county nobody."""

    def whom(entries: Sequence[Entry]) -> dict[int, list[Told]]:
        cards = Card.objects.select_related("rule", "post", "superseded_by").in_bulk(
            {entry.subject_id for entry in entries}
        )
        meant = [entry for entry in entries if _is_meant(cards[entry.subject_id], concerns)]
        wanted = letters(list({entry.subject_id: cards[entry.subject_id] for entry in meant}.values()))
        those = [
            Concerned(cards[entry.subject_id], frozenset(wanted[entry.subject_id]), entry.recorded_at)
            for entry in meant
        ]
        return {entry.pk: told for entry, told in zip(meant, told_of(those), strict=True)}

    return whom


def _is_meant(card: Card, concerns: Callable[[Card], bool]) -> bool:
    return not card.simulated and concerns(card)


def _every(_card: Card) -> bool:
    return True


def _issued_as(colour: Colour, *, waits: bool = False) -> Callable[[Card], bool]:
    """Cards that began as this light. One that a higher card put aside at birth asks nothing of anybody, and a warning
    that has been overtaken warns of nothing.
    """

    def concerns(card: Card) -> bool:
        higher = card.superseded_by
        aside = higher is not None and (card.colour == Colour.WARNING or higher.found_at < card.found_at)
        began_waiting = card.colour == Colour.RED or card.rule.issue_mode == Rule.IssueMode.CONFIRM
        return card.colour == colour and began_waiting == waits and not aside

    return concerns


def _each(of_one: Callable[[Card], Iterable[str]]) -> Letters:
    return lambda cards: {card.pk: of_one(card) for card in cards}


def _first_letters(card: Card) -> list[str]:
    """A red is shown to unit and office first, to the discipline organ once it counts (practice.md 1.11)."""
    waits = card.colour == Colour.RED
    return [letter for letter in card.rule.notify_roles if not (waits and letter == Role.DISCIPLINE)]


def _who_knew(cards: Sequence[Card]) -> dict[int, list[str]]:
    """Everyone; of a red that never counted not the discipline organ, which never heard of it."""
    of_cards = Entry.objects.filter(subject_kind="card", subject_id__in=[card.pk for card in cards], type__in=_COUNTS)
    counted = set(of_cards.values_list("subject_id", flat=True))
    return {card.pk: list(card.rule.notify_roles) if card.pk in counted else _first_letters(card) for card in cards}


_at_first = _each(_first_letters)
_all = _each(lambda card: card.rule.notify_roles)
_office = _each(lambda _card: [Role.OFFICE])
_unit = _each(lambda card: [letter for letter in card.rule.notify_roles if letter not in ABOVE])

_COUNTS: Final = (events.CARD_COUNTED.code, events.CARD_CONFIRMED.code)
_ISSUED: Final = (
    ("warning", _("预警：快到期"), _issued_as(Colour.WARNING), False),
    ("yellow", _("发牌：黄牌"), _issued_as(Colour.YELLOW), True),
    ("yellow_to_verify", _("发牌：黄牌，提请核实"), _issued_as(Colour.YELLOW, waits=True), True),
    ("red_to_verify", _("发牌：红牌，提请核实"), _issued_as(Colour.RED, waits=True), True),
)
_TOLD: Final = (
    *((events.CARD_ISSUED, code, title, _at_first, concerns, urgent) for code, title, concerns, urgent in _ISSUED),
    (events.CARD_COUNTED, "concerned", _("监察牌计入"), _all, _every, True),
    (events.CARD_CONFIRMED, "concerned", _("监察牌核实成立"), _all, _every, True),
    (events.CARD_DISMISSED, "concerned", _("监察牌核实不成立"), _at_first, _every, False),
    (events.RECTIFICATION_REPORTED, "concerned", _("单位报整改结果"), _office, _every, False),
    (events.REPORT_RETURNED, "concerned", _("整改被退回"), _unit, _every, True),
    (events.CARD_CLOSED, "concerned", _("监察牌销号"), _unit, _every, False),
    (events.CARD_TAKEN_OVER, "concerned", _("监察牌已提级"), _office, _every, False),
    (events.CARD_REVOKED, "concerned", _("监察牌撤销"), _who_knew, _every, False),
    (events.REVOCATION_PROPOSED, "concerned", _("提请撤销监察牌"), _office, _every, False),
)
name_groups(Group(code, _("规则写明的岗位")) for code in {code for _event, code, *_rest in _TOLD})
AUDIENCES: Final = tuple(
    register(
        Audience(
            event=event.code,
            code=code,
            title=title,
            whom_of_many=_of_card(letters, concerns),
            urgent=urgent,
            by=(Channel.EMAIL,),
        )
    )
    for event, code, title, letters, concerns, urgent in _TOLD
)
