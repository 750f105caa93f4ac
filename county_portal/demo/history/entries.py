"""The ledger of planned matters: every act that the verbs would have recorded, day by day in the order of the acts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from approvals import events
from approvals.gaps import gaps
from approvals.models import Application
from county_portal.demo.history.clockwork import Clocks
from county_portal.demo.history.plan import CasePlan, Hand
from county_portal.demo.history.rows import OPINION
from kernel.cases.agents import filed_by
from kernel.cases.models import Case
from kernel.ledger.actors import Actor
from kernel.ledger.events import EventType
from kernel.ledger.rows import entry_of, record_rows
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.zone import local_date

Told = tuple[EventType, datetime, Actor, dict[str, Any]]
_ENDINGS: Final = {
    "refused": events.REFUSED,
    "withdrawn": events.WITHDRAWN,
    "terminated": events.TERMINATED,
}


def write(made: Sequence[tuple[CasePlan, Case, Clocks]]) -> int:
    """Record all acts: one statement per day, place in the day's order and event type. How many entries."""
    batches: dict[tuple[date, int, str], list[dict[str, Any]]] = defaultdict(list)
    types: dict[str, EventType] = {}
    for plan, case, clocks in made:
        places: dict[date, int] = defaultdict(int)
        for event, at, by, payload in _acts(plan, case, clocks):
            day = local_date(at)
            types[event.code] = event
            batches[day, places[day], event.code].append(entry_of(case.ledger_subject, actor=by, at=at, **payload))
            places[day] += 1
    return sum(record_rows(types[code], rows) for (_day, _place, code), rows in sorted(batches.items()))


def _actor(hand: Hand) -> Actor:
    return actor(HeldPost(hand.post, hand.user, acting=hand.user.pk != hand.post.user_id))


def _acts(plan: CasePlan, case: Case, clocks: Clocks) -> Iterator[Told]:
    """What happened to one matter, in order; the payloads are those of approvals.actions."""
    clerk = _actor(plan.clerk)
    yield _received(plan, case, clocks, clerk)
    yield from _supplement(plan, case, clerk)
    if plan.accepted is not None and clocks.promised is not None and clocks.statutory is not None:
        assert clocks.promised.due_at is not None
        assert clocks.statutory.due_at is not None
        yield events.ACCEPTED, plan.accepted, clerk, {
            "item": case.item_version.name, "promised_due": local_date(clocks.promised.due_at),
            "statutory_due": local_date(clocks.statutory.due_at),
            "provisional": clocks.promised.provisional or clocks.statutory.provisional,
        }  # fmt: skip
    yield from _decided(plan, case)
    yield from sorted(_afterwards(plan, case), key=lambda told: told[1])
    if plan.ending is not None:
        kind, at, reason = plan.ending
        yield _ENDINGS[kind], at, clerk, {"reason": reason, **plan.ground()}


def _afterwards(plan: CasePlan, case: Case) -> Iterator[Told]:
    """What follows the decision; the supervising department signs for it before or after it is handed over."""
    if plan.delivered is not None:
        method = str(Application.Delivery(plan.delivery).label)
        yield events.DELIVERED, plan.delivered, _actor(plan.counter), {"method": method}
    if plan.closed is not None:
        yield events.CLOSED, plan.closed, _actor(plan.counter), {}
    supervisor = case.item_version.supervising_organization
    if plan.signed is not None and plan.signer is not None and supervisor is not None:
        yield events.DECISION_ACKNOWLEDGED, plan.signed, _actor(plan.signer), {
            "supervisor": supervisor.short_name or supervisor.name,
        }  # fmt: skip


def _received(plan: CasePlan, case: Case, clocks: Clocks, clerk: Actor) -> Told:
    short = set(plan.notice.missing) if plan.notice else set()
    papers = [
        paper.name
        for place, paper in enumerate(case.item_version.materials.all())
        if paper.required and place not in short
    ]
    due = clocks.alone[0].due_at
    assert due is not None
    online = Actor(person=case.applicant.name_masked, post="申请人", region=case.region.code)
    return events.RECEIVED, plan.received, online if plan.channel == "online" else clerk, {
        "item": case.item_version.name, "channel": plan.channel, "materials": papers, "say_by": local_date(due),
        "agent": filed_by(case.agent_id),
    }  # fmt: skip


def _supplement(plan: CasePlan, case: Case, clerk: Actor) -> Iterator[Told]:
    if plan.notice is None:
        return
    papers = case.item_version.materials.all()
    names = [papers[place].name for place in plan.notice.missing]
    notice = case.supplement_notice
    yield events.SUPPLEMENT_NOTIFIED, plan.notice.told, clerk, {"missing": names, "term": notice.term_until}
    if plan.notice.answered is not None:
        yield events.SUPPLEMENTED, plan.notice.answered, clerk, {"materials": names}


def _decided(plan: CasePlan, case: Case) -> Iterator[Told]:
    steps = list(case.item_version.steps.all())
    for place, (passage, step) in enumerate(zip(plan.steps, steps, strict=False)):
        if passage.ended is None:
            return
        by = _actor(passage.hand)
        if place + 1 < len(steps):
            yield events.STEP_COMPLETED, passage.ended, by, {
                "step": step.name, "opinion": OPINION, "next_step": steps[place + 1].name,
            }  # fmt: skip
        else:
            said = {"step": step.name, **gaps(case, decided_at=passage.ended)}
            if plan.denied:
                yield events.DENIED, passage.ended, by, {**said, "reason": case.decision.reason}
            else:
                yield events.GRANTED, passage.ended, by, said
