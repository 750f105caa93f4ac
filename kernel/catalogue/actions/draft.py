"""起草: a version that nobody sees before a second person publishes it, and its changes until then."""

from datetime import datetime

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.drafts import ItemDraft
from kernel.catalogue.events import CHANGED, DRAFTED
from kernel.catalogue.models import ChainStep, FeeItem, Item, ItemVersion, Material
from kernel.catalogue.permissions import EDITORS
from kernel.catalogue.queries import readings
from kernel.catalogue.refusals import NotADraft
from kernel.ledger.locking import lock
from kernel.ledger.writer import record
from kernel.organizations.queries import actor, held


@transaction.atomic
def draft_item(*, draft: ItemDraft, by: User, at: datetime | None = None) -> ItemVersion:
    """Store the next version of an item (or the first) as a draft; nobody sees it before it is published.

    Errors: DraftIncomplete, NotYourPost, ActOutOfTime.
    """
    draft.check()
    Item.objects.get_or_create(code=draft.code)
    item, at = lock(Item.objects.all(), code=draft.code, at=at)
    post = held(by, roles=EDITORS, at=at)
    columns = draft.columns(readings())
    version = ItemVersion.objects.create(item=item, number=last_number(item) + 1, drafted_by=by, **columns)
    _write_details(version, draft)
    record(DRAFTED, item.ledger_subject, actor=actor(post), at=at, name=version.name, version=version.number)
    return version


@transaction.atomic
def change_draft(*, version: ItemVersion, draft: ItemDraft, by: User, at: datetime | None = None) -> ItemVersion:
    """Put other words into a draft; whoever does answers for all of it, and somebody else publishes.

    Errors: DraftIncomplete, NotYourPost, NotADraft, ActOutOfTime.
    """
    draft.check()
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    post = held(by, roles=EDITORS, at=at)
    version = item.versions.get(pk=version.pk)
    if version.state != ItemVersion.State.DRAFT:
        raise NotADraft(name=version.name, version=version.number)
    for column, value in {**draft.columns(readings()), "drafted_by": by}.items():
        setattr(version, column, value)
    version.save()
    for rows in (version.steps, version.materials, version.fees):
        rows.all().delete()
    _write_details(version, draft)
    record(CHANGED, item.ledger_subject, actor=actor(post), at=at, name=version.name, version=version.number)
    return version


def last_number(item: Item) -> int:
    """The number of an item's latest version, 0 before its first."""
    return item.versions.order_by("-number").values_list("number", flat=True).first() or 0


def _write_details(version: ItemVersion, draft: ItemDraft) -> None:
    """The rows that hang on one version."""
    version.receiving_windows.set(draft.windows)
    ChainStep.objects.bulk_create(
        ChainStep(
            version=version, position=place, code=step.code, name=step.name, role=step.role, limit_length=step.limit
        )
        for place, step in enumerate(draft.steps, start=1)
    )
    Material.objects.bulk_create(
        Material(version=version, position=place, **vars(material))
        for place, material in enumerate(draft.materials, start=1)
    )
    FeeItem.objects.bulk_create(FeeItem(version=version, **vars(fee)) for fee in draft.fees)
