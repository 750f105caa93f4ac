"""What every page may show without asking for it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.workdays.office_hours import OfficeHours

HALL_HOURS = [f"{start.hour}:{start:%M}–{end.hour}:{end:%M}" for start, end in OfficeHours.county().weekly[0]]


def portal(request: HttpRequest) -> dict[str, Any]:
    """Names and switches of this installation."""
    return {
        "county": settings.COUNTY,
        "county_name": settings.COUNTY.name,
        "centre_name": settings.COUNTY.centre,
        "hall_hours": _("，").join(HALL_HOURS),
        "demo": settings.DEMO,
    }
