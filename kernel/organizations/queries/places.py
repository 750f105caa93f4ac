"""Regions through their history, the county's words for the three levels, and where refusals can be taken."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from kernel.ledger.refusals import NotFound
from kernel.organizations.models import LevelName, Organization, Region


@dataclass(frozen=True)
class Remedies:
    """What a refusal must name: 行政复议法 20 (60 days) and 行政诉讼法 46 (six months)."""

    review_organ: str
    court: str
    review_days: int = 60
    court_months: int = 6


def remedies(organization: Organization) -> Remedies:
    """Where its refusals can be taken (master data of the unit)."""
    return Remedies(review_organ=organization.review_organ, court=organization.court)


def living_region(code: str) -> Region | None:
    """The region that answers for a code today: itself, or what it was merged into; None when it has no successor.

    Errors: `NotFound` for a code that was never known.
    """
    latest_first = F("valid_until").desc(nulls_first=True)
    region = Region.objects.filter(code=code).order_by(latest_first).first()
    if region is None:
        raise NotFound
    successor: Region | None = region
    while successor is not None and successor.valid_until is not None:
        successor = successor.merged_into
    return successor


def region_on(code: str, day: date) -> Region | None:
    """The region as it was named on a day; None when the code was not in use."""
    return Region.objects.on(day).filter(code=code).first()


def level_names() -> dict[str, str]:
    """What the service of each level is called here: county, town, village."""
    names = {
        Region.Level.COUNTY.value: _("综合服务中心"),
        Region.Level.TOWN.value: _("便民服务中心"),
        Region.Level.VILLAGE.value: _("便民服务室"),
    }
    return names | dict(LevelName.objects.values_list("level", "name"))
