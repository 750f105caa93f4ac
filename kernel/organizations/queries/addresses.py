"""How people and programs name a window: its code where that is one window's alone, else its service point with it.

Codes repeat between service points. `C01` may be enough; `ZX01/C01` says the unit that keeps the point, and
`ZX01/县政务大厅/C01` the point as well, which is always one window at most.
"""

from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from kernel.organizations.models import Window
from kernel.organizations.models.places import BETWEEN


def windows_with_points() -> QuerySet[Window]:
    """Every window with what its full code needs."""
    return Window.objects.select_related("service_point__organization", "organization")


def windows_named(typed: str) -> QuerySet[Window]:
    """The windows that a code, a unit with a code, or a full code can mean: several only without the point."""
    before, _last, code = typed.rpartition(BETWEEN)
    unit, _first, point = before.partition(BETWEEN)
    found = windows_with_points().filter(code=code).order_by("service_point__organization__code", "service_point")
    if unit:
        found = found.filter(service_point__organization__code=unit)
    return found.filter(service_point__name=point) if point else found


def short_addresses(windows: Collection[Window]) -> Mapping[str, Window]:
    """A key for each of these windows: its code, or its full code where two of them share that."""
    codes = [window.code for window in windows]
    return {window.code if codes.count(window.code) == 1 else window.full_code: window for window in windows}
