"""Below each unit's county a town and a room, and errands in every stage a verb may need."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Final
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import actions as hall
from civic_service import actions
from civic_service.actions import Filing, Paper, Shot, Signed
from civic_service.models import Bag, Errand
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant, User
from kernel.catalogue.models import ItemVersion
from kernel.organizations.models import Organization, Region, Role, ServicePoint, Window
from tests.cast import MONDAY, organization
from tests.documents.samples import jpeg
from tests.matrix.people import FOREIGN, OTHER, OWN, appoint

# county, town and room of each unit; the own one's town is the one that the two roles of a town stand in
_CODES: Final[Mapping[str, tuple[str, str]]] = {
    OWN: ("990101001", "XZ01"), OTHER: ("990101002", "XZ02"), FOREIGN: ("990102001", "L-XZ01"),
}  # fmt: skip
_MINUTE: Final = timedelta(minutes=1)
PHOTO: Final = jpeg()
PHOTO_SHA256: Final = sha256(PHOTO).hexdigest()


@dataclass
class Countryside:
    """One town's places, people and errands."""

    town: Organization
    room: Organization
    counter: Window
    agent: User
    clerk: User
    errands: dict[str, Errand] = field(default_factory=dict)
    bags: dict[str, Bag] = field(default_factory=dict)

    def words(self) -> set[str]:
        """What names a matter on its way, or the bag it lies in."""
        return {errand.case.number for errand in self.errands.values()} | {bag.number for bag in self.bags.values()}


def places(name: str, centre: Organization) -> Countryside:
    """A town, its room and its counter in the county of that centre, with their people."""
    code, unit = _CODES[name]
    county = centre.region
    town_region = Region.objects.create(code=f"{code}000", name=f"{name}镇", level="town", parent=county, sort_key="z")
    town = organization(unit, f"town_{name}", f"{name}镇便民服务中心", "town_centre", town_region)
    village = Region.objects.create(
        code=f"{code}200", name=f"{name}村", level="village", parent=town_region, sort_key="z"
    )
    room = organization(f"{unit}-C", f"room_{name}", f"{name}村便民服务室", "village_room", village)
    Organization.objects.filter(pk__in=(town.pk, room.pk)).update(ranked=False)
    for place, above in ((town, centre), (room, town)):
        place.parent = above
        place.save(update_fields=["parent"])
    point = ServicePoint.objects.create(organization=town, name=f"{name}镇便民服务中心")
    counter = Window.objects.create(code=f"T{unit[-4:]}", name="综合", organization=town, service_point=point)
    agent = appoint(f"{name}_agent", Role.VILLAGE_AGENT, room)
    clerk = appoint(f"{name}_town", Role.TOWN_CLERK, town)
    return Countryside(town, room, counter, agent, clerk)


def _villager(name: str, serial: int) -> Applicant:
    return register_applicant(
        kind="natural", name=f"村民{name}{serial}", id_kind="passport", id_number=f"E{len(name)}{serial:07d}",
        phone="16100000009", born=date(1960, 1, 1),
    )  # fmt: skip


def fill(
    there: Countryside,
    name: str,
    *,
    item: ItemVersion,
    window: Window,
    form: Mapping[str, str],
    hall_staff: tuple[User, User, User],
) -> None:
    """An errand in the room, one in the town, one with a result, one given back, a bag on the road, one that is
    lost, and one that turned up after its matter had gone on with other papers."""
    item.receiving_windows.add(there.counter)
    signed = Signed(
        sign="glass", until=(MONDAY + timedelta(days=90)).date(), scope=["submit"], signature="10,20 30,40;50,60 70,80"
    )

    def filed(serial: int, *, signed: Signed = signed) -> Errand:
        filing = Filing(
            packet=uuid4(), version=item, applicant=_villager(name, serial), values=form,
            papers=[Paper("m1", originals=1), Paper("m2", copies=1), Paper("m3", copies=1)], signed=signed,
            photos=[Shot("m1", PHOTO_SHA256, len(PHOTO))],
        )  # fmt: skip
        return actions.file_packet(by=there.agent, filing=filing, at=MONDAY)

    def carried(errand: Errand, leg: str, by: User, to: User, minutes: int, window: Window | None = None) -> None:
        number = errand.case.number
        at = MONDAY + minutes * _MINUTE
        bag = actions.send_bag(by=by, leg=leg, numbers_of_cases=[number], window=window, at=at)
        actions.receive_bag(by=to, number=bag.number, counted={number: 1}, at=at)

    def decided(serial: int, *, to_room: bool = True) -> Errand:
        errand = filed(serial)
        clerk, reviewer, approver = hall_staff
        carried(errand, "to_town", there.agent, there.clerk, 1)
        carried(errand, "to_county", there.clerk, clerk, 2, window)
        number = errand.case.number
        hall.accept(number=number, by=clerk, at=MONDAY + 3 * _MINUTE)
        hall.complete_step(number=number, by=reviewer, opinion="", at=MONDAY + 4 * _MINUTE)
        hall.grant(number=number, by=approver, at=MONDAY + 5 * _MINUTE)
        carried(errand, "back_to_town", clerk, there.clerk, 6, window)
        if to_room:
            carried(errand, "back_to_village", there.clerk, there.agent, 7)
        return errand

    def lost(serial: int) -> tuple[Bag, Errand]:
        errand = filed(serial)
        way = {"leg": "to_town", "numbers_of_cases": [errand.case.number]}
        bag = actions.send_bag(by=there.agent, **way, at=MONDAY + _MINUTE)
        actions.lose_bag(by=there.agent, number=bag.number, reason="车上没有", at=MONDAY + 2 * _MINUTE)
        return bag, errand

    there.errands["lying"] = filed(1)
    there.errands["at_town"] = filed(2)
    carried(there.errands["at_town"], "to_town", there.agent, there.clerk, 1)
    there.errands["result"] = decided(3)
    there.errands["result_at_town"] = decided(6, to_room=False)
    there.errands["returned"] = decided(4)
    actions.give_back(
        by=there.agent, number=there.errands["returned"].case.number, receiver="本人", at=MONDAY + 8 * _MINUTE
    )
    there.errands["on_road"] = filed(5)
    there.bags["on_road"] = actions.send_bag(
        by=there.agent, leg="to_town", numbers_of_cases=[there.errands["on_road"].case.number], at=MONDAY + _MINUTE
    )
    there.errands["supplement"] = asked = filed(9, signed=replace(signed, scope=["submit", "supplement"]))
    carried(asked, "to_town", there.agent, there.clerk, 1)
    carried(asked, "to_county", there.clerk, hall_staff[0], 2, window)
    number = asked.case.number
    hall.notify_supplement(number=number, by=hall_staff[0], lines={"m1": "缺签字"}, at=MONDAY + 3 * _MINUTE)
    actions.send_asked(by=there.agent, number=number, code="m1", file=SimpleUploadedFile("m1.jpg", PHOTO))
    there.bags["lost"], there.errands["lost"] = lost(7)
    there.bags["found"], there.errands["found"] = lost(8)
    number = there.errands["found"].case.number
    actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number], at=MONDAY + 3 * _MINUTE)
    found = {"number": there.bags["found"].number, "counted": {number: 1}}
    actions.find_bag(by=there.clerk, **found, at=MONDAY + 4 * _MINUTE)
    for stage, errand in there.errands.items():
        there.errands[stage] = Errand.objects.with_row().get(pk=errand.pk)
