"""One draft or many under one act: locked and read together, and refused together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kernel.catalogue.actions.draft import open_draft, require_revision
from kernel.catalogue.models import Item, ItemVersion
from kernel.catalogue.refusals import NotAllOfThem, NothingTicked, TooManyAtOnce
from kernel.ledger.locking import lock_all
from kernel.ledger.refusals import Refusal

# a second of locks; no transaction may hold its id for more than two (design §3)
MOST_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Chosen:
    """A draft as somebody read it: `revision` is that of the text he had before him, None where he read none."""

    version: ItemVersion
    revision: int | None = None


@dataclass(frozen=True)
class Draft:
    """A chosen draft as it is now, its item being locked; its details, windows and unit are loaded."""

    item: Item
    version: ItemVersion
    revision: int | None

    def require_read(self) -> None:
        """Errors: DraftMovedOn where another text was read."""
        require_revision(self.version, self.revision)


def lock_drafts(chosen: Collection[Chosen], *, at: datetime | None) -> tuple[list[Draft], datetime]:
    """The chosen drafts with their items locked, and the instant of the act, which is one for all of them.

    Errors: NothingTicked, TooManyAtOnce, NotADraft, DraftMovedOn, ActOutOfTime.
    """
    if not chosen:
        raise NothingTicked
    if len(chosen) > MOST_AT_ONCE:
        raise TooManyAtOnce(most=MOST_AT_ONCE)
    read = {each.version.item_id: each for each in chosen}
    items, at = lock_all(Item.objects.all(), pks=read.keys(), at=at)
    rows = ItemVersion.objects.with_details().select_related("organization__region", "drafted_by")
    found = rows.prefetch_related("receiving_windows").in_bulk([each.version.pk for each in chosen])
    drafts = []
    for item in items:
        one = read[item.pk]
        version = found.get(one.version.pk)
        if version is None or version.state != ItemVersion.State.DRAFT:
            version = open_draft(item, one.version)
        drafts.append(Draft(item, version, one.revision))
    return drafts, at


def require_each(drafts: Sequence[Draft], check: Callable[[Draft], None]) -> None:
    """Every one of them passes the check, or nothing is done.

    Errors: of one draft alone, its own refusal; of many, NotAllOfThem with the reason of each.
    """
    refused: list[tuple[Draft, Refusal]] = []
    for draft in drafts:
        try:
            check(draft)
        except Refusal as refusal:
            refused.append((draft, refusal))
    if not refused:
        return
    if len(drafts) == 1:
        raise refused[0][1]
    told = [f"{draft.item.code} {draft.version.name}：{refusal.sentence}" for draft, refusal in refused]
    raise NotAllOfThem(many=len(drafts), refused=len(refused), why="\n".join(told))


def write(versions: Sequence[ItemVersion], **columns: Any) -> None:
    """The same values into all of these rows."""
    for version in versions:
        for column, value in columns.items():
            setattr(version, column, value)
    ItemVersion.objects.filter(pk__in=[version.pk for version in versions]).update(**columns)
