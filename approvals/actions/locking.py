"""The first write of every verb: the lock of its case."""

from datetime import datetime

from kernel.cases.models import Case
from kernel.catalogue.models import Item, ItemVersion
from kernel.ledger.locking import ActOutOfTime, database_now, lock


def lock_case(number: str, *, at: datetime | None) -> tuple[Case, datetime]:
    """The licence case of that number, locked, and the instant of the act. Errors: NotFound, ActOutOfTime."""
    return lock(Case.objects.filter(kind="licence"), number=number, at=at)


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
