"""应进必进: a unit is in the hall, or it is written down why not and when that is looked at again."""

from datetime import date, datetime
from typing import Final

from django.db import transaction

from kernel.accounts.models import User
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now, lock
from kernel.ledger.writer import record, record_many
from kernel.organizations import events
from kernel.organizations.models import Organization
from kernel.organizations.permissions import may_keep_hall
from kernel.organizations.refusals import OffHallNeedsReason
from kernel.workdays.zone import local_date

LONGEST_REASON = 200
# a date that was told of once is not told of again; another date is
_REVIEWS: Final = """
SELECT 'organization' AS subject_kind, unit.code AS subject_number, unit.id AS subject_id, %(at)s::timestamptz AS at,
       unit.name, unit.off_hall_reason AS reason, unit.off_hall_review_on AS review_on
FROM organizations_organization unit
WHERE unit.id = ANY(%(units)s) AND unit.off_hall_review_on <= %(today)s AND NOT EXISTS (
    SELECT FROM ledger_entry told
    WHERE told.subject_kind = 'organization' AND told.subject_id = unit.id AND told.type = %(type)s
      AND told.payload ->> 'review_on' = unit.off_hall_review_on::text)
ORDER BY unit.id
"""


@transaction.atomic
def keep_unit_off_hall(
    *, unit: Organization, reason: str, review_on: date | None, by: User, at: datetime | None = None
) -> Organization:
    """Let a unit stay outside the hall until it is looked at again.

    Errors: NotYourPost, OffHallNeedsReason, ActOutOfTime.
    """
    kept, at = lock(Organization.objects.select_related("region"), pk=unit.pk, at=at)
    who = may_keep_hall(by, kept, at)
    reason, until = reason_and_day(reason, review_on, at=at)
    kept.in_hall, kept.off_hall_reason, kept.off_hall_review_on = False, reason, until
    kept.save(update_fields=["in_hall", "off_hall_reason", "off_hall_review_on"])
    facts = {"name": kept.name, "reason": reason}
    record(events.UNIT_OFF_HALL, kept.ledger_subject, actor=who, at=at, about=None, review_on=until, **facts)
    return kept


@transaction.atomic
def bring_unit_in(*, unit: Organization, by: User, at: datetime | None = None) -> Organization:
    """A unit has come into the hall. Errors: NotYourPost, ActOutOfTime."""
    brought, at = lock(Organization.objects.select_related("region"), pk=unit.pk, at=at)
    who = may_keep_hall(by, brought, at)
    brought.in_hall, brought.off_hall_reason, brought.off_hall_review_on = True, "", None
    brought.save(update_fields=["in_hall", "off_hall_reason", "off_hall_review_on"])
    record(events.UNIT_IN_HALL, brought.ledger_subject, actor=who, at=at, name=brought.name)
    return brought


@transaction.atomic
def tell_units_to_review(*, at: datetime | None = None) -> int:
    """Say once of each unit outside the hall that its review date has come, and return of how many. For the beat."""
    rows = Organization.objects.filter(off_hall_review_on__isnull=False, region__simulated=False)
    due = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    told = list(due.values_list("pk", flat=True))
    at = at or database_now()
    params = {"at": at, "today": local_date(at), "units": told, "type": events.UNIT_REVIEW_DUE.code}
    return record_many(events.UNIT_REVIEW_DUE, source=_REVIEWS, params=params, actor=SYSTEM)


def reason_and_day(reason: str, review_on: date | None, *, at: datetime) -> tuple[str, date]:
    """The reason without the blanks around it, and a day after this one. Errors: OffHallNeedsReason."""
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON or review_on is None or review_on <= local_date(at):
        raise OffHallNeedsReason
    return said, review_on
