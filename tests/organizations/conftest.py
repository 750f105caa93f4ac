"""The cast of these tests: a hall with one department, a town, its agent, an approver with his deputy, a stranger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from kernel.accounts.models import User
from kernel.organizations.models import Absence, Deputy, Organization, Post, Region, Role, ServicePoint, Window
from kernel.workdays.zone import SHANGHAI

DAY = date(2026, 10, 14)
NOON = datetime(2026, 10, 14, 12, 0, tzinfo=SHANGHAI)


def person(sign_in: str, name: str) -> User:
    return User.objects.create_user(sign_in, full_name=name, is_staff_member=True)


@dataclass
class Hall:
    county: Region
    town: Region
    village: Region
    bureau: Organization
    water: Organization
    town_centre: Organization
    village_room: Organization
    window: Window
    other_window: Window
    han: User  # window clerk at C01
    ding: User  # approver of the bureau
    lu: User  # his B 岗
    wei: User  # third in line
    wang: User  # town clerk
    shi: User  # village agent
    jiang: User  # supervision office
    security: User
    stranger: User


def _region(code: str, name: str, level: str, parent: Region | None) -> Region:
    return Region.objects.create(code=code, name=name, level=level, parent=parent, sort_key=name)


@pytest.fixture
def hall(db: None) -> Hall:
    county = _region("990101000000", "示范县", "county", None)
    town = _region("990101200000", "松山乡", "town", county)
    village = _region("990101200200", "上岭村", "village", town)
    centre = Organization.objects.create(
        code="ZX", identifier="centre", name="示范县综合服务中心", kind="centre", region=county
    )
    bureau = Organization.objects.create(
        code="BM01",
        identifier="approval_bureau",
        name="县行政审批服务局",
        kind="own",
        region=county,
        review_organ="示范县人民政府",
        court="示范县人民法院",
    )
    water = Organization.objects.create(code="BM11", identifier="water", name="县水利局", kind="own", region=county)
    town_centre = Organization.objects.create(
        code="XZ200", identifier="songshan", name="松山乡便民服务中心", kind="town_centre", region=town
    )
    village_room = Organization.objects.create(
        code="CJ200200",
        identifier="shangling",
        name="上岭村便民服务室",
        kind="village_room",
        region=village,
        parent=town_centre,
    )
    point = ServicePoint.objects.create(organization=centre, name="政务大厅")
    cast = {
        sign_in: person(sign_in, name)
        for sign_in, name in [
            ("han", "韩雪"), ("ding", "丁一凡"), ("lu", "卢静"), ("wei", "卫东"), ("wang", "汪海"), ("shi", "石玉芬"),
            ("jiang", "蒋文博"), ("security", "安全管理员"), ("stranger", "路人甲"),
        ]
    }  # fmt: skip
    windows = [
        Window.objects.create(code=code, name="社会事务综合受理", organization=bureau, service_point=point)
        for code in ("C01", "C02")
    ]
    hall = Hall(county, town, village, bureau, water, town_centre, village_room, *windows, **cast)
    for user, role, organization, window in [
        (hall.han, Role.WINDOW_CLERK, bureau, hall.window),
        (hall.ding, Role.APPROVER, bureau, None),
        (hall.lu, Role.REVIEWER, bureau, None),
        (hall.wang, Role.TOWN_CLERK, town_centre, None),
        (hall.shi, Role.VILLAGE_AGENT, village_room, None),
        (hall.jiang, Role.SUPERVISION_OFFICE, centre, None),
        (hall.security, Role.ADMIN_SECURITY, centre, None),
    ]:
        Post.objects.create(user=user, role=role, organization=organization, window=window, from_date=date(2026, 1, 1))
    return hall


@pytest.fixture
def approver_post(hall: Hall) -> Post:
    return Post.objects.get(user=hall.ding)


@pytest.fixture
def with_deputies(hall: Hall, approver_post: Post) -> Post:
    Deputy.objects.create(post=approver_post, user=hall.lu, rank=1, from_date=date(2026, 1, 1))
    Deputy.objects.create(post=approver_post, user=hall.wei, rank=2, from_date=date(2026, 1, 1))
    return approver_post


@pytest.fixture
def away() -> Callable[[User], Absence]:
    """Sends a person away from eleven to one."""

    def leave(user: User) -> Absence:
        hour = timedelta(hours=1)
        return Absence.objects.create(user=user, from_at=NOON - hour, until_at=NOON + hour, reason="annual_leave")

    return leave
