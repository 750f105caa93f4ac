"""送审、退回、撤回: a draft goes to a second person and may come back; one that nobody wants any more is put away."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.actions.chosen import Chosen, Draft, lock_drafts, require_each, write
from kernel.catalogue.actions.draft import open_draft
from kernel.catalogue.completeness import require_whole
from kernel.catalogue.events import SENT_BACK, SUBMITTED, WITHDRAWN
from kernel.catalogue.models import Item, ItemVersion
from kernel.catalogue.permissions import editing_post, may_edit, may_publish
from kernel.catalogue.promises import require_lawful_promise
from kernel.catalogue.refusals import AlreadySubmitted, NotSubmitted, ReasonNeeded
from kernel.ledger.locking import lock
from kernel.ledger.rows import entry_of, record_rows
from kernel.ledger.writer import record
from kernel.organizations.queries import HeldPost, actor, posts_held
from kernel.workdays.queries import NATIONAL, load


def submit_draft(
    *, version: ItemVersion, by: User, revision: int | None = None, at: datetime | None = None
) -> ItemVersion:
    """Hand a whole draft to a second person.

    Errors: NotYourPost, NotADraft, DraftMovedOn, AlreadySubmitted, ActOutOfTime and those of `require_whole` and
    `require_lawful_promise`: what cannot be published is not handed over.
    """
    return submit_drafts(chosen=[Chosen(version, revision)], by=by, at=at)[0]


@transaction.atomic
def submit_drafts(*, chosen: Collection[Chosen], by: User, at: datetime | None = None) -> list[ItemVersion]:
    """`submit_draft` for several drafts, all of them or none.

    Errors: of one alone those of `submit_draft`; of more NotAllOfThem, which names each that was refused and why.
    """
    drafts, at = lock_drafts(chosen, at=at)
    posts, calendar = posts_held(by, at), load(NATIONAL)

    def require_submittable(draft: Draft) -> None:
        version = draft.version
        editing_post(posts, version.organization)
        draft.require_read()
        if version.submitted_at is not None:
            raise AlreadySubmitted(name=version.name, version=version.number)
        require_whole(version)
        require_lawful_promise(version, calendar)

    require_each(drafts, require_submittable)
    versions = [draft.version for draft in drafts]
    write(versions, submitted_by=by, submitted_at=at)
    record_rows(SUBMITTED, [_submitted(draft, posts, at) for draft in drafts])
    return versions


def _submitted(draft: Draft, posts: Sequence[HeldPost], at: datetime) -> dict[str, Any]:
    version = draft.version
    who = actor(editing_post(posts, version.organization))
    return entry_of(draft.item.ledger_subject, actor=who, at=at, name=version.name, version=version.number)


@transaction.atomic
def send_back(*, version: ItemVersion, reason: str, by: User, at: datetime | None = None) -> ItemVersion:
    """Give a draft back to its editors instead of publishing it.

    Errors: NotYourPost, NotADraft, NotSubmitted, ReasonNeeded, ActOutOfTime.
    """
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    version = open_draft(item, version)
    post = may_publish(by, version.organization, at)
    if version.submitted_at is None:
        raise NotSubmitted(name=version.name, version=version.number)
    if not reason.strip():
        raise ReasonNeeded
    version.submitted_by = version.submitted_at = None
    version.save(update_fields=["submitted_by", "submitted_at"])
    facts = {"name": version.name, "version": version.number, "reason": reason.strip()}
    record(SENT_BACK, item.ledger_subject, actor=actor(post), at=at, about=None, **facts)
    return version


@transaction.atomic
def withdraw_draft(*, version: ItemVersion, reason: str, by: User, at: datetime | None = None) -> ItemVersion:
    """Put a draft away that shall not be published; it stays known.

    Errors: NotYourPost, NotADraft, ReasonNeeded, ActOutOfTime.
    """
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    version = open_draft(item, version)
    post = may_edit(by, version.organization, at)
    if not reason.strip():
        raise ReasonNeeded
    version.state = ItemVersion.State.WITHDRAWN
    version.submitted_by = version.submitted_at = None
    version.save(update_fields=["state", "submitted_by", "submitted_at"])
    facts = {"name": version.name, "version": version.number, "reason": reason.strip()}
    record(WITHDRAWN, item.ledger_subject, actor=actor(post), at=at, about=None, **facts)
    return version
