"""报失 and 找到了: either end says that a bag did not come, and either end that it turned up after all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from civic_service.actions.bags import count, go_on, lock_lines, waits
from civic_service.actions.locking import lock_bag, lock_cases, refuse_settled
from civic_service.events import BAG_FOUND, BAG_LOST, BAG_RECEIVED, FOUND, FOUND_ASIDE, FOUND_GIVEN, LOST, SHORT
from civic_service.models import Bag, BagLine
from civic_service.permissions import either_end, end_of, holds_found
from civic_service.refusals import BagNotLost, NothingAside, ReasonNeeded
from kernel.accounts.models import User
from kernel.identifiers.masking import mask_name
from kernel.ledger.writer import record
from kernel.organizations.queries import HeldPost, actor


@transaction.atomic
def lose_bag(*, by: User, number: str, reason: str, at: datetime | None = None) -> Bag:
    """Say that a bag did not come: its matters lie where they were, their papers must be got anew. Each of them has it
    on record.

    Errors: NotFound, NotYourPost, BagSettled, BagLost, ReasonNeeded.
    """
    bag, bag_at = lock_bag(number, at=at)
    post = either_end(by, bag, at=bag_at)
    refuse_settled(bag)
    why = reason.strip()
    if not why:
        raise ReasonNeeded
    lines = list(bag.lines.select_related("errand__case"))
    errands, cases_at = lock_cases([line.errand.case.number for line in lines], at=at)
    at = max(bag_at, cases_at)
    for errand in errands:
        waits(errand.case, bag.sender, by, at)
    bag.lost_by, bag.lost_at, bag.lost_because = by, at, why
    bag.save(update_fields=["lost_by", "lost_at", "lost_because"])
    bag.lines.update(open=False)
    record(BAG_LOST, bag.ledger_subject, actor=actor(post), at=at, reason=why)
    for line in lines:
        record(
            LOST,
            line.errand.case.ledger_subject,
            about=bag.ledger_subject,
            actor=actor(post),
            at=at,
            bag=bag.number,
            receiver=str(bag.receiver),
            originals=line.originals_out,
            reason=why,
        )
    return bag


@transaction.atomic
def find_bag(*, by: User, number: str, counted: Mapping[str, int], at: datetime | None = None) -> Bag:
    """A lost bag turned up with its receiver, or with its sender: `counted` is what was in it, as in `receive_bag`.

    A matter that still waits for its papers goes on from there. One that went another way meanwhile does not: its
    papers are put aside until they are given back. Who said that it was lost stays on record.
    Errors: NotFound, NotYourPost, BagSettled, BagNotLost, LineUnknown, those of the kind's `receive`.
    """
    bag, bag_at = lock_bag(number, at=at)
    post, place = end_of(by, bag, at=bag_at)
    if bag.lost_at is None or bag.received_at is not None:
        refuse_settled(bag)
        raise BagNotLost(number=bag.number)
    lines, cases_at = lock_lines(bag, counted, at=at)
    at = max(bag_at, cases_at)
    bag.received_by, bag.received_at, bag.found_with = by, at, place
    bag.save(update_fields=["received_by", "received_at", "found_with"])
    for line in lines:
        count(line, counted)
        _turned_up(line, bag, by, post, at)
    matters = sum(line.arrived is True for line in lines)
    originals = sum(line.originals_in or 0 for line in lines)
    subject, who, where = bag.ledger_subject, actor(post), str(place)
    record(BAG_FOUND, subject, actor=who, at=at, place=where, matters=matters, originals=originals)
    if place.pk == bag.receiver_id:
        record(BAG_RECEIVED, subject, actor=who, at=at, receiver=where, matters=matters, originals=originals)
    return bag


def _turned_up(line: BagLine, bag: Bag, by: User, post: HeldPost, at: datetime) -> None:
    """What it means for one matter of a lost bag; one that was not in it lies where it lay."""
    waiting = _waits_for_it(line, bag)
    line.aside = line.arrived is True and not waiting
    line.save(update_fields=["aside"])
    if line.arrived or waiting:
        _record_found(line, bag, post, at)
    if not line.arrived or line.aside:
        return
    if bag.found_with_id == bag.receiver_id:
        go_on(line, bag, by, post, at)
    else:
        line.errand.originals = line.originals_in or 0
        line.errand.save(update_fields=["originals"])


def _record_found(line: BagLine, bag: Bag, post: HeldPost, at: datetime) -> None:
    """What was there, what goes home by itself, or that a matter which waits for it was not in the bag."""
    where, found = str(bag.found_with), line.originals_in or 0
    words: dict[str, Any]
    if line.aside:
        event, words = FOUND_ASIDE, {"place": where, "originals": found}
    elif line.arrived:
        event, words = FOUND, {"place": where, "originals": line.originals_out, "found": found}
    else:
        event, words = SHORT, {"receiver": where, "originals": line.originals_out, "found": found}
        words["sent_at"] = bag.sent_at
    subject, about = line.errand.case.ledger_subject, bag.ledger_subject
    record(event, subject, about=about, actor=actor(post), at=at, bag=bag.number, **words)


def _waits_for_it(line: BagLine, bag: Bag) -> bool:
    """Whether a matter still stands where the bag left it, with no other papers on the road or at home."""
    errand = line.errand
    others = errand.lines.filter(pk__gt=line.pk).exclude(arrived=False)
    went_on = others.exclude(bag__lost_at__isnull=False, bag__received_at=None).exists()
    if errand.returned_at is not None or errand.place_id != bag.sender_id or went_on:
        return False
    if bag.leg in (Bag.Leg.BACK_TO_TOWN, Bag.Leg.BACK_TO_VILLAGE) or errand.ahead is not None:
        return True
    return errand.case.state == "entrusted" or errand.goes_back


@transaction.atomic
def give_found(*, by: User, number: str, case: str, receiver: str, at: datetime | None = None) -> Bag:
    """Hand back what a lost bag brought too late for its matter; `receiver` signs.

    Errors: NotFound, NotYourPost for whoever does not hold it, NothingAside, ReasonNeeded without a name.
    """
    bag, bag_at = lock_bag(number, at=at)
    post = holds_found(by, bag, at=bag_at)
    line = bag.lines.filter(errand__case__number=case, aside=True, given_at=None).first()
    if line is None:
        raise NothingAside(number=bag.number, case=case)
    name = receiver.strip()
    if not name:
        raise ReasonNeeded
    (errand,), case_at = lock_cases([case], at=at)
    at = max(bag_at, case_at)
    line.given_at, line.given_to = at, name
    line.save(update_fields=["given_at", "given_to"])
    about, who = bag.ledger_subject, actor(post)
    record(FOUND_GIVEN, errand.case.ledger_subject, about=about, actor=who, at=at, bag=bag.number, whom=mask_name(name))
    return bag
