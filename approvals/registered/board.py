"""登记情况: how much of what runs in departments' own systems is seen here, so that silence is not read as good."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet

from approvals.models import Registration
from kernel.accounts.models import User
from kernel.catalogue.models import ItemVersion
from kernel.organizations.models import Role
from kernel.organizations.queries import posts_held
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.zone import day_start, local_date

READERS: Final = (
    Role.CENTER_DIRECTOR,
    Role.DEPUTY_DIRECTOR,
    Role.SUPERVISION_OFFICE,
    Role.DISCIPLINE_INSPECTION,
)
PERIODS: Final = (5, 30, 60)
USUAL: Final = 30
# of an ordinary year; what is expected is an order of magnitude, nothing that a card rests on
WORKDAYS_A_YEAR: Final = 250
# received and no result for so long: it runs there unseen, or nobody registered its end
STALE: Final = timedelta(hours=12)
# working days: what takes longer by its own promise is not asked after so early
SOON: Final = 1


@dataclass(frozen=True)
class ItemLine:
    """One item: registered and finished within the period, unfinished in all, when last.

    `expected` by its yearly volume where the county knows that; `stale`: of what is promised by the next day, those
    without a result for twelve hours.
    """

    code: str
    name: str
    unit: str
    registered: int
    finished: int
    waiting: int
    stale: int
    last_at: datetime | None
    expected: int | None

    @property
    def silent(self) -> bool:
        return self.registered == 0

    @property
    def share(self) -> int | None:
        """Registered of what was expected, in percent; None where nothing is known."""
        return round(100 * self.registered / self.expected) if self.expected else None


@dataclass(frozen=True)
class UnitLine:
    """One department: its external items, how many of them were seen at all, and how many matters."""

    name: str
    items: int
    seen: int
    registered: int


@dataclass(frozen=True)
class Board:
    """The last `days` working days, today with them, from `since` on; silent items stand first."""

    days: int
    since: datetime
    items: list[ItemLine]
    units: list[UnitLine]

    @property
    def seen(self) -> int:
        return sum(not line.silent for line in self.items)

    @property
    def observed(self) -> float | None:
        """观测比例: items of which anything was registered, in percent; None where there is no external item."""
        return round(100 * self.seen / len(self.items), 1) if self.items else None


def counties_of(user: User, *, at: datetime) -> frozenset[str]:
    """Six-digit codes of the counties whose board he reads. Errors: NotYourPost when there is none."""
    posts = [held.post for held in posts_held(user, at) if held.post.role in READERS]
    if not posts:
        raise NotYourPost(roles=sorted(READERS))
    return frozenset(post.organization.region.code[:6] for post in posts)


def board_for(user: User, *, days: int, at: datetime) -> Board:
    """The board of a person's counties, in three queries beside his posts. Errors: NotYourPost."""
    counties = counties_of(user, at=at)
    calendar = load(calendar_code_of(min(counties)))
    since = day_start(calendar.back(local_date(at), days - 1))
    versions = list(_external(counties))
    counted = _counted(versions, since, at - STALE)
    lines = [_line(version, counted.get(version.item_id, {}), days) for version in versions]
    lines.sort(key=lambda line: (not line.silent, line.unit, line.code))
    return Board(days, since, lines, _units(lines))


def _external(counties: Collection[str]) -> QuerySet[ItemVersion]:
    inside = Q(pk__in=[])
    for county in sorted(counties):
        inside |= Q(organization__region__code__startswith=county)
    rows = ItemVersion.objects.in_force().filter(inside, handling=ItemVersion.Handling.EXTERNAL)
    rows = rows.filter(organization__region__simulated=False).select_related("item", "organization")
    return rows.order_by("organization__code", "item__code")


def _counted(versions: Collection[ItemVersion], since: datetime, stale: datetime) -> Mapping[int, Mapping[str, Any]]:
    """By item what is registered of it; one query."""
    rows = Registration.objects.filter(item__in={version.item_id for version in versions}, cancelled=False)
    counted = rows.values("item").annotate(
        registered=Count("pk", filter=Q(case__received_at__gte=since)),
        finished=Count("pk", filter=Q(case__ended_at__gte=since)),
        waiting=Count("pk", filter=Q(case__state="registered")),
        stale=Count("pk", filter=Q(case__state="registered", case__received_at__lt=stale)),
        last_at=Max("case__received_at"),
    )
    return {row["item"]: row for row in counted}


def _line(version: ItemVersion, counted: Mapping[str, Any], days: int) -> ItemLine:
    yearly = version.item.yearly_volume
    return ItemLine(
        code=version.item.code,
        name=version.name,
        unit=str(version.organization),
        registered=counted.get("registered", 0),
        finished=counted.get("finished", 0),
        waiting=counted.get("waiting", 0),
        stale=counted.get("stale", 0) if version.promised_length <= SOON else 0,
        last_at=counted.get("last_at"),
        expected=None if yearly is None else round(yearly * days / WORKDAYS_A_YEAR),
    )


def _units(lines: Collection[ItemLine]) -> list[UnitLine]:
    """By department, the one of which least is seen first."""
    grouped: dict[str, list[ItemLine]] = {}
    for line in lines:
        grouped.setdefault(line.unit, []).append(line)
    units = [
        UnitLine(name, len(own), sum(not line.silent for line in own), sum(line.registered for line in own))
        for name, own in grouped.items()
    ]
    return sorted(units, key=lambda unit: (unit.seen / unit.items, unit.name))
