"""The first write of every verb: the lock of its case."""

from datetime import datetime

from django.db.models import Q

from approvals.models import JointPart
from kernel.cases.models import Case
from kernel.catalogue.models import Item, ItemVersion
from kernel.ledger.locking import ActOutOfTime, database_now, lock, lock_found
from kernel.ledger.refusals import NotFound


def lock_case(number: str, *, at: datetime | None) -> tuple[Case, datetime]:
    """The licence case of that number, locked, and the instant of the act. Errors: NotFound, ActOutOfTime."""
    return lock(Case.objects.filter(kind="licence"), number=number, at=at)


def lock_case_and_lead(number: str, *, at: datetime | None) -> tuple[Case, datetime]:
    """The same, and before it the lead of which it is a part: what becomes of a part opens others and is told there.

    A lead is older than its parts, so the order of keys is the order of locks: lead, then parts.
    Errors: NotFound, ActOutOfTime.
    """
    licences = Case.objects.filter(kind="licence")
    leads = JointPart.objects.filter(part__number=number).values("lead")
    both = licences.filter(number=number).values("pk").union(leads, all=True)
    found, at = lock_found(licences.filter(pk__in=both), at=at)
    case = next((each for each in found if each.number == number), None)
    if case is None:
        raise NotFound
    return case, at


def lock_with_parts(number: str, *, at: datetime | None) -> tuple[Case, list[Case], datetime]:
    """The case with the parts that it leads, all locked, and one instant for them; a part opened meanwhile is there.

    Errors: NotFound, ActOutOfTime.
    """
    case, instant = lock_case_and_lead(number, at=at)
    if not case.joint_parts.exists():
        return case, [], instant
    found, instant = lock_found(Case.objects.filter(Q(pk=case.pk) | Q(joint_part__lead=case)), at=at)
    return case, [each for each in found if each.pk != case.pk], instant


def lock_registered(number: str, *, at: datetime | None) -> tuple[Case, datetime]:
    """The registered matter of that number, locked, and the instant of the act. Errors: NotFound, ActOutOfTime."""
    return lock(Case.objects.filter(kind="registered"), number=number, at=at)


def lock_item(version: ItemVersion, *, at: datetime | None) -> datetime:
    """Two windows that scan the same number of one item wait for each other; the instant of the act.

    It may lie before the item's own last entry, which tells of the guide and not of matters. Errors: ActOutOfTime.
    """
    Item.objects.select_for_update(no_key=True).get(pk=version.item_id)
    now = database_now()
    if at is not None and at > now:
        raise ActOutOfTime
    return at or now
