"""Many cards of one unit and one cause are one line, so that two hundred trivial ones do not hide the one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber

from ethics_monitor.models import Card
from ethics_monitor.models.cards import CardQuerySet

# as many as fit on one screen of the feed beside others
FOLD_FROM: Final = 8
SHOWN: Final = 20
# what stands: of lists that only grow every card keeps its own line
FOLDING_STATES: Final = ("standing", "to_verify", "rectifying", "late")


@dataclass(frozen=True)
class Fold:
    """One unit's cards of one rule and colour: how many, the newest of them, and the first of the list."""

    organization: str
    code: str
    rule: str
    colour: str
    count: int
    newest: datetime
    cards: Sequence[Card]

    @property
    def which(self) -> Q:
        return _which(self.code, self.rule, self.colour)


def folds(cards: CardQuerySet) -> list[Fold]:
    """The groups that are folded, the gravest and largest first. Two queries for any number of them."""
    counted = list(
        cards.order_by()
        .values_list("organization_name", "organization_code", "rule_code", "colour", "severity")
        .annotate(many=Count("pk"), newest=Max("found_at"))
        .filter(many__gte=FOLD_FROM)
        .order_by("-severity", "-many", "organization_code", "rule_code")
    )
    shown = _first_of([_which(code, rule, colour) for _name, code, rule, colour, *_rest in counted], cards)
    return [
        Fold(name, code, rule, colour, many, newest, shown[code, rule, colour])
        for name, code, rule, colour, _severity, many, newest in counted
    ]


def _which(code: str, rule: str, colour: str) -> Q:
    return Q(organization_code=code, rule_code=rule, colour=colour)


def _first_of(groups: Sequence[Q], cards: CardQuerySet) -> dict[tuple[str, str, str], list[Card]]:
    """The newest SHOWN cards of each group."""
    found: dict[tuple[str, str, str], list[Card]] = defaultdict(list)
    if not groups:
        return found
    place = Window(
        RowNumber(),
        partition_by=[F("organization_code"), F("rule_code"), F("colour")],
        order_by=[F("found_at").desc(), F("pk").desc()],
    )
    ranked = cards.order_by().filter(reduce(or_, groups)).annotate(place=place).filter(place__lte=SHOWN)
    for card in ranked.with_row().order_by("-found_at", "-pk"):
        found[card.organization_code, card.rule_code, card.colour].append(card)
    return found


def beside(cards: CardQuerySet, folded: Sequence[Fold]) -> CardQuerySet:
    """The cards that keep a line of their own."""
    return cards.exclude(reduce(or_, (fold.which for fold in folded))) if folded else cards
