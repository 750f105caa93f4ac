"""What the inspector is to find (demo-county §7): closings in one minute, acceptance only after the work is done, an
agent who is always fastest, a month's end that stands out, Saturdays entered afterwards.

Only instants move, and none of them breaks a term: what lies on the desks and on the board stays as it was drawn.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from county_portal.demo.history.desks import Desks
from county_portal.demo.history.plan import CasePlan, StepPlan
from kernel.catalogue.models import ItemVersion, StartEvent
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import SHANGHAI, local_date

# the unit that accepts when all is done; its items are promised for the next day, so that no rule judges the haste
ACTS_FIRST: Final = "BM19"
ACCEPTED_ON: Final = 5
CLOSES_LAST: Final = "BM20"
AGENTS_ITEM: Final = "SF001"
AGENTS_SHARE: Final = 4
TOGETHER: Final = 9
CLOSERS: Final = ((time(17, 21), 0), (time(17, 26), 1))
SATURDAY: Final = (("XZ015", "200-1", time(9, 40)), ("XZ015", "200-1", time(10, 5)), ("XZ015", "200-1", time(10, 30)))
SECONDS: Final = timedelta(seconds=5)
SHORT_WHILE: Final = timedelta(minutes=12)


def plant(
    plans: Sequence[CasePlan], versions: dict[str, ItemVersion], calendar: WorkCalendar, *, last: date, today: date
) -> None:
    """Into the matters of one stretch; `last` is its last day. What is not over by then is left alone."""
    over = [plan for plan in plans if plan.closed is not None and local_date(plan.closed) <= last]
    for plan in over:
        version = versions[plan.item]
        # promised for later, the haste would be a card; counted from receipt by law, the wait
        next_day = version.organization.code == ACTS_FIRST and version.promised_length == 1
        waits = next_day and version.start_event == StartEvent.ACCEPTED
        if waits and plan.notice is None and plan.channel == "window":
            _accept_when_done(plan, calendar)
    quickest = sorted((plan for plan in over if plan.item == AGENTS_ITEM and plan.accepted), key=_took)
    for plan in quickest[:AGENTS_SHARE]:
        plan.by_agent = True
    _close_together(over, last)
    _close_at_month_end(over, calendar, today)


def _took(plan: CasePlan) -> timedelta:
    assert plan.decided is not None
    return plan.decided - plan.received


def _accept_when_done(plan: CasePlan, calendar: WorkCalendar) -> None:
    """收件 → 受理 on the fifth working day, then decision and hand-over within the hour."""
    at = datetime.combine(
        calendar.add(local_date(plan.received), ACCEPTED_ON), time(10, plan.received.minute), SHANGHAI
    )
    if not plan.steps or plan.closed is None:
        return
    plan.accepted = at
    for step in plan.steps:
        step.started, step.ended = at, at + SHORT_WHILE
        at += SHORT_WHILE
    plan.decided = at
    plan.delivered = at + SHORT_WHILE
    plan.closed = plan.delivered + SHORT_WHILE


def _close_together(plans: Iterable[CasePlan], last: date) -> None:
    """The two counters that close most leave it to one minute before they go home."""
    hands: dict[tuple[int, int], list[CasePlan]] = defaultdict(list)
    for plan in plans:
        if plan.item != AGENTS_ITEM:
            hands[plan.counter.post.pk, plan.counter.user.pk].append(plan)
    busiest = sorted(hands.values(), key=len, reverse=True)
    for minute, place in CLOSERS:
        if place < len(busiest):
            _at_one_minute(busiest[place], datetime.combine(last, minute, SHANGHAI))


def _at_one_minute(plans: Sequence[CasePlan], minute: datetime) -> None:
    handed = [plan for plan in plans if plan.delivered is not None and plan.delivered < minute]
    if len(handed) >= TOGETHER:
        for place, plan in enumerate(handed[-TOGETHER:]):
            plan.closed = minute + SECONDS * place


def _close_at_month_end(plans: Iterable[CasePlan], calendar: WorkCalendar, today: date) -> None:
    """One unit closes last month's matters on that month's last two working days."""
    end = calendar.back(today.replace(day=1), 1)
    before = calendar.back(end, 1)
    for place, plan in enumerate(plans):
        unit, handed = plan.counter.post.organization.code, plan.delivered
        if unit == CLOSES_LAST and handed is not None and end.replace(day=1) <= local_date(handed) < before:
            plan.closed = datetime.combine((before, end)[place % 2], time(15, place % 60), SHANGHAI)


def back_filled(today: date, versions: dict[str, ItemVersion], desks: Desks, random: Random) -> list[CasePlan]:
    """Matters said to have been received, decided and closed last Saturday."""
    saturday = today - timedelta(days=(today.weekday() + 2) % 7 or 7)
    return [_on(saturday, *row, versions, desks, random) for row in SATURDAY]


def _on(
    day: date, item: str, counter: str, at: time, versions: dict[str, ItemVersion], desks: Desks, random: Random
) -> CasePlan:
    received = datetime.combine(day, at, SHANGHAI)
    clerk = desks.clerk(counter, received, random, first=True)
    plan = CasePlan(item, "town", clerk, received, clerk, accepted=received + SHORT_WHILE)
    begun = received + SHORT_WHILE
    for step in versions[item].steps.all():
        hand = desks.step(clerk.post.organization.code, step.role, counter, begun, random, first=True)
        plan.steps.append(StepPlan(begun, begun + SHORT_WHILE, hand))
        begun += SHORT_WHILE
    plan.decided = begun
    plan.delivered, plan.closed = begun + SHORT_WHILE, begun + 2 * SHORT_WHILE
    return plan
