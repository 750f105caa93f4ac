"""What the workshop shows: one line an item, the edition being worked at before the one in force."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kernel.accounts.models import User
from kernel.catalogue.models import Item, ItemVersion
from kernel.catalogue.permissions import Workbench

DRAFT, IN_FORCE, RETIRED = ItemVersion.State.DRAFT, ItemVersion.State.PUBLISHED, ItemVersion.State.RETIRED
WITHDRAWN = ItemVersion.State.WITHDRAWN
# the filters of the list, as conditions on its lines
FILTERS = {
    "review": Q(state=DRAFT, submitted_at__isnull=False),
    "draft": Q(state=DRAFT, submitted_at__isnull=True, drafted_by__isnull=False),
    "imported": Q(state=DRAFT, drafted_by__isnull=True),
    "in_force": Q(state=IN_FORCE),
}


@dataclass(frozen=True)
class Edition:
    """An item with the draft being worked at, and the version in force or else the last that was."""

    item: Item
    draft: ItemVersion | None
    in_force: ItemVersion | None

    @property
    def leading(self) -> ItemVersion:
        """The one that is worked at."""
        found = self.draft or self.in_force
        assert found is not None
        return found


def workshop_items(bench: Workbench, *, text: str = "", organ: str = "", state: str = "") -> QuerySet[ItemVersion]:
    """The lines of a person's list, what is worked at first, then by sound.

    `state` is one of FILTERS or `retired`, empty for all but retired ones.
    """
    rows = _retired() if state == "retired" else _leading()
    rows = rows.filter(bench.rows(), FILTERS.get(state, Q()))
    if organ:
        rows = rows.filter(organization__code=organ)
    for word in unicodedata.normalize("NFKC", text).split():
        rows = rows.filter(_named(word))
    rows = rows.select_related("item", "organization__region", "drafted_by", "submitted_by")
    # `draft` is before `published` in the alphabet too, so that the index gives the order
    return rows.order_by("state", "sort_key", "pk")


def _named(word: str) -> Q:
    """By name; a word of letters by initials and the beginning of the code, too."""
    if not word.isascii():
        return Q(name__contains=word)
    return Q(name__icontains=word) | Q(sort_key__contains=word.lower()) | Q(item__code__istartswith=word)


def workshop_counts(bench: Workbench) -> dict[str, int]:
    """How many lines each filter has."""
    counted = {name: Count("pk", filter=condition) for name, condition in FILTERS.items()}
    return dict(_leading().filter(bench.rows()).order_by().aggregate(all=Count("pk"), **counted))


def to_publish(user: User, bench: Workbench) -> int:
    """How many drafts wait for this person: handed over, within his power, and neither written nor sent by him."""
    if not bench.publishing:
        return 0
    waiting = ItemVersion.objects.filter(FILTERS["review"])
    rows = waiting.filter(Workbench(publishing=bench.publishing).rows()).exclude(drafted_by=user)
    return rows.exclude(submitted_by=user).count()


def workshop_item(bench: Workbench, code: str) -> Edition | None:
    """An item that is his to read here, with its two editions; None for another's, an unknown one, and one that
    only was a draft and was withdrawn."""
    rows = ItemVersion.objects.filter(item__code=code).exclude(state=WITHDRAWN)
    found = list(rows.with_details().select_related("drafted_by", "submitted_by", "published_by").order_by("-number"))
    draft = next((version for version in found if version.state == DRAFT), None)
    settled = [version for version in found if version.state != DRAFT]
    in_force = next((version for version in settled if version.state == IN_FORCE), settled[0] if settled else None)
    leading = draft or in_force
    if leading is None or not ItemVersion.objects.filter(bench.rows(), pk=leading.pk).exists():
        return None
    return Edition(leading.item, draft, in_force)


def workshop_drafts(bench: Workbench, codes: Collection[str]) -> dict[str, ItemVersion]:
    """The drafts of these items that are his to read here, by item code; others are left out."""
    rows = ItemVersion.objects.filter(bench.rows(), state=DRAFT, item__code__in=codes)
    return {version.item.code: version for version in rows.select_related("item")}


def _leading() -> QuerySet[ItemVersion]:
    """Drafts, and what is in force without one."""
    drafts = ItemVersion.objects.filter(item=OuterRef("item"), state=DRAFT)
    rows = ItemVersion.objects.filter(state__in=[DRAFT, IN_FORCE])
    return rows.filter(Q(state=DRAFT) | ~Exists(drafts))


def _retired() -> QuerySet[ItemVersion]:
    """The last version of each item that has nothing in force and nothing being worked at."""
    alive = ItemVersion.objects.filter(item=OuterRef("item"), state__in=[DRAFT, IN_FORCE])
    later = ItemVersion.objects.filter(item=OuterRef("item"), state=RETIRED, number__gt=OuterRef("number"))
    return ItemVersion.objects.filter(~Exists(alive), ~Exists(later), state=RETIRED)
