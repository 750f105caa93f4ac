"""What the public pages read beside the catalogue: what is asked most, who handles what, where one goes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from approvals.queries import own_cases, search_cases
from approvals.workflow import UNFINISHED
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from kernel.cases.staffing import LADDER
from kernel.catalogue.models import ItemVersion
from kernel.ledger.locking import database_now
from kernel.organizations.models import Role, ServicePoint, Window
from kernel.organizations.queries import Answering, Head, Remedies, answering, remedies, roster
from kernel.organizations.remedies import Remedy
from kernel.workdays.office_hours import NoOfficeHours, OfficeHours
from kernel.workdays.working_calendar import WorkCalendar

ASKED_KEY = "public:most_asked"
ASKED_SECONDS = 600
ASKED_DAYS = 90
HOTLINE = "12345"


def most_asked(*, now: datetime, limit: int) -> list[ItemVersion]:
    """The items with most applications of the last quarter, in force; counted anew every ten minutes."""
    ids: list[int] | None = cache.get(ASKED_KEY)
    if ids is None:
        received = Case.objects.filter(
            kind="licence", simulated=False, joint_part=None, received_at__gte=now - timedelta(days=ASKED_DAYS)
        )
        counted = (
            received.values("item_version__item").annotate(asked=Count("pk")).order_by("-asked", "item_version__item")
        )
        ids = [row["item_version__item"] for row in counted[: limit * 2]]
        cache.set(ASKED_KEY, ids, ASKED_SECONDS)
    found = {
        version.item_id: version
        for version in ItemVersion.objects.in_force().filter(item__in=ids).select_related("item")
    }
    return [found[each] for each in ids if each in found][:limit]


def departments() -> Sequence[dict[str, Any]]:
    """Who handles items in force: `code`, `name` and the number of `items`, most first."""
    rows = ItemVersion.objects.in_force().order_by()
    named = rows.values("organization__code", "organization__name").annotate(items=Count("pk"))
    return [
        {"code": row["organization__code"], "name": row["organization__name"], "items": row["items"]}
        for row in named.order_by("-items", "organization__code")
    ]


@dataclass(frozen=True)
class Place:
    """A service point that receives applications, with what its clock says of one day; `hours` empty when shut."""

    point: ServicePoint
    windows: int
    hours: str


def places(*, on: date, calendar: WorkCalendar, limit: int) -> list[Place]:
    """Where items in force are received, the largest first, with the hours of that day."""
    points = (
        ServicePoint.objects.filter(windows__received_items__state=ItemVersion.State.PUBLISHED)
        .annotate(counters=Count("windows", distinct=True))
        .order_by("-counters", "pk")
    )
    return [Place(point, point.counters, hours_of(point, on=on, calendar=calendar)) for point in points[:limit]]


def hours_of(point: ServicePoint, *, on: date, calendar: WorkCalendar) -> str:
    """8:30–12:00，13:30–17:30 of a place on a day; the county's hours where it keeps none of its own."""
    try:
        hours = OfficeHours.from_json(point.hours)
    except NoOfficeHours:
        hours = calendar.hours
    return hours_words(hours, on=on, calendar=calendar)


def hours_words(hours: OfficeHours, *, on: date, calendar: WorkCalendar) -> str:
    """The open intervals of a day; empty on a day of rest."""
    spans = [f"{start.hour}:{start:%M}–{end.hour}:{end:%M}" for start, end in hours.intervals(on, calendar)]
    return _("，").join(spans)


def drafts_of(user: User, *, whom: Applicant | None, text: str) -> list[Case]:
    """A citizen's unfinished applications, the latest first, with when each was saved; of one person, of some words."""
    mine = search_cases(own_cases(user, at=database_now()).filter(state__in=UNFINISHED).with_row(), text)
    if whom is not None:
        mine = mine.filter(applicant=whom)
    return list(mine.select_related("application", "item_version__item").order_by("-application__saved_at"))


def draft_of(user: User, version: ItemVersion, number: str = "") -> Case | None:
    """The draft of this item to be taken up: the one named, else the latest saved."""
    mine = own_cases(user, at=database_now()).filter(state__in=UNFINISHED, item_version__item=version.item)
    if number:
        mine = mine.filter(number=number)
    return mine.with_row().select_related("application").order_by("-application__saved_at").first()


def consult_phone(version: ItemVersion) -> str:
    """Where one asks about an item: its own number, else its unit's; empty where neither is entered."""
    unit = version.organization.phone if version.organization is not None else ""
    return version.consult_phone or unit


def who_answers(version: ItemVersion, windows: Sequence[Window], *, at: datetime) -> list[Answering]:
    """谁负责: who heads the windows of an item; of a unit without such, and of an item without window, who stands for
    the unit."""
    units = list({window.organization_id: window.organization for window in windows}.values())
    answers = answering(windows, at=at)
    if not units and version.organization is not None:
        units = [version.organization]
        answers = [Answering(units[0].name, consult_phone(version), [])]
    standing = _standing_for([unit.pk for unit, found in zip(units, answers, strict=True) if not found.heads], at)
    return [
        found if found.heads else replace(found, heads=standing.get(unit.pk, []))
        for unit, found in zip(units, answers, strict=True)
    ]


def _standing_for(units: Collection[int], at: datetime) -> dict[int, list[Head]]:
    """By unit whoever stands for it and is there: its representative at the hall, else who leads it."""
    if not units:
        return {}
    posts = roster(Q(role__in=LADDER, organization__in=units), at, at)
    found: dict[int, list[Head]] = {}
    for post in sorted(posts.of_day(at), key=lambda post: LADDER.index(Role(post.role))):
        if post.organization_id not in found and (person := posts.present(post, at)) is not None:
            found[post.organization_id] = [Head(str(post), person.full_name)]
    return found


def complaint_phone(version: ItemVersion) -> str:
    """监督电话 of an item; where none is entered, the county's hotline."""
    return version.complaint_phone or HOTLINE


def remedies_of(version: ItemVersion) -> Remedies | None:
    """What may be done against its refusal; None while its unit's review organ and court are not entered."""
    if version.regime is None or version.organization is None:
        return None
    found = remedies(version.organization, version.regime.remedy)
    return found if found.court or found.remedy == Remedy.PETITION_REVIEW else None
