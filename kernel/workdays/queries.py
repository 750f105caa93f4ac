"""Reading a calendar: `load` gives the pure one, kept in memory for as long as its version is asked for."""

from functools import lru_cache, reduce
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.workdays.holidays import FIRST_DAY, LAST_DAY
from kernel.workdays.models import Calendar, CalendarDay, CalendarHours, CalendarYear
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.working_calendar import NamedDay, WorkCalendar

NATIONAL = "CN"
# the first digits of a division code name its county; they are the code of the calendar that it derives for itself
COUNTY_DIGITS: Final = 6


class UnknownCalendar(LookupError):
    """No calendar has this code, or it never had this version."""


def calendar_code_of(region_code: str) -> str:
    """The calendar of the county that a region (county, town or village, by division code) lies in: the county's own
    if it has derived one, else the national one. A clock keeps the calendar that it was started on."""
    county = region_code[:COUNTY_DIGITS]
    return county if Calendar.objects.filter(code=county).exists() else NATIONAL


def load(code: str, version: int | None = None) -> WorkCalendar:
    """The calendar of a code as it is now, or as it was in a version.

    One query for the present version; the days are read once per process and version.
    Errors: UnknownCalendar.
    """
    if version is None:
        version = Calendar.objects.filter(code=code).values_list("version", flat=True).first()
        if version is None:
            raise UnknownCalendar(str(_("没有工作日历“{code}”。")).format(code=code))
    return _read(code, version)


@lru_cache(maxsize=64)
def _read(code: str, version: int) -> WorkCalendar:
    mine = {"calendar__code": code}
    hours = list(CalendarHours.objects.at_version(version).filter(**mine).order_by("first_date"))
    if not hours:
        raise UnknownCalendar(str(_("工作日历“{code}”没有版本 {version}。")).format(code=code, version=version))
    days = CalendarDay.objects.at_version(version).filter(**mine)
    years = CalendarYear.objects.at_version(version).filter(published=True, **mine)
    return WorkCalendar(
        code=code,
        version=version,
        first=FIRST_DAY,
        last=LAST_DAY,
        named={
            day.date: NamedDay(
                kind="work" if day.kind == CalendarDay.Kind.WORK else "rest", name=day.name, notice=day.notice
            )
            for day in days
        },
        published=frozenset(years.values_list("year", flat=True)),
        hours=reduce(
            lambda before, row: before.changed_on(row.first_date, OfficeHours.from_json(row.hours)),
            hours[1:],
            OfficeHours.from_json(hours[0].hours),
        ),
    )
