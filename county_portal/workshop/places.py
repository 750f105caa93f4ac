"""The choices of an item's organs: the units of its county, and its windows by service point."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from county_portal.workshop.fields import first
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.permissions import Workbench
from kernel.organizations.models import Organization
from kernel.organizations.permissions import COUNTY_DIGITS
from kernel.organizations.queries.addresses import windows_with_points

# units that implement no item and supervise none
NOT_ORGANS = (Organization.Kind.VILLAGE_ROOM,)


def organ_choices(bench: Workbench) -> list[Organization]:
    """The units for whose items somebody may begin a draft."""
    within = Q(pk__in=bench.units) | _within("region__code", bench.counties)
    return list(Organization.objects.filter(within).exclude(kind__in=NOT_ORGANS).order_by("code"))


def places_of(
    version: ItemVersion, bench: Workbench, values: Mapping[str, Any], errors: Mapping[str, Any]
) -> dict[str, Any]:
    """Units and windows of the item's county; of the editor's own while nobody knows whose item it is."""
    region = version.organization.region.code if version.organization is not None else ""
    counties = {region[:COUNTY_DIGITS]} if region else bench.counties
    organs = Organization.objects.filter(_within("region__code", counties)).exclude(kind__in=NOT_ORGANS)
    windows = windows_with_points().filter(_within("organization__region__code", counties))
    receiving = set(values.get("windows") or ())
    points: dict[int, dict[str, Any]] = {}
    for window in windows.order_by("service_point_id", "code"):
        point = points.setdefault(
            window.service_point_id, {"name": window.service_point.name, "windows": [], "chosen": 0}
        )
        address = window.full_code
        receives = address in receiving
        point["windows"].append({"address": address, "code": window.code, "name": window.name, "chosen": receives})
        point["chosen"] += receives
    return {
        "organs": list(organs.order_by("code")), "points": list(points.values()),
        "chosen": {name: values.get(name) or "" for name in ("organization", "supervising", "delivering")},
        "wrong": {name: first(errors.get(name)) for name in ("organization", "supervising", "windows", "delivering")},
    }  # fmt: skip


def _within(column: str, counties: Iterable[str]) -> Q:
    within = Q(pk__in=())
    for county in sorted(counties):
        within |= Q(**{f"{column}__startswith": county})
    return within
