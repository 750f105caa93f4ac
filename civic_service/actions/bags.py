"""代办袋: closed and handed over with one signature, opened and counted with another."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from civic_service import numbers, terms
from civic_service.actions.arriving import arrive
from civic_service.actions.locking import lock_bag, lock_cases, refuse_settled
from civic_service.actions.results import take_result
from civic_service.events import (
    BAG_RECEIVED,
    BAG_SENT,
    HANDED_OVER,
    ON_THE_ROAD,
    RECOUNTED,
    SHORT,
)
from civic_service.models import Bag, BagLine, Errand
from civic_service.permissions import receives, sends
from civic_service.queries import to_send
from civic_service.refusals import (
    LineUnknown,
    MandateOver,
    NothingToSend,
    NotInHand,
    NotThatCounter,
)
from kernel.accounts.models import User
from kernel.cases.actions import ENDED_PHASES, hand_turn
from kernel.cases.models import Case
from kernel.ledger.actors import Actor
from kernel.ledger.writer import record
from kernel.organizations.models import Organization, Post, Window
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date


@transaction.atomic
def send_bag(
    *,
    by: User,
    leg: str,
    numbers_of_cases: Collection[str],
    window: Window | None = None,
    counted: Mapping[str, int] | None = None,
    at: datetime | None = None,
) -> Bag:
    """Close a bag and sign for it. `window`: the county's counter, on the legs that begin or end there.

    `counted`: originals that were put in, by number; those that are not named as they were counted last. From now on
    it is the receiver's turn: a bag that nobody signs for is his lateness. A result that leaves its counter with an
    agent who may take it is delivered.
    Errors: NothingToSend, NotYourPost, NotInHand for one that is elsewhere or in another bag, NotThatCounter,
    MandateOver on the way to the organ, NotFound.
    """
    if not numbers_of_cases:
        raise NothingToSend
    errands, at = lock_cases(numbers_of_cases, at=at)
    post = sends(by, leg, at=at, place=errands[0].place, window=window)
    unit = _unit(post, leg, window)
    receiver = _sendable(errands, leg, unit=unit, window=window, at=at)
    bag = Bag.objects.create(
        number=numbers.next_number(numbers.BAG, at=at),
        leg=leg,
        sender=unit,
        receiver=receiver,
        window=window if leg in (Bag.Leg.TO_COUNTY, Bag.Leg.BACK_TO_TOWN) else None,
        sent_by=by,
        sent_at=at,
    )
    lines = _lines(bag, errands, counted or {})
    BagLine.objects.bulk_create(lines)
    who = actor(post)
    record(
        BAG_SENT,
        bag.ledger_subject,
        actor=who,
        at=at,
        sender=str(unit),
        receiver=str(receiver),
        matters=len(lines),
        originals=sum(line.originals_out for line in lines),
    )
    for line in lines:
        _set_out(line, bag, by=by, who=who, at=at)
    return bag


def _sendable(
    errands: Sequence[Errand], leg: str, *, unit: Organization, window: Window | None, at: datetime
) -> Organization:
    """The one receiver of matters that lie here and may go this way. Errors: NotInHand, NotThatCounter, MandateOver."""
    here = {errand.pk for errand in to_send(leg, unit=unit, window=window)}
    for errand in errands:
        if errand.pk not in here:
            raise NotInHand(number=errand.case.number)
        if leg == Bag.Leg.TO_COUNTY:
            _right_counter(errand, window)
        # what was handed in under a mandate that stood follows its matter
        if leg in (Bag.Leg.TO_TOWN, Bag.Leg.TO_COUNTY) and errand.ahead is None:
            require_mandate(errand, at)
    receiver = _receiver(errands[0], leg, window)
    for errand in errands:
        if _receiver(errand, leg, window) != receiver:
            raise NotInHand(number=errand.case.number)
    return receiver


def _set_out(line: BagLine, bag: Bag, *, by: User, who: Actor, at: datetime) -> None:
    """What leaving means for one matter: its entries, its result's delivery, whose turn it is from now on."""
    errand, subject = line.errand, line.errand.case.ledger_subject
    said = {"bag": bag.number, "receiver": str(bag.receiver), "originals": line.originals_out}
    record(ON_THE_ROAD, subject, about=bag.ledger_subject, actor=who, at=at, **said)
    if line.originals_out != errand.originals:
        recounted = {"originals": line.originals_out, "found": errand.originals}
        record(RECOUNTED, subject, about=bag.ledger_subject, actor=who, at=at, **recounted)
    if bag.leg in (Bag.Leg.BACK_TO_TOWN, Bag.Leg.BACK_TO_VILLAGE):
        take_result(errand, by=by, receiver=errand.mandate.agent.full_name, himself=False, at=at)
    counter = bag.window if bag.leg == Bag.Leg.TO_COUNTY else None
    waits(errand.case, counter.organization if counter is not None else bag.receiver, by, at)


