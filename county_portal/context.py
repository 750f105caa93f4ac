"""What every page may show without asking for it."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from county_portal.desks import bar_of
from county_portal.devices.policy import bridge_of
from kernel.organizations.queries import HallDuty, hall_duty
from kernel.workdays.office_hours import OfficeHours

DUTY_KEY = "public:hall_duty"
DUTY_SECONDS = 60
HALL_HOURS = [f"{start.hour}:{start:%M}–{end.hour}:{end:%M}" for start, end in OfficeHours.county().weekly[0]]


def hall_duty_now() -> HallDuty | None:
    """Who leads the hall at this minute; asked once a minute, and by no page that does not show it."""
    duty: HallDuty | None = cache.get_or_set(DUTY_KEY, lambda: hall_duty(timezone.now()), DUTY_SECONDS)
    return duty


def portal(request: HttpRequest) -> dict[str, Any]:
    """Names and switches of this installation."""
    return {
        "county": settings.COUNTY,
        "hall_duty": hall_duty_now,
        "county_name": settings.COUNTY.name,
        "centre_name": settings.COUNTY.centre,
        "hall_hours": _("，").join(HALL_HOURS),
        "demo": settings.DEMO,
        "device_bridge": bridge_of(request),
        "bar_of": bar_of,
    }
