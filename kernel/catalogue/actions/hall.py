"""应进必进: an item is handled in the hall, or it is written down why not and when that is looked at again."""

from datetime import date, datetime
from typing import Final

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.events import ITEM_IN_HALL, ITEM_OFF_HALL, ITEM_REVIEW_DUE
from kernel.catalogue.models import Item, ItemVersion
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now, lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record, record_many
from kernel.organizations.actions.hall import reason_and_day
from kernel.organizations.permissions import may_keep_hall
from kernel.workdays.zone import local_date

# a date that was told of once is not told of again; another date is
_REVIEWS: Final = """
SELECT 'item' AS subject_kind, item.code AS subject_number, item.id AS subject_id, %(at)s::timestamptz AS at,
       version.name, item.off_hall_reason AS reason, item.off_hall_review_on AS review_on
FROM catalogue_item item
JOIN catalogue_itemversion version ON version.item_id = item.id AND version.state = 'published'
JOIN organizations_organization unit ON unit.id = version.organization_id
JOIN organizations_region region ON region.id = unit.region_id AND NOT region.simulated
WHERE item.id = ANY(%(items)s) AND item.off_hall_review_on <= %(today)s AND NOT EXISTS (
    SELECT FROM ledger_entry told
    WHERE told.subject_kind = 'item' AND told.subject_id = item.id AND told.type = %(type)s
      AND told.payload ->> 'review_on' = item.off_hall_review_on::text)
ORDER BY item.id
"""


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


@transaction.atomic
def tell_items_to_review(*, at: datetime | None = None) -> int:
    """Say once of each item outside the hall that its review date has come, and return of how many. For the beat."""
    due = Item.objects.filter(off_hall_review_on__isnull=False).select_for_update(no_key=True).order_by("pk")
    told = list(due.values_list("pk", flat=True))
    at = at or database_now()
    params = {"at": at, "today": local_date(at), "items": told, "type": ITEM_REVIEW_DUE.code}
    return record_many(ITEM_REVIEW_DUE, source=_REVIEWS, params=params, actor=SYSTEM)


def _in_force(item: Item) -> ItemVersion:
    version = item.versions.in_force().select_related("organization__region").first()
    if version is None:
        raise NotFound
    return version
