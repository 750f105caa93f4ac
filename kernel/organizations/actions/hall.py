"""应进必进: a unit is in the hall, or it is written down why not and when that is looked at again."""

from datetime import date, datetime

from django.db import transaction

from kernel.accounts.models import User
from kernel.ledger.locking import lock
from kernel.ledger.writer import record
from kernel.organizations import events
from kernel.organizations.models import Organization
from kernel.organizations.permissions import may_keep_hall
from kernel.organizations.refusals import OffHallNeedsReason
from kernel.workdays.zone import local_date

LONGEST_REASON = 200


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


def reason_and_day(reason: str, review_on: date | None, *, at: datetime) -> tuple[str, date]:
    """The reason without the blanks around it, and a day after this one. Errors: OffHallNeedsReason."""
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON or review_on is None or review_on <= local_date(at):
        raise OffHallNeedsReason
    return said, review_on
