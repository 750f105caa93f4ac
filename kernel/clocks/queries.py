"""Reads of clocks for pages and other apps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.clocks.explanation import Explanation, explain
from kernel.clocks.models import Clock, Pause
from kernel.clocks.terms import terms_of
from kernel.ledger.subjects import Subject
from kernel.workdays.queries import load

START_WORDS: Final[dict[str, str | Promise]] = {
    "received": _("收件"),
    "next_day": _("收件"),
    "accepted": _("受理"),
    "all_documents_received": _("收齐材料"),
    "decided": _("决定"),
    "issued": _("发出"),
    "served": _("送达"),
    "asked": _("提问"),
    "entrusted": _("接受委托"),
    "at_town": _("送到乡镇"),
    "given_back": _("交给村民"),
}


def running_clock(subject: Subject, kind: str, name: str = "") -> Clock | None:
    """The running clock of a kind, if there is one."""
    return Clock.objects.of(subject).running().filter(kind=kind, name=name).first()


def last_clock(subject: Subject, kind: str) -> Clock | None:
    """The latest clock of a kind, running or ended."""
    return Clock.objects.of(subject).filter(kind=kind).last()


def pauses_past_plan(at: datetime) -> QuerySet[Pause]:
    """Pauses of live clocks that should have been over by `at` and still are open, the longest first, with their
    clocks: such a term has no due date, so nothing else will ever ask after it."""
    return Pause.objects.past_plan(at).filter(clock__simulated=False).select_related("clock")


def start_word(clock: Clock) -> str:
    """What happened on the day of start, in one word."""
    return str(START_WORDS.get(clock.start_event, clock.start_event))


def explain_clocks(clocks: Iterable[Clock], *, now: datetime) -> Explanation | None:
    """One strip for the clocks of a matter: the latest promise and statute, else the latest clock of any kind.

    Counted on the calendar version that the dates were derived on. None without clocks. Prefetch `pauses` for lists.
    """
    latest: dict[str, Clock] = {}
    last: Clock | None = None
    for clock in sorted(clocks, key=lambda each: each.pk):
        latest[clock.kind] = last = clock
    promised, statutory = latest.get(Clock.Kind.PROMISED), latest.get(Clock.Kind.STATUTORY)
    leading = promised or statutory or last
    if leading is None:
        return None
    if promised is None and statutory is None:
        statutory = leading
    shown = [clock for clock in (promised, statutory) if clock is not None]
    # a version is of one calendar only
    version = max(clock.calendar_version for clock in shown if clock.calendar_code == leading.calendar_code)
    return explain(
        calendar=load(leading.calendar_code, version),
        now=now,
        promised=terms_of(promised) if promised else None,
        statutory=terms_of(statutory) if statutory else None,
        ended_at=leading.ended_at,
        start_word=start_word(leading),
        outcome=leading.outcome,
    )
