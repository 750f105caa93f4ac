"""What lies at a town or a counter, sorted into the bags that it may go into."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from civic_service.models import Bag, Errand
from civic_service.queries import to_send
from kernel.organizations.models import Organization, Window

# the pile of what no counter of the county receives: somebody has to ask there
NO_COUNTER: Final = ""
_BELOW_COUNTY: Final = (Organization.Kind.TOWN_CENTRE, Organization.Kind.VILLAGE_ROOM)


@dataclass(frozen=True)
class Pile:
    """What may go into one bag from here: its leg, the counter it goes to or comes from, the errands."""

    leg: str
    errands: Sequence[Errand]
    window: Window | None = None


def piles_of_town(town: Organization) -> list[Pile]:
    """What lies at a town: for each counter of the county those it receives, those that no counter does, and what
    goes home."""
    up = list(
        to_send(Bag.Leg.TO_COUNTY, unit=town).prefetch_related(
            "case__item_version__receiving_windows__service_point__organization", "case__window"
        )
    )
    hall = town.parent_id
    by_counter: dict[Window, list[Errand]] = {}
    astray = []
    for errand in up:
        if errand.ahead is not None and errand.case.window is not None:
            by_counter.setdefault(errand.case.window, []).append(errand)
            continue
        counters = errand.case.item_version.receiving_windows.all()
        county = [each for each in counters if each.service_point.organization.kind not in _BELOW_COUNTY]
        # the centre's own hall before an organ's, where either receives it
        for window in sorted(county, key=lambda each: (each.service_point.organization_id != hall, each.code))[:1]:
            by_counter.setdefault(window, []).append(errand)
        if not county and all(each.organization_id != town.pk for each in counters):
            astray.append(errand)
    piles = [Pile(Bag.Leg.TO_COUNTY, errands, window) for window, errands in by_counter.items()]
    piles += [Pile(NO_COUNTER, astray)] if astray else []
    back = list(to_send(Bag.Leg.BACK_TO_VILLAGE, unit=town))
    rooms: dict[int, list[Errand]] = {}
    for errand in back:
        rooms.setdefault(errand.room_id, []).append(errand)
    return piles + [Pile(Bag.Leg.BACK_TO_VILLAGE, errands) for errands in rooms.values()]


def directly(town: Organization) -> list[Errand]:
    """What lies at a town and its own counters may receive."""
    here = to_send(Bag.Leg.TO_COUNTY, unit=town)
    return list(here.filter(ahead=None, case__item_version__receiving_windows__organization=town).distinct())


def piles_of_counter(window: Window) -> list[Pile]:
    """Results that go home from a counter of the county, parted by town."""
    towns: dict[int, list[Errand]] = {}
    for errand in to_send(Bag.Leg.BACK_TO_TOWN, unit=window.service_point.organization, window=window):
        towns.setdefault(errand.town_id, []).append(errand)
    return [Pile(Bag.Leg.BACK_TO_TOWN, errands, window) for errands in towns.values()]
