"""Changing a calendar. Every verb ends rows and writes new ones under one new version, then the prefix table.

They are called inside the caller's transaction (kernel.clocks records the change and says who made it) and return
the first day that may have moved.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.workdays.holidays import FIRST_DAY, LAST_DAY
from kernel.workdays.models import Calendar, CalendarDay, CalendarHours, CalendarYear, Revision
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.ordinals import next_version, rebuild
from kernel.workdays.queries import load
from kernel.workdays.working_calendar import NamedDay

JANUARY: Final = 1
DECEMBER: Final = 12
LONGEST_NAME: Final = 40  # as CalendarDay.name


class CalendarNotChanged(ValueError):
    """The change asked for cannot be; the message is one sentence saying why."""


@transaction.atomic
def change_days(
    *, code: str, days: Mapping[date, NamedDay | None], notice: str, at: datetime, own: bool = False
) -> date:
    """Name days of a calendar off or worked, or (None) make them plain days again.

    Calendars derived from it follow, except on days they decided themselves (`own`). Errors: CalendarNotChanged.
    """
    if not days:
        raise CalendarNotChanged(str(_("没有要改的日子。")))
    _check_days(days)
    first = min(days)
    for calendar in _lock_family(code):
        version = next_version()
        kept = _own_days(calendar, days) if calendar.code != code else set()
        moved = {day: named for day, named in days.items() if day not in kept}
        _put_days(calendar, version, moved, own=own, notice=notice)
        _close(calendar, version, first, notice, at)
    return first


@transaction.atomic
def publish_year(*, code: str, year: int, days: Mapping[date, NamedDay], notice: str, at: datetime) -> date:
    """Enter a year's notice: its days replace what was assumed, and the year stops being provisional.

    A notice also names days of the December before (the New Year holiday of 2019 began on 30 December 2018) and may
    name days of the January after. Those are not provisional while it is awaited: only a year without any notice is
    (design.md §4). Else every date at a year's end would be uncertain for most of the year; when the next notice
    does move one, it is derived again and recorded like any other.
    Errors: CalendarNotChanged for other days, or a year outside the calendar.
    """
    _check_days(days)
    around = {(year - 1, DECEMBER), (year + 1, JANUARY)}
    if not any(day.year == year for day in days) or any(
        day.year != year and (day.year, day.month) not in around for day in days
    ):
        raise CalendarNotChanged(
            str(_("通知里的日子应在{year}年，只可以另有上年12月和次年1月的日子。")).format(year=year)
        )
    first = date(year, 1, 1)
    for calendar in _lock_family(code):
        version = next_version()
        kept = _own_days(calendar, None) if calendar.code != code else set()
        whole: dict[date, NamedDay | None] = dict.fromkeys(_replaced_by(calendar, year)) | dict(days)
        moved = {day: named for day, named in whole.items() if day not in kept}
        first = min([first, *moved])
        _put_days(calendar, version, moved, own=False, notice=notice, notice_year=year)
        calendar.calendaryear_set.in_force().filter(year=year).update(until_version=version)
        CalendarYear.objects.create(calendar=calendar, year=year, published=True, notice=notice, since_version=version)
        _close(calendar, version, first, notice, at)
    return first


@transaction.atomic
def change_hours(*, code: str, hours: OfficeHours, notice: str, first_date: date, at: datetime) -> date:
    """Give a calendar other office hours from `first_date` on, up to the next change that is already entered.

    Time before that day was worked by the hours of then and stays as it was counted. Calendars derived from it keep
    their own hours. Errors: CalendarNotChanged.
    """
    _check_days({first_date: None})
    calendar = _lock_family(code)[0]
    version = next_version()
    calendar.calendarhours_set.in_force().filter(first_date=first_date).update(until_version=version)
    CalendarHours.objects.create(calendar=calendar, first_date=first_date, hours=hours.to_json(), since_version=version)
    _close(calendar, version, first_date, notice, at)
    return first_date


@transaction.atomic
def derive(*, code: str, name: str, base: str, notice: str, at: datetime) -> Calendar:
    """Open a county's own calendar as a copy of the national one; it follows that one's later days and years.

    Its `code` is what `queries.calendar_code_of` looks for. Errors: CalendarNotChanged.
    """
    parent = _lock_family(base)[0]
    if parent.base_id is not None:
        raise CalendarNotChanged(str(_("只能从全国工作日历派生。")))
    if Calendar.objects.filter(code=code).exists():
        raise CalendarNotChanged(str(_("工作日历“{code}”已经有了。")).format(code=code))
    version = next_version()
    calendar = Calendar.objects.create(code=code, name=name, base=parent, version=version)
    CalendarDay.objects.bulk_create(
        CalendarDay(
            calendar=calendar,
            date=d.date,
            kind=d.kind,
            name=d.name,
            notice=d.notice,
            notice_year=d.notice_year,
            since_version=version,
        )
        for d in parent.calendarday_set.in_force()
    )
    CalendarYear.objects.bulk_create(
        CalendarYear(calendar=calendar, year=y.year, published=y.published, notice=y.notice, since_version=version)
        for y in parent.calendaryear_set.in_force()
    )
    CalendarHours.objects.bulk_create(
        CalendarHours(calendar=calendar, first_date=h.first_date, hours=h.hours, since_version=version)
        for h in parent.calendarhours_set.in_force()
    )
    _close(calendar, version, FIRST_DAY, notice, at)
    return calendar


def _check_days(days: Mapping[date, NamedDay | None]) -> None:
    outside = [day for day in days if not FIRST_DAY <= day <= LAST_DAY]
    if outside:
        raise CalendarNotChanged(
            str(_("{day} 不在工作日历范围（{first} 至 {last}）内。")).format(
                day=outside[0], first=FIRST_DAY, last=LAST_DAY
            )
        )
    for day, named in days.items():
        if named is not None and not 0 < len(named.name) <= LONGEST_NAME:
            raise CalendarNotChanged(
                str(_("{day} 须写明是哪个节日或者什么安排，{longest}字以内。")).format(day=day, longest=LONGEST_NAME)
            )


def _lock_family(code: str) -> list[Calendar]:
    """The calendar and those derived from it, locked, itself first."""
    family = list(Calendar.objects.select_for_update(no_key=True, of=("self",)).filter(code=code)) + list(
        Calendar.objects.select_for_update(no_key=True, of=("self",)).filter(base__code=code).order_by("code")
    )
    if not family or family[0].code != code:
        raise CalendarNotChanged(str(_("没有工作日历“{code}”。")).format(code=code))
    return family


def _replaced_by(calendar: Calendar, year: int) -> set[date]:
    """Days that a year's notice takes the place of: its year's, those of its former edition, not its neighbours'."""
    rows = calendar.calendarday_set.in_force()
    neighbours = rows.filter(date__year=year, notice_year__in=(year - 1, year + 1))
    named = rows.filter(Q(date__year=year) | Q(notice_year=year)).exclude(pk__in=neighbours)
    return set(named.values_list("date", flat=True))


