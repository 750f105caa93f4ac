"""Regions, units, service points and counters of the county, written from the tables."""

from datetime import date
from typing import Final

from stdnum.cn import uscc

from county_portal.demo import tables
from county_portal.demo.tables import DepartmentRow, TownRow
from kernel.identifiers.documents import org_code_check_character
from kernel.organizations.models import LevelName, Organization, Region, ServicePoint, Window
from kernel.organizations.pinyin import sort_key

COUNTY: Final = "990101000000"
COURT: Final = "示范县人民法院"
RANKED: Final = ("own", "mass")
_WORKWEEK: Final = ("1", "2", "3", "4", "5")
COUNTY_HOURS: Final = {day: [["08:30", "12:00"], ["13:30", "17:30"]] for day in _WORKWEEK}
TOWN_HOURS: Final = {day: [["08:30", "11:30"], ["13:30", "17:00"]] for day in _WORKWEEK}
# 上岭村 first: it is the village of the cast
PINE_HILL: Final = ("990101200000", ("上岭", "下岭", "石门", "泉头", "桃花峪", "白石崖", "牛角湾"))
TOWN_WINDOWS: Final = ("综合一", "综合二", "人社医保", "建设土地", "民政残联", "农业")


def villages_by_town() -> dict[str, list[tuple[str, str]]]:
    """Code and name of every village by its town, stems drawn in the list's order, unique within a town."""
    stems, drawn = tables.village_stems(), 0
    found: dict[str, list[tuple[str, str]]] = {}
    for town in tables.towns():
        fixed = PINE_HILL[1] if town.code == PINE_HILL[0] else None
        rows: list[tuple[str, str]] = []
        for place in range(town.villages):
            stem = fixed[place] if fixed else stems[(drawn + place) % len(stems)]
            code = town.code[:9] + f"{place + (1 if town.urban else 200):03d}"
            rows.append((code, stem + ("社区" if town.urban else "村")))
        drawn += 0 if fixed else town.villages
        found[town.code] = rows
    return found


def credit_code(prefix: str, sequence: int) -> str:
    """An 18-character code of the county's own (non-existing) division with both check characters."""
    body = f"{sequence:08d}"
    stem = f"{prefix}990101{body}{org_code_check_character(body)}"
    return stem + str(uscc.calc_check_digit(stem))


def build_regions() -> None:
    """Province, city, county, 15 towns, 186 villages."""
    province = _region("990000000000", "示例省", "province", None)
    city = _region("990100000000", "示例市", "city", province)
    county = _region(COUNTY, "示范县", "county", city)
    for upper in (province, city, county):
        upper.save()
    towns = Region.objects.bulk_create(_region(town.code, town.name, "town", county) for town in tables.towns())
    by_code = {town.code: town for town in towns}
    Region.objects.bulk_create(
        _region(code, name, "village", by_code[town])
        for town, villages in villages_by_town().items()
        for code, name in villages
    )
    LevelName.objects.bulk_create(
        LevelName(level=level, name=name)
        for level, name in (("county", "综合服务中心"), ("town", "便民服务中心"), ("village", "便民服务室"))
    )


def _region(code: str, name: str, level: str, parent: Region | None) -> Region:
    return Region(code=code, name=name, level=level, parent=parent, sort_key=sort_key(name))


