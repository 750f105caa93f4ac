"""起草: a version that nobody sees before a second person publishes it, and its changes until then."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.catalogue.columns import COLUMNS
from kernel.catalogue.drafts import ItemDraft, changed, draft_of
from kernel.catalogue.events import CHANGED, DRAFTED
from kernel.catalogue.joint import foreign_items, joined
from kernel.catalogue.models import ChainStep, FeeItem, Item, ItemVersion, JointItem, LocalOverride, Material
from kernel.catalogue.overrides import kept_reasons
from kernel.catalogue.permissions import county_of, may_edit
from kernel.catalogue.queries import readings
from kernel.catalogue.refusals import DraftIsOpen, DraftMovedOn, NotADraft, PlaceOfAnotherCounty
from kernel.ledger.actors import Actor
from kernel.ledger.locking import lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.models import Window
from kernel.organizations.queries import HeldPost, actor


@transaction.atomic
def draft_item(*, draft: ItemDraft, by: User, at: datetime | None = None) -> ItemVersion:
    """Store the next version of an item (or the first) as a draft; nobody sees it before it is published.

    Errors: DraftIncomplete, NotYourPost, PlaceOfAnotherCounty, DraftIsOpen, OverrideNeedsReason, ActOutOfTime.
    """
    draft.check()
    Item.objects.get_or_create(code=draft.code)
    item, at = lock(Item.objects.all(), code=draft.code, at=at)
    for edition in item.versions.select_related("organization__region").order_by("-number")[:1]:
        may_edit(by, edition.organization, at)
    post = _may_write(by, draft, at)
    return _store(item, draft, by, actor(post), at, kept_reasons(item.above, draft))


@transaction.atomic
def redraft(*, item: Item, by: User, at: datetime | None = None) -> ItemVersion:
    """Begin the next version as it stands in the one in force, or in the last that was.

    Errors: NotFound, NotYourPost, DraftIsOpen, ActOutOfTime.
    """
    item, at = lock(Item.objects.all(), pk=item.pk, at=at)
    settled = item.versions.exclude(state__in=[ItemVersion.State.DRAFT, ItemVersion.State.WITHDRAWN])
    base = settled.with_details().select_related("organization__region").order_by("-number").first()
    if base is None:
        raise NotFound
    post = may_edit(by, base.organization, at)
    draft = draft_of(base)
    return _store(item, draft, by, actor(post), at, kept_reasons(item.above, draft, draft))


@transaction.atomic
def change_draft(
    *, version: ItemVersion, draft: ItemDraft, by: User, revision: int | None = None, at: datetime | None = None
) -> ItemVersion:
    """Put other words into a draft; whoever does answers for all of it, and somebody else publishes.

    `revision` is that of the text he had before him: what another wrote since is not overwritten. A draft that was
    handed over is taken back by it. Errors: DraftIncomplete, NotYourPost, PlaceOfAnotherCounty, NotADraft,
    DraftMovedOn, OverrideNeedsReason, ActOutOfTime.
    """
    draft.check()
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    version = open_draft(item, version)
    may_edit(by, version.organization, at)
    post = _may_write(by, draft, at)
    require_revision(version, revision)
    before = draft_of(version)
    reasons = kept_reasons(item.above, draft, before)
    what = changed(before, draft)
    kept = {"drafted_by": by, "drafted_at": at, "revision": version.revision + 1}
    taken_back = {"submitted_by": None, "submitted_at": None}
    for column, value in {**draft.columns(readings()), **kept, **taken_back}.items():
        setattr(version, column, value)
    version.save()
    for rows in (version.steps, version.materials, version.fees, version.joint, version.overrides):
        rows.all().delete()
    _write_details(version, draft, reasons)
    said = "、".join(str(COLUMNS[name]) for name in what) or _("逐项核对，没有改动")
    who = actor(post)
    record(CHANGED, item.ledger_subject, actor=who, at=at, name=version.name, version=version.number, what=said)
    return version


def _may_write(by: User, draft: ItemDraft, at: datetime) -> HeldPost:
    """The post by which he edits an item of this unit with these organs and windows.

    Windows, the supervising organ and what is handled together with it are of the county of the item's unit, or of his
    own while it has none. Errors: NotYourPost, PlaceOfAnotherCounty, DraftIncomplete for an item there is not.
    """
    post = may_edit(by, draft.organization, at)
    county = county_of(draft.organization or post.post.organization)
    named = [window.pk for window in (*draft.windows, draft.delivering) if window is not None]
    elsewhere = Window.objects.filter(pk__in=named).exclude(organization__region__code__startswith=county)
    foreign = [str(window) for window in elsewhere]
    if draft.supervising is not None and county_of(draft.supervising) != county:
        foreign.append(str(draft.supervising))
    foreign += foreign_items(draft.joint, county)
    if foreign:
        raise PlaceOfAnotherCounty(names="、".join(foreign))
    return post


def open_draft(item: Item, version: ItemVersion) -> ItemVersion:
    """The draft as it is now, its item being locked.

    Errors: NotADraft; DraftMovedOn where a list has put another draft in its place.
    """
    rows = item.versions.with_details().select_related("organization__region", "drafted_by")
    found = rows.filter(pk=version.pk).first()
    if found is not None and found.state == ItemVersion.State.DRAFT:
        return found
    if found is None or found.state == ItemVersion.State.WITHDRAWN:
        later = rows.filter(state=ItemVersion.State.DRAFT).first()
        if later is not None:
            raise DraftMovedOn(name=later.name, who=_writer(later))
    raise NotADraft(name=version.name, version=version.number)


def _writer(version: ItemVersion) -> str:
    return version.drafted_by.full_name if version.drafted_by is not None else _("导入的清单")


def require_revision(version: ItemVersion, revision: int | None) -> None:
    """Refuse what was decided before another text. Errors: DraftMovedOn naming who wrote since."""
    if revision is not None and revision != version.revision:
        raise DraftMovedOn(name=version.name, who=_writer(version))


def last_number(item: Item) -> int:
    """The number of an item's latest version, 0 before its first."""
    return item.versions.order_by("-number").values_list("number", flat=True).first() or 0


def _store(item: Item, draft: ItemDraft, by: User, who: Actor, at: datetime, reasons: dict[str, str]) -> ItemVersion:
    """The draft as the item's next version, the item being locked. Errors: DraftIsOpen."""
    there = item.versions.filter(state=ItemVersion.State.DRAFT).first()
    if there is not None:
        raise DraftIsOpen(name=there.name, version=there.number)
    version = ItemVersion.objects.create(
        item=item, number=last_number(item) + 1, drafted_by=by, drafted_at=at, **draft.columns(readings())
    )
    _write_details(version, draft, reasons)
    record(DRAFTED, item.ledger_subject, actor=who, at=at, name=version.name, version=version.number)
    return version


def _write_details(version: ItemVersion, draft: ItemDraft, reasons: dict[str, str]) -> None:
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
    items = joined(draft.joint)
    JointItem.objects.bulk_create(
        JointItem(
            version=version, position=place, item=items[row.item], after=items.get(row.after), limit_length=row.limit
        )
        for place, row in enumerate(draft.joint, start=1)
    )
    LocalOverride.objects.bulk_create(
        LocalOverride(version=version, column=column, reason=reason) for column, reason in reasons.items()
    )
