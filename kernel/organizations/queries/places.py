"""Regions through their history, the county's words for the three levels, and where refusals can be taken."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from kernel.ledger.refusals import NotFound
from kernel.organizations.models import LevelName, Organization, Region
from kernel.organizations.remedies import Remedy


@dataclass(frozen=True)
class Remedies:
    """What a refusal must name, by its `Remedy`: terms of either way, or those of the second step after the first.

    `court_months` from the refusal, `court_days` from the answer to the review; None where that way is not open.
    """

    review_organ: str
    court: str
    remedy: str = Remedy.EITHER
    review_days: int = 60
    court_months: int | None = 6
    court_days: int | None = None


def remedies(organization: Organization, remedy: str = Remedy.EITHER) -> Remedies:
    """Where its refusals can be taken (master data of the unit)."""
    if remedy == Remedy.PETITION_REVIEW:
        return Remedies(review_organ="", court="", remedy=remedy, review_days=30, court_months=None)
    either = Remedies(review_organ=organization.review_organ, court=organization.court)
    if remedy == Remedy.REVIEW_FIRST:
        return replace(either, remedy=remedy, court_months=None, court_days=15)
    return either


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
