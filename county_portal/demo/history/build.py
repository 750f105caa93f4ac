"""Write a stretch of the history, and the matters of today that chance left out."""

from collections import defaultdict
from random import Random
from typing import Final

from county_portal.demo.anchor import Anchor
from county_portal.demo.history import entries, gaming
from county_portal.demo.history.desks import Desks
from county_portal.demo.history.draw import Choice, Draw
from county_portal.demo.history.plan import CasePlan
from county_portal.demo.history.rows import Writer
from county_portal.demo.history.signing import sign
from county_portal.demo.history.today import Today
from county_portal.demo.tables import items
from kernel.catalogue.models import ItemVersion

# how often an item is drawn grows more slowly than its volume, so that the rare ones are seen too
FLATTENING: Final = 0.5


def versions_in_force() -> dict[str, ItemVersion]:
    """The items that a matter of this history can be, by code."""
    rows = (
        ItemVersion.objects.in_force()
        .filter(handling="own", case_kind="licence")
        .with_details()
        .select_related("organization__region", "supervising_organization", "item", "regime", "delivering_window")
        .prefetch_related("receiving_windows")
        .order_by("item__code")
    )
    return {version.item.code: version for version in rows}


def menu(versions: dict[str, ItemVersion]) -> dict[str, list[Choice]]:
    """The shelves to draw from, `level-kind`; items without a counter are on none."""
    volumes = {row.code: row.volume for row in items()}
    shelves: dict[str, list[Choice]] = defaultdict(list)
    for code, version in versions.items():
        windows = tuple(sorted(window.code for window in version.receiving_windows.all()))
        if not windows:
            continue
        choice = Choice(version, windows, volumes[code] ** FLATTENING)
        levels = ("town", "proxy") if code.startswith("XZ") else ("county",)
        kind = version.project_type
        for level in levels:
            shelves[f"{level}-{'promise' if kind == 'joint' and level != 'county' else kind}"].append(choice)
    return shelves


def build(anchor: Anchor, random: Random, *, since: int, until: int, late: int) -> int:
    """The matters received on the working days W+`since` … W+`until` (negative numbers). How many cases.

    `late`: promises broken in this stretch.
    """
    versions = versions_in_force()
    desks = Desks()
    draw = Draw(random, anchor.calendar, desks, menu(versions), late=late)
    drawn = [plan for offset in range(since, until + 1) for plan in draw.arrivals(anchor.day(offset))]
    if until < 0:
        gaming.plant(drawn, versions, anchor.calendar, last=anchor.day(until), today=anchor.d0)
    return _write(anchor, random, versions, desks, drawn)


def build_today(anchor: Anchor, random: Random) -> int:
    """The open matters without which a desk would be empty today. How many cases."""
    versions = versions_in_force()
    desks = Desks()
    return _write(anchor, random, versions, desks, list(Today(anchor, random, desks, versions).plans()))


def build_back_filled(anchor: Anchor, random: Random) -> int:
    """Matters of last Saturday that are entered only now. How many cases."""
    versions = versions_in_force()
    desks = Desks()
    return _write(anchor, random, versions, desks, gaming.back_filled(anchor.d0, versions, desks, random))


def _write(
    anchor: Anchor, random: Random, versions: dict[str, ItemVersion], desks: Desks, drawn: list[CasePlan]
) -> int:
    # drawn by a generator of its own: what was drawn without it stays as it was
    sign(drawn, versions, desks, anchor.calendar, Random(f"signing{len(drawn)}"))  # noqa: S311 - an invented county
    begun = (plan.until(anchor.now) for plan in drawn)
    plans = sorted((plan for plan in begun if plan is not None), key=lambda plan: plan.received)
    entries.write(Writer(versions, anchor.calendar, random).write(plans))
    return len(plans)
