"""应进必进: an item is handled in the hall, or it is written down why not and when that is looked at again."""

from datetime import date, datetime

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.events import ITEM_IN_HALL, ITEM_OFF_HALL
from kernel.catalogue.models import Item, ItemVersion
from kernel.ledger.locking import lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.actions.hall import reason_and_day
from kernel.organizations.permissions import may_keep_hall


@transaction.atomic
def keep_item_off_hall(
    *, item: Item, reason: str, review_on: date | None, by: User, at: datetime | None = None
) -> Item:
    """Let an item in force stay outside the hall until it is looked at again.

    Errors: NotFound, NotYourPost, OffHallNeedsReason, ActOutOfTime.
    """
    kept, at = lock(Item.objects.all(), pk=item.pk, at=at)
    version = _in_force(kept)
    who = may_keep_hall(by, version.organization, at)
    kept.off_hall_reason, kept.off_hall_review_on = reason_and_day(reason, review_on, at=at)
    kept.save(update_fields=["off_hall_reason", "off_hall_review_on"])
    facts = {"name": version.name, "reason": kept.off_hall_reason}
    until = kept.off_hall_review_on
    record(ITEM_OFF_HALL, kept.ledger_subject, actor=who, at=at, about=None, review_on=until, **facts)
    return kept


@transaction.atomic
def bring_item_in(*, item: Item, by: User, at: datetime | None = None) -> Item:
    """An item has come into the hall. Errors: NotFound, NotYourPost, ActOutOfTime."""
    brought, at = lock(Item.objects.all(), pk=item.pk, at=at)
    version = _in_force(brought)
    who = may_keep_hall(by, version.organization, at)
    brought.off_hall_reason, brought.off_hall_review_on = "", None
    brought.save(update_fields=["off_hall_reason", "off_hall_review_on"])
    record(ITEM_IN_HALL, brought.ledger_subject, actor=who, at=at, name=version.name)
    return brought


def _in_force(item: Item) -> ItemVersion:
    version = item.versions.in_force().select_related("organization__region").first()
    if version is None:
        raise NotFound
    return version
