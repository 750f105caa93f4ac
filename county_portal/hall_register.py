"""应进必进台账: which items and units are in the hall, which are not and why, and the share that is, 进驻率."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kernel.accounts.models import User
from kernel.catalogue.actions import bring_item_in, keep_item_off_hall
from kernel.catalogue.models import Item, ItemVersion
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.actions import bring_unit_in, keep_unit_off_hall
from kernel.organizations.models import Organization, Role
from kernel.organizations.permissions import HALL_KEEPERS
from kernel.organizations.queries import posts_held
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date

READERS: Final = (*sorted(HALL_KEEPERS), Role.SUPERVISION_OFFICE)
COUNTY_LEVEL: Final = "4"
# units whose items belong into the county's hall
BELONGS: Final = (
    *(Organization.Kind.OWN, Organization.Kind.CITY, Organization.Kind.VERTICAL),
    *(Organization.Kind.MASS, Organization.Kind.ENTERPRISE),
)
_NOT_EXCUSED: Final = Q(organization__in_hall=True, item__off_hall_reason="")
SUBJECTS: Final = (("item", _("事项")), ("unit", _("单位")))


class EntryInput(serializers.Serializer[Any]):
    """An item or a unit by its code; with a reason it stays outside until `review_on`, without one it is inside."""

    subject = serializers.ChoiceField(choices=SUBJECTS)
    code = serializers.CharField(max_length=36)
    reason = serializers.CharField(max_length=200, allow_blank=True, default="")
    review_on = serializers.DateField(allow_null=True, default=None)


@dataclass(frozen=True)
class UnitLine:
    """A unit with its items in force of county level, and how many of them are in the hall."""

    code: str
    name: str
    in_hall: bool
    items: int
    items_in: int


@dataclass(frozen=True)
class OffLine:
    """What is outside: an item or a unit, why, and when that is looked at again; `late` when that day has passed."""

    subject: str
    code: str
    name: str
    unit: str
    reason: str
    review_on: date | None
    late: bool


@dataclass(frozen=True)
class ItemLine:
    """An item of county level, with nothing said of it."""

    code: str
    name: str
    unit: str


@dataclass(frozen=True)
class Register:
    """The whole register of a person's counties as of a day. Rates in percent, None where there is nothing to count.

    An item is in one of four lists: `inside` the hall, `outside` for its own reason, `with_unit` because its unit is
    outside, or `unexplained`: no window of the hall receives it, and nobody has excused it.
    """

    units: list[UnitLine]
    inside: list[ItemLine]
    outside: list[OffLine]
    with_unit: list[ItemLine]
    unexplained: list[ItemLine]
    items: int
    items_in: int

    @property
    def item_rate(self) -> float | None:
        """进驻率 of items."""
        return _percent(self.items_in, self.items)

    @property
    def unit_rate(self) -> float | None:
        """进驻率 of units."""
        return _percent(sum(unit.in_hall for unit in self.units), len(self.units))


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def counties_of(user: User, *, at: datetime) -> frozenset[str]:
    """Six-digit codes of the counties whose register he reads. Errors: NotYourPost when there is none."""
    posts = [held.post for held in posts_held(user, at) if held.post.role in READERS]
    if not posts:
        raise NotYourPost(roles=sorted(READERS))
    return frozenset(post.organization.region.code[:6] for post in posts)


def may_keep(user: User, *, at: datetime) -> bool:
    """Whether he may change it too."""
    return any(held.post.role in HALL_KEEPERS for held in posts_held(user, at))


def register(counties: Collection[str], *, today: date) -> Register:
    """Everything in six queries. An item is in the hall when one of its windows is and neither it nor its unit is
    written down as outside."""
    items = _items(counties).order_by().values("organization")
    counted = items.annotate(many=Count("pk"), there=Count("pk", filter=_NOT_EXCUSED & Q(received=True)))
    by_unit = {row["organization"]: (row["many"], row["there"]) for row in counted}
    units = list(_units(counties).order_by("code"))
    return Register(
        units=[UnitLine(unit.code, unit.name, unit.in_hall, *by_unit.get(unit.pk, (0, 0))) for unit in units],
        inside=_lines(_items(counties).filter(_NOT_EXCUSED, Exists(_counters(counties)))),
        outside=[*_units_outside(units, today), *_items_outside(counties, today)],
        with_unit=_lines(_items(counties).filter(organization__in_hall=False, item__off_hall_reason="")),
        unexplained=_lines(_items(counties).filter(_NOT_EXCUSED, ~Exists(_counters(counties)))),
        items=sum(many for many, _there in by_unit.values()),
        items_in=sum(there for _many, there in by_unit.values()),
    )


def _units(counties: Collection[str]) -> QuerySet[Organization]:
    return Organization.objects.filter(_inside("region__code", counties), kind__in=BELONGS, region__simulated=False)


def _items(counties: Collection[str]) -> QuerySet[ItemVersion]:
    rows = ItemVersion.objects.in_force().filter(use_level=COUNTY_LEVEL, organization__kind__in=BELONGS)
    rows = rows.filter(_inside("organization__region__code", counties), organization__region__simulated=False)
    return rows.annotate(received=Exists(_counters(counties)))


def _counters(counties: Collection[str]) -> QuerySet[Any]:
    """The windows in the hall of the county's centre that receive an item."""
    point = "window__service_point__organization"
    rows = ItemVersion.receiving_windows.through.objects.filter(itemversion=OuterRef("pk"))
    return rows.filter(_inside(f"{point}__region__code", counties), **{f"{point}__kind": Organization.Kind.CENTRE})


