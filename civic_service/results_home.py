"""Whether the result is among what goes home: it is, if it left its counter with an agent who might take it (代领结果).

Else the bag carries his papers alone, and the organ delivers the result itself (decision 0020).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from civic_service.models import Bag, BagLine, Errand, Mandate
from kernel.workdays.zone import local_date

BACK: Final = (Bag.Leg.BACK_TO_TOWN, Bag.Leg.BACK_TO_VILLAGE)
# of these an organ has made nothing that could be handed over
_WITHOUT: Final = ("withdrawn", "recalled")


def first_left(errands: Collection[int]) -> dict[int, datetime]:
    """When each of these first set out for home, by case; what never did is left out."""
    lines = BagLine.objects.filter(errand__in=errands, bag__leg__in=BACK).order_by("-pk")
    return dict(lines.values_list("errand", "bag__sent_at"))


def has_result(errand: Errand, *, left: datetime) -> bool:
    """Whether its result is with the papers that set out for home at `left`."""
    case = errand.case
    if case.ended_at is None or case.state in _WITHOUT:
        return False
    return errand.mandate.allows(Mandate.Scope.RECEIVE, local_date(max(left, case.ended_at)))


def at_own_counter(errand: Errand) -> bool:
    """Whether it lies where its matter was received: from there the organ itself hands the result over."""
    window = errand.case.window
    return window is not None and errand.place_id in (window.organization_id, window.service_point.organization_id)


def is_handed_over(errand: Errand, *, at: datetime) -> bool:
    """Whether who gives it back at `at` gives the result too."""
    if not errand.goes_back and waits_at_organ(errand) and at_own_counter(errand):
        return True
    return has_result(errand, left=first_left([errand.pk]).get(errand.pk, at))


def waits_at_organ(errand: Errand) -> bool:
    """Whether its organ has decided and has not delivered yet."""
    return errand.case.decided_at is not None and errand.case.ended_at is None
