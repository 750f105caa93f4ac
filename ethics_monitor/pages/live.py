"""Open boards are told that cards have moved."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction

from ethics_monitor.models import Card
from kernel.ledger.models import StreamedEntry
from kernel.ledger.relay import observer
from kernel.notices import live


@observer("ethics_monitor.live", from_now=True)
def tell_open_boards(entries: Sequence[StreamedEntry]) -> None:
    """One hint a county for all cards of a batch; it carries no fact, whoever gets it re-reads what he may see."""
    cards = [entry.subject_id for entry in entries if entry.subject_kind == "card"]
    codes = Card.objects.filter(pk__in=cards).values_list("region_code", flat=True).distinct() if cards else ()
    hints = [live.Hint(live.board(county), "board") for county in sorted({code[:6] for code in codes})]
    if hints:
        transaction.on_commit(partial(live.hint_all, hints))
