"""Rows of lists and of the feed: each card with its matter, its unit and what is left, in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from ethics_monitor.models import Card
from ethics_monitor.pages.offers import unit_name
from ethics_monitor.pages.strip import due_of
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
