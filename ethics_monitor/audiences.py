"""Who is told of a card: the roles its rule names (H W D U O C J), as they are held at that moment."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ethics_monitor import events
from ethics_monitor.models import Card, Colour, Role, Rule
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from kernel.notices.audiences import Audience, Told, WhomOfMany, register
from kernel.notices.models import Channel
from kernel.organizations.models import Post
from kernel.organizations.models import Role as PostRole
from kernel.organizations.queries import acting_holders
from kernel.workdays.zone import local_date

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


def told_of(card: Card, letters: Iterable[str], at: datetime) -> list[Told]:
    """The people behind the letters, each once and in his first capacity; deputies of absent holders act."""
    wanted, day = set(letters), local_date(at)
    in_unit = [role for letter, roles in IN_UNIT.items() if letter in wanted for role in roles]
    above = [role for letter, roles in ABOVE.items() if letter in wanted for role in roles]
    which = Q(organization_id=card.organization_id, role__in=in_unit) & _of_this_window(card) | (
        Q(role__in=above, organization__region__code__startswith=card.region_code[:6])
    )
    if Role.HANDLER in wanted and card.post_id is not None:
        which |= Q(pk=card.post_id)
    held = Q(from_date__lte=day) & (Q(until_date__isnull=True) | Q(until_date__gte=day))
    posts = list(Post.objects.filter(which, held).select_related("user").order_by("pk"))
    acting = acting_holders(posts, at)
    found: dict[int, Told] = {}
    for post in posts:
        found.setdefault(acting[post.pk].pk, Told(acting[post.pk], str(post)))
    return list(found.values())


def _of_this_window(card: Card) -> Q:
    """Of the unit's window heads only the one of the case's, else of the responsible post's window; else all."""
    case = Case.objects.filter(pk=card.about_id).only("window").first() if card.about_kind == "case" else None
    window = case.window_id if case is not None else None
    if window is None and card.post is not None:
        window = card.post.window_id
    return ~Q(role=PostRole.WINDOW_HEAD) | Q(window=window) if window is not None else Q()


Letters = Callable[[Card], Iterable[str]]


def _of_card(letters: Letters, concerns: Callable[[Card], bool]) -> WhomOfMany:
    """The people behind the letters of each card that `concerns`; of a simulated county nobody."""

    def whom(entries: Sequence[Entry]) -> dict[int, list[Told]]:
        cards = Card.objects.select_related("rule", "post", "superseded_by").in_bulk(
            {entry.subject_id for entry in entries}
        )
        found = {entry: cards[entry.subject_id] for entry in entries}
        return {
            entry.pk: told_of(card, letters(card), entry.recorded_at)
            for entry, card in found.items()
            if not card.simulated and concerns(card)
        }

    return whom


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


def _at_first(card: Card) -> list[str]:
    """A red is shown to unit and office first, to the discipline organ once it counts (practice.md 1.11)."""
    waits = card.colour == Colour.RED
    return [letter for letter in card.rule.notify_roles if not (waits and letter == Role.DISCIPLINE)]


def _all(card: Card) -> list[str]:
    return list(card.rule.notify_roles)


def _who_knew(card: Card) -> list[str]:
    """Everyone; of a red that never counted not the discipline organ, which never heard of it."""
    counted = Entry.objects.of(card.ledger_subject).filter(type__in=_COUNTS)
    return _all(card) if card.colour != Colour.RED or counted.exists() else _at_first(card)


def _office(_card: Card) -> list[str]:
    return [Role.OFFICE]


def _unit(card: Card) -> list[str]:
    return [letter for letter in card.rule.notify_roles if letter not in ABOVE]


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
