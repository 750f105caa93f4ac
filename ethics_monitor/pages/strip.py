"""Why is it this day? The strip of a card, computed again from the facts that the card froze when it was found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ethics_monitor.models import Card
from kernel.clocks.arithmetic import Span, Terms
from kernel.clocks.explanation import Explanation, explain
from kernel.clocks.models import Clock
from kernel.clocks.queries import explain_clocks, start_word
from kernel.clocks.terms import terms_of
from kernel.workdays.queries import load
from kernel.workdays.zone import local_date


def frozen_strip(card: Card, live: Clock | None, *, now: datetime) -> Explanation | None:
    """The strip of a card over a term; of a card over an event, the term that ran out then, if there is one.

    The card's own term comes from its frozen facts, ended where the term has ended since; the promise or statute
    beside it comes from the clocks, and is left out where it would tell another date than the card.
    """
    facts = card.inputs.get("clock")
    if facts is None:
        return explain_clocks(_run_out(card), now=now)
    ended_at = _instant(facts["ended_at"]) or (live.ended_at if live is not None else None)
    own = _terms(facts, card.inputs.get("pauses", []))
    word = start_word(Clock(start_event=facts["start_event"]))
    common: dict[str, Any] = {
        "calendar": load(facts["calendar_code"], facts["calendar_version"]),
        "now": now,
        "ended_at": ended_at,
        "start_word": word,
    }
    promised = facts["kind"] == Clock.Kind.PROMISED
    alone = explain(**common, promised=own) if promised else explain(**common, statutory=own)
    beside = _beside(facts)
    if beside is None or terms_of(beside).started_at != own.started_at or beside.unit != own.unit:
        return alone
    both = explain(
        **common,
        promised=own if promised else terms_of(beside),
        statutory=terms_of(beside) if promised else own,
    )
    due = _instant(facts["due_at"])
    told = both.promised_due if promised else both.statutory_due
    return both if due is not None and told == local_date(due) else alone


def due_of(card: Card) -> datetime | None:
    """The last lawful instant that the card was found on; None for a card over an event."""
    facts = card.inputs.get("clock")
    return _instant(facts["due_at"]) if facts is not None else None


def term_kind(card: Card) -> str:
    """Which term it was: promised, statutory, intake …; empty for an event with which no term ran out."""
    facts = card.inputs.get("clock")
    if facts is not None:
        return str(facts["kind"])
    return next((clock.kind for clock in _run_out(card)), "")


def _run_out(card: Card) -> list[Clock]:
    clocks = Clock.objects.of(card.about).exclude(due_at=None)
    day = local_date(card.true_at)
    return [clock for clock in clocks if clock.due_at is not None and local_date(clock.due_at) == day][:1]


def _beside(facts: Mapping[str, Any]) -> Clock | None:
    """The statute that caps a promise, or the promise that a statute caps."""
    clocks = Clock.objects.prefetch_related("pauses")
    if facts["capped_by_id"] is not None:
        return clocks.filter(pk=facts["capped_by_id"]).first()
    return clocks.filter(capped_by=facts["id"], kind=Clock.Kind.PROMISED).last()


def _terms(facts: Mapping[str, Any], pauses: list[Mapping[str, Any]]) -> Terms:
    started = _instant(facts["started_at"])
    assert started is not None
    return Terms(
        unit=facts["unit"],
        length=facts["length"],
        started_at=started,
        pauses=tuple(_span(pause) for pause in pauses),
        extension=facts["extension_length"],
        until=_instant(facts["until"]),
        counts_from=facts["counts_from"],
    )


def _span(pause: Mapping[str, Any]) -> Span:
    began = _instant(pause["from_at"])
    assert began is not None
    return Span(
        from_at=began,
        to_at=_instant(pause["to_at"]),
        name=pause["name"],
        basis=f"{pause['legal_basis']}；{pause['notice_number']}",
        planned_until=_instant(pause["planned_until"]),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
