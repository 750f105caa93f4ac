"""The front door: find an item, follow a case, when the hall is open. Every figure is read, none is written down."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.public.queries import departments, hours_words, most_asked, places
from kernel.catalogue.queries import search
from kernel.ledger.locking import database_now
from kernel.ledger.queries import all_seals
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.words import weekday_letter
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import local_date

DAYS_SHOWN = 12
MOST_ASKED = 6
DEPARTMENTS = 12
PLACES = 4
HASH_ENDS = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, doors, opening days, departments, places, and the latest seal."""
    now = database_now()
    today = local_date(now)
    calendar = load(NATIONAL)
    organs = departments()
    facts = {
        "days": _days(today, calendar),
        "today_hours": hours_words(calendar.hours, on=today, calendar=calendar),
        "next_open": calendar.next_working(today),
        "asked": most_asked(now=now, limit=MOST_ASKED),
        "count": search("", case_kind=None, own=False).count(),
        "organs": organs[:DEPARTMENTS],
        "organ_count": len(organs),
        "places": places(on=today, calendar=calendar, limit=PLACES),
        "seal": _seal(),
    }
    return render(request, "home.html", facts)


def _days(today: date, calendar: WorkCalendar) -> list[dict[str, Any]]:
    """Twelve days from this week's Monday: open or not, today, and the name of a holiday."""
    monday = today - timedelta(days=today.weekday())
    days = (monday + timedelta(days=offset) for offset in range(DAYS_SHOWN))
    return [
        {
            "date": day,
            "letter": weekday_letter(day),
            "open": calendar.is_working(day),
            "today": day == today,
            "name": calendar.label(day),
        }
        for day in days
    ]


def _seal() -> dict[str, Any] | None:
    """The latest daily seal 日封存, its hash by both ends."""
    seal = all_seals().first()
    if seal is None:
        return None
    digest = bytes(seal.hash_sha256).hex()
    return {"date": seal.date, "digest": f"{digest[:HASH_ENDS]}…{digest[-HASH_ENDS:]}"}
