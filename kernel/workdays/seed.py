"""The national calendar: notices of 2004–2026 from the chinesecalendar package, statute alone after that."""

from datetime import UTC, date, datetime
from typing import Any, Final

import chinese_calendar

from kernel.workdays.holidays import FIRST_DAY, LAST_DAY, MOVABLE, STATUTE, statutory_holidays
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.ordinals import next_version, rebuild
from kernel.workdays.working_calendar import NamedDay, WorkCalendar

NOTICE: Final = "国务院办公厅关于{year}年部分节假日安排的通知"
DECEMBER: Final = 12
NEW_YEAR: Final = "元旦"
NAMES: Final = {
    "New Year's Day": NEW_YEAR,
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
PUBLISHED: Final = range(FIRST_DAY.year, 2027)
# the day of the notice for 2026, the last one the package knows
LAST_NOTICE: Final = datetime(2025, 11, 4, tzinfo=UTC)


def notice_year(day: date, name: str) -> int:
    """The year whose notice names a day: the New Year holiday is the next year's from its first day in December on."""
    return day.year + 1 if day.month == DECEMBER and name == NEW_YEAR else day.year


def national_days() -> dict[date, NamedDay]:
    """Every day that a notice names up to 2026, and the statutory holidays of later years."""
    named: dict[date, NamedDay] = {}
    for kind, source in (("rest", chinese_calendar.holidays), ("work", chinese_calendar.workdays)):
        for day, english in source.items():
            if day.year in PUBLISHED:
                name = NAMES[english]
                notice = NOTICE.format(year=notice_year(day, name))
                named[day] = NamedDay(kind, name, notice)  # type: ignore[arg-type]
    for year in MOVABLE:
        for day, name in statutory_holidays(year):
            named.setdefault(day, NamedDay("rest", name, STATUTE))
    return named


def plant_national(apps: Any) -> None:
    """Write the national calendar into empty tables; `apps` is the registry of a migration or Django's own."""
    code = "CN"
    models = {each: apps.get_model("workdays", each) for each in ("Calendar", "CalendarDay", "CalendarYear")}
    calendar = WorkCalendar(
        code=code,
        version=next_version(),
        first=FIRST_DAY,
        last=LAST_DAY,
        named=national_days(),
        published=frozenset(PUBLISHED),
    )
    row = models["Calendar"].objects.create(code=code, name="全国工作日历", version=calendar.version)
    since = {"calendar": row, "since_version": calendar.version}
    models["CalendarDay"].objects.bulk_create(
        models["CalendarDay"](
            date=day,
            kind=named.kind,
            name=named.name,
            notice=named.notice,
            notice_year=notice_year(day, named.name),
            **since,
        )
        for day, named in sorted(calendar.named.items())
    )
    models["CalendarYear"].objects.bulk_create(
        models["CalendarYear"](year=year, published=True, notice=NOTICE.format(year=year), **since)
        for year in PUBLISHED
    )
    apps.get_model("workdays", "CalendarHours").objects.create(
        first_date=FIRST_DAY, hours=OfficeHours.county().to_json(), **since
    )
    apps.get_model("workdays", "Revision").objects.create(
        calendar=row,
        version=calendar.version,
        first_date=FIRST_DAY,
        notice=NOTICE.format(year="2004–2026"),
        at=LAST_NOTICE,
    )
    rebuild(row.pk, calendar, since=FIRST_DAY)
