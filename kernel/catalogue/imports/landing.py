"""Write the drafts of a list in a handful of statements, whatever their number."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from django.db.models import Case, Max, Value, When

from kernel.catalogue.imports.plan import Landing
from kernel.catalogue.models import ChainStep, FeeItem, Item, ItemVersion, JointItem, LocalOverride, Material

AT_ONCE: Final = 1000
LIST_NAME: Final = 120

Detail = TypeVar("Detail", ChainStep, FeeItem, JointItem, LocalOverride, Material)


def present(codes: Collection[str]) -> dict[str, ItemVersion]:
    """By code what an item is now: its draft, else the version in force, else its last; with what hangs on it.

    The items are locked against other acts.
    """
    # by their keys, and not at all where there is none: a list that fills an empty catalogue outruns its statistics
    items = dict(
        Item.objects.filter(code__in=codes).order_by("pk").select_for_update(no_key=True).values_list("pk", "code")
    )
    if not items:
        return {}
    states = ItemVersion.State
    rank = Case(When(state=states.DRAFT, then=Value(0)), When(state=states.PUBLISHED, then=Value(1)), default=Value(2))
    versions = (
        ItemVersion.objects.filter(item__in=items.keys())
        .exclude(state=states.WITHDRAWN)
        .with_details()
        .prefetch_related("receiving_windows")
        .order_by("item_id", rank, "-number")
        .distinct("item_id")
    )
    return {items[version.item_id]: version for version in versions}


def land(landings: Sequence[Landing]) -> list[int]:
    """Write the drafts and what hangs on them, and return their keys; a draft that was there gives way to the new one.

    One that somebody worked at stays known as a withdrawn one, with who wrote it and who handed it over. The caller
    holds the locks of the items that are there.
    """
    _place(landings)
    with_base = [(landing, landing.base) for landing in landings if landing.base is not None]
    given_way = ItemVersion.objects.filter(
        pk__in=[base.pk for _landing, base in with_base], state=ItemVersion.State.DRAFT
    )
    given_way.filter(drafted_by=None).delete()
    given_way.update(state=ItemVersion.State.WITHDRAWN)
    ItemVersion.objects.bulk_create([landing.version for landing in landings], batch_size=AT_ONCE)
    through = ItemVersion.receiving_windows.through
    steps, fees, papers, windows = list[ChainStep](), list[FeeItem](), list[Material](), list[Any]()
    overrides, joint = list[LocalOverride](), list[JointItem]()
    for landing, base in with_base:
        steps += _copies(base.steps.all(), landing.version)
        fees += _copies(base.fees.all(), landing.version)
        overrides += _copies(base.overrides.all(), landing.version)
        joint += _copies(base.joint.all(), landing.version)
        papers += _copies(base.materials.all(), landing.version) if landing.papers is None else ()
        for window in base.receiving_windows.all():
            windows.append(through(itemversion_id=landing.version.pk, window_id=window.pk))
    for landing in landings:
        for place, paper in enumerate(landing.papers or (), start=1):
            papers.append(Material(version=landing.version, position=place, **vars(paper)))
    ChainStep.objects.bulk_create(steps, batch_size=AT_ONCE)
    FeeItem.objects.bulk_create(fees, batch_size=AT_ONCE)
    JointItem.objects.bulk_create(joint, batch_size=AT_ONCE)
    LocalOverride.objects.bulk_create(overrides, batch_size=AT_ONCE)
    Material.objects.bulk_create(papers, batch_size=AT_ONCE)
    through.objects.bulk_create(windows, batch_size=AT_ONCE)
    return [landing.version.pk for landing in landings]


def keep_above(above: Mapping[str, dict[str, Any]], list_name: str) -> None:
    """What the latest list says of each item, so that a difference can be seen; written only where it is another."""
    items = [
        item for item in Item.objects.filter(code__in=above) if item.above != above[item.code] or not item.from_list
    ]
    for item in items:
        item.above, item.from_list = above[item.code], list_name[:LIST_NAME]
    Item.objects.bulk_update(items, ["above", "from_list"], batch_size=AT_ONCE)


def _place(landings: Sequence[Landing]) -> None:
    """Item and number of every draft: the number of the draft that gives way, the next where somebody wrote that."""
    codes = [landing.row.code for landing in landings]
    old = list(Item.objects.filter(code__in=codes).values_list("pk", flat=True))
    Item.objects.bulk_create((Item(code=code) for code in codes), batch_size=AT_ONCE, ignore_conflicts=True)
    items = {item.code: item for item in Item.objects.filter(code__in=codes)}
    numbered = ItemVersion.objects.filter(item__in=old).values_list("item")
    last = dict(numbered.annotate(Max("number"))) if old else {}
    for landing in landings:
        item, base = items[landing.row.code], landing.base
        landing.version.item = item
        landing.version.number, landing.version.revision = last.get(item.pk, 0) + 1, 1
        if base is None or base.state != ItemVersion.State.DRAFT:
            continue
        # whoever read the draft that gives way must see that this is another text
        landing.version.revision = base.revision + 1
        if base.drafted_by_id is None:
            landing.version.number = base.number


def _copies(rows: Iterable[Detail], version: ItemVersion) -> Iterator[Detail]:
    for row in rows:
        row.pk, row.version = None, version
        yield row
