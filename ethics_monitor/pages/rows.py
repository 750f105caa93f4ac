"""Rows of lists and of the feed: each card with its matter, its unit and what is left, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ethics_monitor.models import Card
from ethics_monitor.pages.offers import unit_name
from ethics_monitor.pages.strip import due_of
from ethics_monitor.queries.folding import Fold
from ethics_monitor.queries.pages import matters_of, terms_of_answer
from kernel.doors.strip_words import amount
from kernel.workdays.zone import local_date

LIGHTS: Final = {"warning": "warn", "yellow": "yel", "red": "red"}
NEAR_DAYS: Final = 2


@dataclass(frozen=True)
class CardRow:
    """A line: `term_due` is the day the card was found on, `due` the day by which something must be done now.

    Verified or answered; of a warning the matter itself. `left` is what remains, in words.
    """

    card: Card
    light: str
    matter: str
    unit: str
    term_due: date | None
    due: date | None
    left: str
    left_css: str


@dataclass(frozen=True)
class FoldRow:
    """One line for many: `rows` are the first of them, `url` leads to all."""

    fold: Fold
    light: str
    unit: str
    rule: str
    rows: list[CardRow]
    url: str


def fold_rows(folds: Sequence[Fold], *, now: datetime) -> list[FoldRow]:
    """Lines for folded groups; two queries for all of them."""
    rows = iter(card_rows([card for fold in folds for card in fold.cards], now=now))
    return [_fold_row(fold, [next(rows) for _each in fold.cards]) for fold in folds]


def _fold_row(fold: Fold, rows: list[CardRow]) -> FoldRow:
    query = urlencode({"colour": fold.colour, "organization": fold.code, "rule": fold.rule})
    return FoldRow(
        fold=fold,
        light=LIGHTS[fold.colour],
        unit=rows[0].unit,
        rule=rows[0].card.rule.name_to_read,
        rows=rows,
        url=f"{reverse('ethics_monitor:cards')}?{query}",
    )


def card_rows(cards: Collection[Card], *, now: datetime) -> list[CardRow]:
    """Rows for these cards, in their order. Two queries."""
    matters, terms = matters_of(cards), terms_of_answer(cards)
    return [_row(card, matters.get(card.pk, ""), terms.get(card.pk), now) for card in cards]


def _row(card: Card, matter: str, term: datetime | None, now: datetime) -> CardRow:
    over = due_of(card)
    until = over if card.colour == "warning" else card.counts_at if card.state == "to_verify" else term
    left, css = left_words(until, now)
    return CardRow(
        card=card,
        light=LIGHTS[card.colour],
        matter=matter or card.about_number,
        unit=unit_name(card),
        term_due=local_date(over) if over is not None else None,
        due=local_date(until) if until is not None else None,
        left=left,
        left_css=css,
    )


def left_words(until: datetime | None, now: datetime) -> tuple[str, str]:
    """超 2 日 (late), 今天 and 1 日 (near), 4 日; – where nothing is waited for."""
    if until is None:
        return "–", ""
    days = (local_date(until) - local_date(now)).days
    if now > until:
        return _("超 %(amount)s") % {"amount": amount(max(-days, 1), "natural_day")}, "late"
    if days == 0:
        return _("今天"), "near"
    return amount(days, "natural_day"), "near" if days <= NEAR_DAYS else ""