def _inside(column: str, counties: Collection[str]) -> Q:
    inside = Q(pk__in=[])
    for county in sorted(counties):
        inside |= Q(**{f"{column}__startswith": county})
    return inside


def _units_outside(units: Collection[Organization], today: date) -> list[OffLine]:
    return [
        OffLine("unit", unit.code, unit.name, "", unit.off_hall_reason, day, day is None or day < today)
        for unit in units
        if not unit.in_hall
        for day in (unit.off_hall_review_on,)
    ]


def _items_outside(counties: Collection[str], today: date) -> list[OffLine]:
    rows = _items(counties).exclude(item__off_hall_reason="").select_related("item", "organization")
    return [
        OffLine("item", row.item.code, row.name, row.organization.name, row.item.off_hall_reason, day, late)
        for row in rows.order_by("item__off_hall_review_on", "pk")
        for day in (row.item.off_hall_review_on,)
        for late in (day is None or day < today,)
    ]


def _lines(rows: QuerySet[ItemVersion]) -> list[ItemLine]:
    ordered = rows.select_related("item", "organization").order_by("organization", "pk")
    return [ItemLine(row.item.code, row.name, row.organization.name) for row in ordered]


def exported(found: Register) -> Iterator[list[str]]:
    """The headings, then a row for each line: what is outside and why, what nobody has explained, what is inside, the
    units."""
    yield [str(words) for words in (_("情况"), _("事项还是单位"), _("编码"), _("名称"), _("单位"), _("未进厅原因"),
                                    _("清理复核日期"))]  # fmt: skip
    subjects = dict(SUBJECTS)
    for off in found.outside:
        state = _("不在大厅，该复核了") if off.late else _("不在大厅，有理由")
        day = off.review_on.isoformat() if off.review_on is not None else ""
        yield [str(state), str(subjects[off.subject]), off.code, off.name, off.unit, off.reason, day]
    for state, lines in (
        (_("不在大厅，随单位"), found.with_unit),
        (_("不在大厅，没有写理由"), found.unexplained),
        (_("在大厅"), found.inside),
    ):
        for line in lines:
            yield [str(state), str(subjects["item"]), line.code, line.name, line.unit, "", ""]
    for unit in found.units:
        share = _("{there}/{all} 个县级事项在大厅办").format(there=unit.items_in, all=unit.items)
        yield [str(share), str(subjects["unit"]), unit.code, unit.name, "", "", ""]


def register_for(user: User) -> Register:
    """The register as a person may read it now. Errors: NotYourPost."""
    now = database_now()
    return register(counties_of(user, at=now), today=local_date(now))


def enter(by: User, *, subject: str, code: str, reason: str, review_on: date | None) -> None:
    """Write one line of the register. Errors: NotFound, and those of the four verbs."""
    if subject == "unit":
        unit = _units(counties_of(by, at=database_now())).filter(code=code).first()
        if unit is None:
            raise NotFound
        if reason.strip():
            keep_unit_off_hall(unit=unit, reason=reason, review_on=review_on, by=by)
        else:
            bring_unit_in(unit=unit, by=by)
        return
    item = Item.objects.filter(versions__in=_items(counties_of(by, at=database_now())), code=code).first()
    if item is None:
        raise NotFound
    if reason.strip():
        keep_item_off_hall(item=item, reason=reason, review_on=review_on, by=by)
    else:
        bring_item_in(item=item, by=by)
