"""Change a working-day calendar and put it on record; the clocks follow by `recompute_clocks` after commit.

They live here and not in workdays because they write the ledger, which stands on workdays.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.clocks.events import CALENDAR_CHANGED
from kernel.clocks.permissions import may_change_calendar
from kernel.clocks.refusals import CalendarChangeRefused
from kernel.ledger.actors import Actor
from kernel.ledger.locking import instant_of_act
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.organizations.models import Region
from kernel.workdays import actions as workdays
from kernel.workdays.holidays import FIRST_DAY
from kernel.workdays.models import Calendar
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.queries import COUNTY_DIGITS, NATIONAL
from kernel.workdays.working_calendar import NamedDay

LONGEST_NOTICE: Final = 200  # as CalendarDay.notice
LONGEST_COUNTY: Final = 90  # so that Calendar.name holds it with what it is


def change_calendar_days(
    *,
    code: str,
    days: Mapping[date, NamedDay | None],
    notice: str,
    by: User | None,
    at: datetime | None = None,
    own: bool = False,
) -> Calendar:
    """Name days of a calendar off or worked by a notice, or (None) plain again; derived calendars follow.

    `own` marks days that a county decided itself. Errors: CalendarChangeRefused; NotYourPost; ActOutOfTime.
    """
    words = "；".join(f"{day} {named.name if named else '—'}" for day, named in sorted(days.items()))
    return _change(
        code,
        lambda moment: workdays.change_days(code=code, days=days, notice=notice, at=moment, own=own),
        change=words,
        notice=notice,
        by=by,
        at=at,
    )


def publish_calendar_year(
    *,
    code: str,
    year: int,
    days: Mapping[date, NamedDay],
    notice: str,
    by: User | None,
    at: datetime | None = None,
) -> Calendar:
    """Enter the notice of a year; its dates stop being provisional. Errors: as `change_calendar_days`."""
    return _change(
        code,
        lambda moment: workdays.publish_year(code=code, year=year, days=days, notice=notice, at=moment),
        change=f"{year}",
        notice=notice,
        by=by,
        at=at,
    )


def change_office_hours(
    *, code: str, hours: OfficeHours, first_date: date, notice: str, by: User | None, at: datetime | None = None
) -> Calendar:
    """Give clocks in working hours new hours from a day on. Errors: as `change_calendar_days`."""
    table = hours.to_json()
    words = "；".join(f"{day} {' '.join('–'.join(each) for each in times)}" for day, times in table.items())
    return _change(
        code,
        lambda moment: workdays.change_hours(code=code, hours=hours, notice=notice, first_date=first_date, at=moment),
        change=words,
        notice=notice,
        by=by,
        at=at,
    )


@transaction.atomic
def derive_calendar(*, region_code: str, notice: str, by: User | None, at: datetime | None = None) -> Calendar:
    """Open a county's own calendar, under the code that `workdays.queries.calendar_code_of` finds; matters that begin
    from now on count on it, those under way stay on the calendar they have.

    Errors: CalendarChangeRefused for what is no living county, or has a calendar already; NotYourPost; ActOutOfTime.
    """
    county = Region.objects.living().filter(code=region_code, level=Region.Level.COUNTY).first()
    if county is None:
        raise CalendarChangeRefused(reason=_("没有代码是“{code}”的县。").format(code=region_code))
    _check_notice(notice)
    _locked_family(NATIONAL)
    moment = instant_of_act(_subject(Calendar.objects.get(code=NATIONAL)), at=at)
    actor = may_change_calendar(by, moment)
    code, name = region_code[:COUNTY_DIGITS], _("{county}工作日历").format(county=county.name[:LONGEST_COUNTY])
    try:
        calendar = workdays.derive(code=code, name=name, base=NATIONAL, notice=notice, at=moment)
    except workdays.CalendarNotChanged as error:
        raise CalendarChangeRefused(reason=str(error)) from error
    _note(calendar, actor=actor, at=moment, notice=notice, change=name, first_date=FIRST_DAY)
    return calendar


@transaction.atomic
def _change(
    code: str,
    edit: Callable[[datetime], date],
    *,
    change: str,
    notice: str,
    by: User | None,
    at: datetime | None,
) -> Calendar:
    """Lock, post, law, rows, ledger; one entry for the calendar and for each that followed it to a new version."""
    before = {each.pk: each.version for each in _locked_family(code)}
    if not before:
        raise CalendarChangeRefused(reason=_("没有工作日历“{code}”。").format(code=code))
    _check_notice(notice)
    named = Calendar.objects.get(code=code)
    moment = instant_of_act(_subject(named), at=at)
    actor = may_change_calendar(by, moment)
    try:
        first = edit(moment)
    except workdays.CalendarNotChanged as error:
        raise CalendarChangeRefused(reason=str(error)) from error
    changed = [
        each for each in Calendar.objects.filter(pk__in=before).order_by("pk") if each.version != before[each.pk]
    ]
    for calendar in changed:
        _note(calendar, actor=actor, at=moment, notice=notice, change=change, first_date=first)
    return changed[0]


def _note(calendar: Calendar, *, actor: Actor, at: datetime, notice: str, change: str, first_date: date) -> None:
    record(
        CALENDAR_CHANGED,
        _subject(calendar),
        actor=actor,
        at=at,
        notice=notice,
        change=change,
        first_date=first_date,
        version=calendar.version,
    )


def _check_notice(notice: str) -> None:
    if not notice.strip():
        raise CalendarChangeRefused(reason=_("须写明所依据的通知。"))
    if len(notice) > LONGEST_NOTICE:
        raise CalendarChangeRefused(reason=_("通知的名称和文号在{longest}字以内。").format(longest=LONGEST_NOTICE))


def _locked_family(code: str) -> list[Calendar]:
    """The calendar and those that follow it, in one order for everybody."""
    family = Calendar.objects.filter(Q(code=code) | Q(base__code=code)).order_by("pk")
    found = list(family.select_for_update(no_key=True, of=("self",)))
    return found if any(each.code == code for each in found) else []


def _subject(calendar: Calendar) -> Subject:
    return Subject("calendar", calendar.code, calendar.pk)
