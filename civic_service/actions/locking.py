"""The first write of every verb: the lock of its subject; a bag that is settled is refused at once."""

from collections.abc import Collection
from datetime import datetime

from civic_service.models import Bag, Errand
from civic_service.refusals import BagLost, BagSettled
from kernel.cases.models import Case
from kernel.ledger.locking import lock
from kernel.workdays.words import moment_words


def lock_errand(number: str, *, at: datetime | None) -> tuple[Errand, datetime]:
    """The errand of a case number with its case locked, and the instant of the act. Errors: NotFound, ActOutOfTime."""
    case, at = lock(Case.objects.filter(errand__isnull=False), number=number, at=at)
    errand = Errand.objects.with_row().select_related("town__region", "room__region").get(pk=case.pk)
    errand.case = case
    return errand, at


def lock_bag(number: str, *, at: datetime | None) -> tuple[Bag, datetime]:
    """Errors: NotFound, ActOutOfTime."""
    return lock(Bag.objects.select_related("sender", "receiver__region", "window", "found_with"), number=number, at=at)


def lock_cases(numbers: Collection[str], *, at: datetime | None) -> tuple[list[Errand], datetime]:
    """The errands of these numbers, their cases locked in one order, so that two bags never wait in a circle.

    The instant is the latest that a lock told, so that it is no earlier than anybody's last entry. `numbers` is not
    empty. Errors: NotFound when one is none, ActOutOfTime.
    """
    locked = [lock_errand(number, at=at) for number in sorted(set(numbers))]
    return [errand for errand, _at in locked], max(instant for _errand, instant in locked)


def refuse_settled(bag: Bag) -> None:
    """Errors: BagSettled, BagLost."""
    if bag.received_at is not None and bag.received_by is not None:
        who = bag.received_by.masked_name
        raise BagSettled(number=bag.number, who=who, time=moment_words(bag.received_at))
    if bag.lost_at is not None and bag.lost_by is not None:
        raise BagLost(number=bag.number, who=bag.lost_by.masked_name, time=moment_words(bag.lost_at))