def build_organizations(review_on: date) -> None:
    """The centre, 34 departments, the discipline organ, 15 town centres and 186 village rooms.

    `review_on`: the day on which the units outside the hall are looked at again (清理台账).
    """
    regions = {region.code: region for region in Region.objects.all()}
    county = regions[COUNTY]
    centre = Organization.objects.create(
        code="CENTRE",
        identifier="service_centre",
        name="示范县综合服务中心",
        short_name="综合服务中心",
        document_mark="示政服",
        kind="centre",
        region=county,
        credit_code=credit_code("12", 90),
        review_organ="示范县人民政府",
        court=COURT,
        phone="16100000090",
    )
    Organization.objects.create(
        code="DISCIPLINE",
        identifier="discipline_commission",
        name="中共示范县纪律检查委员会、示范县监察委员会",
        short_name="县纪委监委",
        kind="supervision",
        region=county,
        in_hall=False,
        phone="16100000091",
    )
    Organization.objects.bulk_create(
        _department(row, county, place, review_on) for place, row in enumerate(tables.departments(), start=1)
    )
    _parents()
    towns = Organization.objects.bulk_create(
        _town_centre(town, regions[town.code], centre, place) for place, town in enumerate(tables.towns(), start=1)
    )
    by_town = {town.region_id: town for town in towns}
    Organization.objects.bulk_create(
        Organization(
            code=f"VR{region.code[6:]}",
            identifier=f"village_{region.code[6:]}",
            kind="village_room",
            region=region,
            name=f"{region.parent.name}{region.name}便民服务室",
            short_name=f"{region.parent.name}{region.name}",
            parent=by_town[region.parent_id],
            in_hall=False,
            phone=f"16100002{place:03d}",
        )
        for place, region in enumerate(
            Region.objects.filter(level="village").select_related("parent").order_by("code"), start=1
        )
        if region.parent is not None and region.parent_id is not None
    )


def _department(row: DepartmentRow, county: Region, place: int, review_on: date) -> Organization:
    return Organization(
        code=row.code,
        identifier=row.identifier,
        name=row.name,
        short_name=row.short_name,
        document_mark=row.mark,
        kind=row.kind,
        region=county,
        ranked=row.kind in RANKED and not row.off_hall_reason,
        in_hall=not row.off_hall_reason,
        off_hall_reason=row.off_hall_reason,
        off_hall_review_on=review_on if row.off_hall_reason else None,
        credit_code=credit_code("91" if row.kind == "enterprise" else "11", place),
        review_organ=row.review_organ,
        court=COURT if row.review_organ else "",
        phone=row.phone.replace("-", ""),
    )


def _parents() -> None:
    """Offices that belong to a department."""
    for child, parent in (("BM19C", "BM19"), ("BM16H", "BM16")):
        Organization.objects.filter(code=child).update(parent=Organization.objects.get(code=parent))


def _town_centre(town: TownRow, region: Region, centre: Organization, place: int) -> Organization:
    return Organization(
        code=f"TC{town.code[6:9]}",
        identifier=f"town_{town.code[6:9]}",
        name=f"{town.name}便民服务中心",
        short_name=town.name,
        kind="town_centre",
        region=region,
        parent=centre,
        in_hall=False,
        credit_code=credit_code("12", 100 + place),
        review_organ="示范县人民政府",
        court=COURT,
        phone=f"161000001{place:02d}",
    )


def build_windows() -> None:
    """The hall with its counters, the two places outside it, and the counters of the towns."""
    units = {unit.code: unit for unit in Organization.objects.exclude(kind="village_room")}
    points = {
        "hall": _point(units["CENTRE"], "县政务服务大厅", "示范县府前街 1 号"),
        "BM19C": _point(units["BM19C"], "车辆管理所", "示范县城关街道环城北路 66 号"),
        "BM16H": _point(units["BM16H"], "婚姻登记处", "示范县城关街道幸福路 9 号"),
    }
    for point in points.values():
        point.save()
    Window.objects.bulk_create(
        Window(code=code, name=name, organization=units[unit], service_point=points.get(unit, points["hall"]))
        for code, name, unit in tables.windows()
    )
    for town in tables.towns():
        unit = units[f"TC{town.code[6:9]}"]
        point = ServicePoint.objects.create(
            organization=unit,
            name=f"{town.name}便民服务大厅",
            address=f"示范县{town.name}政府院内",
            phone=unit.phone,
            hours=TOWN_HOURS,
        )
        Window.objects.bulk_create(
            Window(code=f"{town.code[6:9]}-{n}", name=name, organization=unit, service_point=point)
            for n, name in enumerate(TOWN_WINDOWS[: town.windows], start=1)
        )


def _point(unit: Organization, name: str, address: str) -> ServicePoint:
    return ServicePoint(organization=unit, name=name, address=address, phone=unit.phone, hours=COUNTY_HOURS)
