"""联办: which items are handled together under one, in which order, and what that asks of the version that lists them.

What is listed is a forest: each item waits for the grant of at most one other. Who leads is whose the joint item is.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kernel.catalogue.drafts import JointDraft
from kernel.catalogue.models import Item, ItemVersion
from kernel.catalogue.refusals import (
    DraftIncomplete,
    JointAfterUnknown,
    JointCircle,
    JointLongerThanPromise,
    JointPartNotInForce,
    JointPartUnfit,
)

_OWN: Final = ItemVersion.Handling.OWN
IN_FORCE: Final = ItemVersion.State.PUBLISHED


@dataclass(frozen=True, slots=True)
class Link:
    """One item of a joint one, as plain values: its name, for which it waits (None for none), its working days."""

    name: str
    after: str | None
    limit: int


class Circle(ValueError):
    """Items that wait for one another, in the order of waiting."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__("、".join(self.names))


def opened_by(links: Iterable[Link], granted: Collection[str]) -> set[str]:
    """The names of what is open once these were granted: what waits for nothing, and what waits for one of them."""
    return {link.name for link in links if link.after is None or link.after in granted}


def longest_way(links: Collection[Link]) -> tuple[int, tuple[str, ...]]:
    """The most working days that pass one after the other, and by which items. Errors: Circle; KeyError for one that
    waits for what is not listed."""
    by_name = {link.name: link for link in links}
    ways = [_way_to(link, by_name) for link in links]
    if not ways:
        return 0, ()
    longest = max(ways, key=lambda way: sum(link.limit for link in way))
    return sum(link.limit for link in longest), tuple(link.name for link in longest)


def _way_to(link: Link, by_name: Mapping[str, Link]) -> list[Link]:
    """From what is opened at once to this one."""
    way = [link]
    while way[0].after is not None:
        before = by_name[way[0].after]
        if before in way:
            raise Circle(each.name for each in way)
        way.insert(0, before)
    return way


def joined(rows: Collection[JointDraft]) -> dict[str, Item]:
    """By code the items that a draft lists and waits for. Errors: DraftIncomplete for a code that no item has."""
    codes = {code for row in rows for code in (row.item, row.after) if code}
    found = {item.code: item for item in Item.objects.filter(code__in=codes)} if codes else {}
    unknown = sorted(codes - set(found))
    if unknown:
        raise DraftIncomplete(what=_("没有编码为 {codes} 的事项，不能联办").format(codes="、".join(unknown)))
    return found


def names_of(rows: Collection[JointDraft]) -> dict[str, str]:
    """By code what is listed or waited for: its name in force, else the latest that it had, else the code itself."""
    codes = {code for row in rows for code in (row.item, row.after) if code}
    if not codes:
        return {}
    versions = ItemVersion.objects.filter(item__code__in=codes).exclude(state=ItemVersion.State.WITHDRAWN)
    found = versions.order_by("number").values_list("item__code", "name", "state")
    latest = {code: name for code, name, _state in found}
    return {code: code for code in codes} | latest | {code: name for code, name, state in found if state == IN_FORCE}


def foreign_items(rows: Collection[JointDraft], county: str) -> list[str]:
    """The names of what is listed and is no item of this county (six digits)."""
    codes = {row.item for row in rows}
    if not codes:
        return []
    versions = ItemVersion.objects.filter(item__code__in=codes, organization__isnull=False)
    elsewhere = versions.exclude(organization__region__code__startswith=county)
    return sorted(set(elsewhere.values_list("name", flat=True)))


def require_joint(version: ItemVersion) -> None:
    """Refuse a joint version that could not be opened or not be kept: what it lists is in force, in this system, and
    done within its promise.

    Errors: JointPartNotInForce, JointPartUnfit, JointAfterUnknown, JointCircle, JointLongerThanPromise.
    """
    rows = list(version.joint.all())
    if not rows:
        return
    known = {each.item_id: each for each in ItemVersion.objects.in_force().filter(item__in=[row.item for row in rows])}
    missing = [row.item.code for row in rows if row.item_id not in known]
    if missing:
        raise JointPartNotInForce(name=version.name, codes="、".join(missing))
    unfit = [each.name for each in known.values() if not _fits(each)]
    if unfit:
        raise JointPartUnfit(names="、".join(unfit))
    unlisted = [row.after.code for row in rows if row.after is not None and row.after_id not in known]
    if unlisted:
        raise JointAfterUnknown(codes="、".join(unlisted))
    links = [
        Link(known[row.item_id].name, known[row.after_id].name if row.after_id is not None else None, row.limit_length)
        for row in rows
    ]
    _require_time(version, links)


def _fits(version: ItemVersion) -> bool:
    """Whether it can be one of several: decided here, by itself, and no renewal, of which silence may decide."""
    own = version.handling == _OWN and version.case_kind == "licence"
    return own and version.project_type != ItemVersion.ProjectType.JOINT and not version.expiry_field


def _require_time(version: ItemVersion, links: Collection[Link]) -> None:
    try:
        days, way = longest_way(links)
    except Circle as circle:
        raise JointCircle(names="、".join(circle.names)) from circle
    if days > version.promised_length:
        raise JointLongerThanPromise(way="→".join(way), days=days, promised=version.promised_length)
