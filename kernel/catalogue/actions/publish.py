"""发布 by a second person, with promise and law compared as dates; 停用."""

from datetime import datetime

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.actions.draft import open_draft, require_revision
from kernel.catalogue.completeness import require_whole
from kernel.catalogue.events import PUBLISHED, RETIRED
from kernel.catalogue.models import Item, ItemVersion, StartEvent, Unit
from kernel.catalogue.permissions import may_publish
from kernel.catalogue.promises import require_lawful_promise
from kernel.catalogue.refusals import NotInForce, NotSubmitted, ReasonNeeded, SecondPersonNeeded
from kernel.ledger.locking import lock
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.queries import NATIONAL, load


@transaction.atomic
def publish(*, version: ItemVersion, by: User, revision: int | None = None, at: datetime | None = None) -> ItemVersion:
    """Put a draft in force, by another person than its drafter; the version before it is retired.

    The promise is compared with the law over every start day of the known calendars, as dates (practice.md 1.3).
    `revision` is that of the text he looked at. Errors: NotYourPost, NotADraft, SecondPersonNeeded, DraftMovedOn,
    NotSubmitted, ActOutOfTime and those of `require_whole` and `require_lawful_promise`.
    """
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    version = open_draft(item, version)
    post = may_publish(by, version.organization, at)
    if by.pk in (version.drafted_by_id, version.submitted_by_id):
        raise SecondPersonNeeded(name=version.name)
    require_revision(version, revision)
    require_whole(version)
    calendar = load(NATIONAL)
    require_lawful_promise(version, calendar)
    if version.submitted_at is None:
        raise NotSubmitted(name=version.name, version=version.number)
    item.versions.in_force().update(state=ItemVersion.State.RETIRED)
    version.state, version.published_by, version.published_at = ItemVersion.State.PUBLISHED, by, at
    version.save(update_fields=["state", "published_by", "published_at"])
    record(
        PUBLISHED,
        item.ledger_subject,
        actor=actor(post),
        at=at,
        name=version.name,
        version=version.number,
        statutory=f"{version.statutory_length} {Unit(version.statutory_unit).label}",
        promised=version.promised_length,
        start_event=str(StartEvent(version.start_event).label),
        calendar=f"{calendar.code} v{calendar.version}",
    )
    return version


@transaction.atomic
def retire(*, version: ItemVersion, by: User, reason: str, at: datetime | None = None) -> ItemVersion:
    """Take an item out of force; its open cases go on under the version they have.

    Errors: NotYourPost, NotInForce, ReasonNeeded, ActOutOfTime.
    """
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    version = item.versions.select_related("organization__region").get(pk=version.pk)
    post = may_publish(by, version.organization, at)
    if version.state != ItemVersion.State.PUBLISHED:
        raise NotInForce(name=version.name, version=version.number)
    if not reason.strip():
        raise ReasonNeeded
    version.state = ItemVersion.State.RETIRED
    version.save(update_fields=["state"])
    record(
        RETIRED,
        item.ledger_subject,
        actor=actor(post),
        at=at,
        name=version.name,
        version=version.number,
        reason=reason.strip(),
    )
    return version
