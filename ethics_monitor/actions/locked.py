"""What every verb on a card does first and last: its lock, and its move."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from ethics_monitor.models import Card, Colour
from ethics_monitor.refusals import (
    CardMoveNotAllowed,
    CardSuperseded,
    ReportTooShort,
    TextMissing,
    WarningNeedsNoAnswer,
)
from ethics_monitor.workflow import ENDED, WORKFLOW
from kernel.accounts.models import User
from kernel.ledger.locking import lock
from kernel.workdays.queries import NATIONAL

REPORT_AT_LEAST: Final = 10  # letters and digits: “已整改。” tells nobody what to verify


def lock_card(number: str, *, at: datetime | None) -> tuple[Card, datetime]:
    """The card of that number, locked, and the instant of the act. Errors: NotFound, ActOutOfTime."""
    return lock(Card.objects.select_related("rule"), number=number, at=at)


def move(card: Card, code: str, *, at: datetime, by: User | None = None, **changes: Any) -> None:
    """Take a lawful move of the table and save it with `changes`; the only writer of `state`.

    Errors: CardMoveNotAllowed.
    """
    step = WORKFLOW.move_from(card.state, code)
    if step is None:
        label = WORKFLOW.moves[code].label
        raise CardMoveNotAllowed(number=card.number, state=card.state_row.label, move=label)
    changes["state"] = step.target
    if step.target in ENDED:
        changes |= {"ended_at": at, "ended_by": by}
    save(card, **changes)


def save(card: Card, **changes: Any) -> None:
    """Write these columns of the locked row."""
    for column, value in changes.items():
        setattr(card, column, value)
    card.save(update_fields=list(changes))


def must_be_answered(card: Card) -> None:
    """Errors: WarningNeedsNoAnswer; CardSuperseded."""
    if card.colour == Colour.WARNING:
        raise WarningNeedsNoAnswer(number=card.number)
    if card.superseded_by is not None:
        raise CardSuperseded(number=card.number, by=card.superseded_by.number)


def words(text: str, what: str = "") -> str:
    """The text without blanks around it. Errors: TextMissing."""
    plain = text.strip()
    if not plain:
        raise TextMissing(what=what or _("理由"))
    return plain


def report_words(text: str) -> str:
    """What was put right, in words that can be verified. Errors: TextMissing; ReportTooShort."""
    said = words(text, _("整改了什么，以后怎么防止"))
    count = sum(each.isalnum() for each in said)
    if count < REPORT_AT_LEAST:
        raise ReportTooShort(count=count, least=REPORT_AT_LEAST)
    return said


def calendar_of(card: Card) -> str:
    """The calendar its clock was counted on; the national one for cards of events."""
    return str(card.inputs.get("clock", {}).get("calendar_code", NATIONAL))