def waits(case: Case, unit: Organization, by: User, at: datetime, post: Post | None = None) -> None:
    """Whose turn the way is; where the organ has yet to deliver it stays the organ's, though papers travel."""
    if case.state == "entrusted" or case.phase in ENDED_PHASES:
        hand_turn(case, step="proxy", step_name="代办", at=at, organization=unit, post=post, taken_by=by)


def require_mandate(errand: Errand, at: datetime) -> None:
    """Errors: MandateOver."""
    if local_date(at) > errand.mandate.until_day:
        raise MandateOver(number=errand.case.number, day=day_words(errand.mandate.until_day))


def _lines(bag: Bag, errands: Collection[Errand], counted: Mapping[str, int]) -> list[BagLine]:
    return [
        BagLine(bag=bag, errand=errand, originals_out=counted.get(errand.case.number, errand.originals))
        for errand in errands
    ]


def _unit(post: HeldPost, leg: str, window: Window | None) -> Organization:
    """Where the bag begins: the counter's own unit, else that of the post."""
    if leg == Bag.Leg.BACK_TO_TOWN and window is not None:
        return window.service_point.organization
    return post.post.organization


def _right_counter(errand: Errand, window: Window | None) -> None:
    """Errors: NotThatCounter."""
    version, has_it = errand.case.item_version, errand.case.window
    if errand.ahead is not None and has_it is not None:
        if window != has_it:
            raise NotThatCounter(window=window.code if window else "—", name=version.name, where=has_it.code)
        return
    counters = list(version.receiving_windows.order_by("code").values_list("pk", "code"))
    if window is None or window.pk not in {pk for pk, _code in counters}:
        where = "、".join(code for _pk, code in counters) or "—"
        raise NotThatCounter(window=window.code if window else "—", name=version.name, where=where)


def _receiver(errand: Errand, leg: str, window: Window | None) -> Organization:
    if leg in (Bag.Leg.TO_TOWN, Bag.Leg.BACK_TO_TOWN):
        return errand.town
    if leg == Bag.Leg.BACK_TO_VILLAGE:
        return errand.room
    if window is None:
        raise NotThatCounter(window="—", name=errand.case.item_version.name, where="—")
    return window.service_point.organization


@transaction.atomic
def receive_bag(*, by: User, number: str, counted: Mapping[str, int], at: datetime | None = None) -> Bag:
    """Sign for a bag: `counted` is the originals found, by number of each matter that was in it; the rest is short.

    At a counter of the county each matter is received by the organ in the same act, but one whose mandate was recalled
    on the road, which goes back. Errors: NotFound, NotYourPost, BagSettled, LineUnknown, those of the kind's `receive`.
    """
    bag, bag_at = lock_bag(number, at=at)
    post = receives(by, bag, at=bag_at)
    refuse_settled(bag)
    lines, cases_at = lock_lines(bag, counted, at=at)
    at = max(bag_at, cases_at)
    bag.received_by, bag.received_at = by, at
    bag.save(update_fields=["received_by", "received_at"])
    for line in lines:
        count(line, counted)
        _settle(line, bag, by, post, at)
    record(
        BAG_RECEIVED,
        bag.ledger_subject,
        actor=actor(post),
        at=at,
        receiver=str(bag.receiver),
        matters=sum(line.arrived is True for line in lines),
        originals=sum(line.originals_in or 0 for line in lines),
    )
    return bag


