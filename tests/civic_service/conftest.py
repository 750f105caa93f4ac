"""Two villages of one town, another town, their people, and a villager without a phone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from civic_service import actions
from civic_service.actions import Filing, Paper, Shot, Signed
from civic_service.models import Errand
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant, User
from kernel.organizations.models import Organization, Region, Role, ServicePoint, Window
from tests.cast import MONDAY, Cast, organization, post, staff

FORM = {"premises": "上岭村 3 组", "area": "80"}
HOUR = timedelta(hours=1)
# the picture of the mandate that bears the thumb-print; still on the telephone
SHEET = Shot("mandate", "e" * 64, 1_000)


@dataclass
class Countryside:
    """The places and people below the county."""

    town: Organization
    other_town: Organization
    room: Organization
    other_room: Organization
    counter: Window
    agent: User
    second_agent: User
    other_agent: User
    town_clerk: User
    other_town_clerk: User
    villager: Applicant


def _place(county: Region, code: str, name: str, level: str, above: Organization | Region, unit: str) -> Organization:
    parent = above.region if isinstance(above, Organization) else above
    region = Region.objects.create(code=code, name=name, level=level, parent=parent, sort_key="x")
    kind = "town_centre" if level == "town" else "village_room"
    place = organization(
        unit, f"place_{unit.lower()}", f"{name}{'便民服务中心' if level == 'town' else '便民服务室'}", kind, region
    )
    place.ranked = False
    place.parent = above if isinstance(above, Organization) else Organization.objects.get(kind="centre")
    place.save()
    return place


@pytest.fixture
def countryside(cast: Cast) -> Countryside:
    return settle(cast)


def settle(cast: Cast) -> Countryside:
    """Put the places and people below the county of the cast."""
    town = _place(cast.region, "990101200000", "松山乡", "town", cast.region, "TC200")
    other_town = _place(cast.region, "990101100000", "柳林镇", "town", cast.region, "TC100")
    room = _place(cast.region, "990101200200", "上岭村", "village", town, "VR200200")
    other_room = _place(cast.region, "990101200201", "下岭村", "village", town, "VR200201")
    people = {
        key: staff(key, name)
        for key, name in {
            "shiyf": "石玉芬",
            "tianxh": "田小禾",
            "xial": "夏兰",
            "wanghai": "汪海",
            "liulin": "刘林",
        }.items()
    }
    post(people["shiyf"], Role.VILLAGE_AGENT, room, title="上岭村代办员 A 岗")
    post(people["tianxh"], Role.VILLAGE_AGENT, room, title="上岭村代办员 B 岗")
    post(people["xial"], Role.VILLAGE_AGENT, other_room, title="下岭村代办员")
    post(people["wanghai"], Role.TOWN_CLERK, town, title="松山乡便民服务中心经办")
    post(people["liulin"], Role.TOWN_CLERK, other_town, title="柳林镇便民服务中心经办")
    point = ServicePoint.objects.create(organization=town, name="松山乡便民服务中心")
    counter = Window.objects.create(code="200-1", name="综合一", organization=town, service_point=point)
    post(people["wanghai"], Role.WINDOW_CLERK, town, counter, "松山乡综合一")
    villager = register_applicant(
        kind="natural",
        name="李桂兰",
        id_kind="resident_id",
        id_number="990101195604120024",
        contact_name="赵磊",
        contact_phone="16100000031",
    )
    return Countryside(
        town,
        other_town,
        room,
        other_room,
        counter,
        people["shiyf"],
        people["tianxh"],
        people["xial"],
        people["wanghai"],
        people["liulin"],
        villager,
    )


def signed(**changes: Any) -> Signed:
    facts: dict[str, Any] = {
        "sign": "thumb",
        "until": date(2026, 12, 31),
        "scope": ["submit", "receive"],
        "witnesses": ("田小禾", "石大山"),
    }
    return Signed(**(facts | changes))


def filed(cast: Cast, there: Countryside, *, at: datetime | None = MONDAY, **changes: Any) -> Errand:
    """Filed in 上岭村 by 石玉芬 with three papers, one original among them; a picture of the sheet follows."""
    by, facts = (
        changes.pop("by", there.agent),
        {
            "packet": uuid4(),
            "version": cast.item,
            "applicant": there.villager,
            "values": FORM,
            "papers": [Paper("m1", originals=1), Paper("m2", copies=2), Paper("m3", copies=1)],
            "signed": signed(),
            "photos": [SHEET],
        },
    )
    return actions.file_packet(by=by, filing=Filing(**(facts | changes)), at=at)


def at_town(cast: Cast, there: Countryside, *, at: datetime = MONDAY, **changes: Any) -> Errand:
    """In the town, an hour after it was filed and half an hour on the road."""
    errand = filed(cast, there, at=at, **changes)
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[errand.case.number], at=at + HOUR / 2)
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={errand.case.number: 1}, at=at + HOUR)
    return Errand.objects.with_row().get(pk=errand.pk)
