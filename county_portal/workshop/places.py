"""The choices of an item's organs: the units of its county, and its windows by service point."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from county_portal.workshop.fields import first
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.permissions import Workbench
from kernel.organizations.models import Organization, Window
from kernel.organizations.permissions import COUNTY_DIGITS

# units that implement no item and supervise none
NOT_ORGANS = (Organization.Kind.VILLAGE_ROOM,)


def organ_choices(bench: Workbench) -> list[Organization]:
    """The units for whose items somebody may begin a draft."""
    within = Q(pk__in=bench.units)
    for county in sorted(bench.counties):
        within |= Q(region__code__startswith=county)
    return list(Organization.objects.filter(within).exclude(kind__in=NOT_ORGANS).order_by("code"))


def places_of(version: ItemVersion, values: Mapping[str, Any], errors: Mapping[str, Any]) -> dict[str, Any]:
    """Units and windows of the item's county; of every county while nobody knows whose item it is."""
    organs = Organization.objects.exclude(kind__in=NOT_ORGANS).order_by("code")
    windows = Window.objects.select_related("service_point").order_by("service_point_id", "code")
    if version.organization is not None:
        county = version.organization.region.code[:COUNTY_DIGITS]
        organs = organs.filter(region__code__startswith=county)
        windows = windows.filter(organization__region__code__startswith=county)
    chosen = set(values.get("windows") or ())
    points: dict[int, dict[str, Any]] = {}
    for window in windows:
        point = points.setdefault(
            window.service_point_id, {"name": window.service_point.name, "windows": [], "chosen": 0}
        )
        point["windows"].append({"code": window.code, "name": window.name, "chosen": window.code in chosen})
        point["chosen"] += window.code in chosen
    return {
        "organs": list(organs), "points": list(points.values()),
        "chosen": {name: values.get(name) or "" for name in ("organization", "supervising", "delivering")},
        "delivery": [window for point in points.values() for window in point["windows"]],
        "wrong": {name: first(errors.get(name)) for name in ("organization", "supervising", "windows", "delivering")},
    }  # fmt: skip
