"""Entries in words."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from kernel.ledger import events
from kernel.workdays.words import day_words, time_words


class Told(Protocol):
    """What an entry must offer to be put into words."""

    type: str
    subject_number: str
    about_number: str | None
    person: str
    post: str
    organization: str
    at: datetime

    def facts(self) -> dict[str, Any]: ...


def in_words(value: Any, unit: str = "") -> str:
    """A payload value as people write it: dates with their weekday, instants in the county's time, — for none."""
    if value is None:
        return "—"
    for kind, words in _WORDS:
        if isinstance(value, kind):
            return words(value) + unit
    return str(value) + unit


def _day(value: date) -> str:
    return day_words(value, with_year=True)


def _instant(value: datetime) -> str:
    return f"{_day(value)} {time_words(value)}"


def _known_word(value: str) -> str:
    """A word of the product itself (a colour, a step, the name of a shipped rule) in the reader's language.

    The ledger holds it as it was written, in Chinese; what a county wrote stays as it is.
    """
    return _(value) if value else value


# the order matters: a bool is an int, a datetime is a date
_WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: _("是") if value else _("否")),
    (datetime, _instant),
    (date, _day),
    (Decimal, lambda value: format(value, "f")),
    (tuple, lambda values: "、".join(map(_known_word, values))),
    (str, _known_word),
)


def fields_in_words(entry: Told) -> list[tuple[str, str]]:
    """What an entry says, field by field: the name for people and the value in words; nothing of an undeclared type."""
    try:
        event = events.get(entry.type)
    except events.UnknownEventType:
        return []
    facts = entry.facts()
    return [(str(each.label), in_words(facts[each.name], str(each.unit)) or "—") for each in event.fields]


def sentence_of(entry: Told) -> str:
    """The event type's sentence with its places filled; an entry of an undeclared type says so."""
    try:
        event = events.get(entry.type)
    except events.UnknownEventType:
        return _("未登记的事项类型 {code}").format(code=entry.type)
    facts = entry.facts()
    places = {each.name: in_words(facts[each.name], str(each.unit)) for each in event.fields}
    return str(event.sentence).format(
        **places,
        number=entry.subject_number,
        about=entry.about_number or "—",
        person=entry.person,
        post=entry.post,
        organization=entry.organization,
        at=_instant(entry.at),
    )
