"""发布 by a second person, with promise and law compared as dates; 停用."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.actions.chosen import Chosen, Draft, lock_drafts, require_each, write
from kernel.catalogue.completeness import require_whole
from kernel.catalogue.events import PUBLISHED, RETIRED
from kernel.catalogue.models import Item, ItemVersion, StartEvent, Unit
from kernel.catalogue.permissions import may_publish, publishing_post
from kernel.catalogue.promises import require_lawful_promise
from kernel.catalogue.refusals import ItemJoined, NotInForce, NotSubmitted, ReasonNeeded, SecondPersonNeeded
from kernel.ledger.locking import lock
from kernel.ledger.rows import entry_of, record_rows
from kernel.ledger.writer import record
from kernel.organizations.queries import HeldPost, actor, posts_held
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.working_calendar import WorkCalendar


def publish(*, version: ItemVersion, by: User, revision: int | None = None, at: datetime | None = None) -> ItemVersion:
    """Put a draft in force, by another person than its drafter; the version before it is retired.

    The promise is compared with the law over every start day of the known calendars, as dates (practice.md 1.3).
    `revision` is that of the text he looked at. Errors: NotYourPost, NotADraft, SecondPersonNeeded, DraftMovedOn,
    NotSubmitted, ActOutOfTime and those of `require_whole` and `require_lawful_promise`.
    """
    return publish_drafts(chosen=[Chosen(version, revision)], by=by, at=at)[0]


@transaction.atomic
def publish_drafts(*, chosen: Collection[Chosen], by: User, at: datetime | None = None) -> list[ItemVersion]:
    """`publish` for several drafts that one person has read, all of them or none.

    Errors: of one alone those of `publish`; of more NotAllOfThem, which names each that was refused and why.
    """
    drafts, at = lock_drafts(chosen, at=at)
    posts, calendar = posts_held(by, at), load(NATIONAL)

    def require_publishable(draft: Draft) -> None:
        version = draft.version
        publishing_post(posts, version.organization)
        if by.pk in (version.drafted_by_id, version.submitted_by_id):
            raise SecondPersonNeeded(name=version.name)
        draft.require_read()
        require_whole(version)
        require_lawful_promise(version, calendar)
        if version.submitted_at is None:
            raise NotSubmitted(name=version.name, version=version.number)

    require_each(drafts, require_publishable)
    versions = [draft.version for draft in drafts]
    before = ItemVersion.objects.in_force().filter(item__in=[draft.item for draft in drafts])
    before.update(state=ItemVersion.State.RETIRED)
    write(versions, state=ItemVersion.State.PUBLISHED, published_by=by, published_at=at)
    record_rows(PUBLISHED, [_published(draft, posts, calendar, at) for draft in drafts])
    return versions


def _published(draft: Draft, posts: Sequence[HeldPost], calendar: WorkCalendar, at: datetime) -> dict[str, Any]:
    version = draft.version
    return entry_of(
        draft.item.ledger_subject,
        actor=actor(publishing_post(posts, version.organization)),
        at=at,
        name=version.name,
        version=version.number,
        statutory=f"{version.statutory_length} {Unit(version.statutory_unit).label}",
        promised=version.promised_length,
        start_event=str(StartEvent(version.start_event).label),
        calendar=f"{calendar.code} v{calendar.version}",
    )


@transaction.atomic
def retire(*, version: ItemVersion, by: User, reason: str, at: datetime | None = None) -> ItemVersion:
    """Take an item out of force; its open cases go on under the version they have.

    Errors: NotYourPost, NotInForce, ItemJoined, ReasonNeeded, ActOutOfTime.
    """
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    version = item.versions.select_related("organization__region").get(pk=version.pk)
    post = may_publish(by, version.organization, at)
    if version.state != ItemVersion.State.PUBLISHED:
        raise NotInForce(name=version.name, version=version.number)
    joint = item.joined_in.filter(version__state=ItemVersion.State.PUBLISHED).values_list("version__name", flat=True)
    if joint:
        raise ItemJoined(name=version.name, names="、".join(sorted(joint)))
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