def lock_lines(bag: Bag, counted: Mapping[str, int], *, at: datetime | None) -> tuple[list[BagLine], datetime]:
    """What was in the bag, each matter locked, and the instant of the act. Errors: LineUnknown, ActOutOfTime."""
    lines = list(bag.lines.select_related("errand__case__item_version", "errand__room", "errand__town"))
    ours = {line.errand.case.number for line in lines}
    for named in counted:
        if named not in ours:
            raise LineUnknown(number=bag.number, case=named)
    errands, at = lock_cases(ours, at=at)
    locked = {errand.pk: errand for errand in errands}
    for line in lines:
        line.errand = locked[line.errand_id]
    return lines, at


def count(line: BagLine, counted: Mapping[str, int]) -> None:
    """Whether it was in the bag, and with how many originals."""
    line.originals_in = counted.get(line.errand.case.number)
    line.arrived, line.open = line.originals_in is not None, False
    line.save(update_fields=["arrived", "open", "originals_in"])


def _settle(line: BagLine, bag: Bag, by: User, post: HeldPost, at: datetime) -> None:
    """What the arrival of one matter means: a count that differs is on record, the next term begins."""
    subject = line.errand.case.ledger_subject
    short = not line.arrived or line.originals_in != line.originals_out
    words = {"bag": bag.number, "receiver": str(bag.receiver), "originals": line.originals_out}
    event = SHORT if short else HANDED_OVER
    if short:
        words |= {"found": line.originals_in or 0, "sent_at": bag.sent_at}
    record(event, subject, about=bag.ledger_subject, actor=actor(post), at=at, **words)
    if line.arrived:
        go_on(line, bag, by, post, at)
    else:
        # it lies where it was, and whoever closed the bag without it has its term to keep
        waits(line.errand.case, bag.sender, by, at)


def go_on(line: BagLine, bag: Bag, by: User, post: HeldPost, at: datetime) -> None:
    """A matter lies with the receiver of its bag from now on: the next term begins, or the organ's time.

    Errors: those of the kind's `receive`.
    """
    case = line.errand.case
    line.errand.place, line.errand.came_by = bag.receiver, bag.leg
    line.errand.originals = line.originals_in or 0
    line.errand.save(update_fields=["place", "came_by", "originals"])
    if line.errand.ahead is not None:
        _follow(line.errand, bag, at)
        return
    if case.state != "entrusted":
        waits(case, post.post.organization, by, at, post.post)
        return
    if bag.leg == Bag.Leg.TO_TOWN:
        terms.stop(case, terms.TO_TOWN, at=at, outcome="at_town")
        terms.start(case, terms.TO_COUNTY, answers=line.errand.town, at=at)
        hand_turn(case, step="proxy", step_name="代办", at=at, organization=bag.receiver, post=post.post, taken_by=by)
    elif bag.leg == Bag.Leg.TO_COUNTY:
        arrive(line.errand, by=by, who=actor(post), window=bag.window, at=at)


def _follow(errand: Errand, bag: Bag, at: datetime) -> None:
    """Papers of a supplement came nearer to their matter: at the counter that has it they join what lies there."""
    case = errand.case
    terms.stop(case, terms.TO_TOWN, at=at, outcome="at_town")
    has_it = case.window
    if has_it is not None and bag.receiver_id in (has_it.organization_id, has_it.service_point.organization_id):
        terms.stop(case, terms.TO_COUNTY, at=at, outcome="received")
        errand.originals, errand.ahead = errand.originals + (errand.ahead or 0), None
        errand.save(update_fields=["originals", "ahead"])
    else:
        terms.start(case, terms.TO_COUNTY, answers=errand.town, at=at)