def _own_days(calendar: Calendar, days: Mapping[date, NamedDay | None] | None) -> set[date]:
    own = calendar.calendarday_set.in_force().filter(own=True)
    return set((own if days is None else own.filter(date__in=days)).values_list("date", flat=True))


def _put_days(
    calendar: Calendar,
    version: int,
    days: Mapping[date, NamedDay | None],
    *,
    own: bool,
    notice: str,
    notice_year: int | None = None,
) -> None:
    """End the rows of these days and write those that are named now; a day without a notice of its own has `notice`."""
    calendar.calendarday_set.in_force().filter(date__in=days).update(until_version=version)
    CalendarDay.objects.bulk_create(
        CalendarDay(
            calendar=calendar,
            date=day,
            kind=named.kind,
            name=named.name,
            notice=named.notice or notice,
            notice_year=notice_year,
            since_version=version,
            own=own,
        )
        for day, named in sorted(days.items())
        if named is not None
    )


def _close(calendar: Calendar, version: int, first: date, notice: str, at: datetime) -> None:
    """Make the version the calendar's present one and rebuild its prefix table from the first moved day."""
    calendar.version = version
    calendar.save(update_fields=["version"])
    Revision.objects.create(calendar=calendar, version=version, first_date=first, notice=notice, at=at)
    rebuild(calendar.pk, load(calendar.code, version), since=_last_working_before(calendar, first))


def _last_working_before(calendar: Calendar, first: date) -> date:
    """Rest days just before the change point to a next working day that may have moved: their rows go too."""
    last_working = calendar.ordinals.filter(date__lt=first, is_working=True).order_by("-date").first()
    return FIRST_DAY if last_working is None else last_working.date
