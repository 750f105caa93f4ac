"""Who works in the county: seats drawn from the tables, people invented for those that the cast does not fill."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from county_portal.demo import tables
from county_portal.demo.people import Register
from county_portal.demo.places import TOWN_WINDOWS, villages_by_town
from kernel.organizations.models import Role

# the centre's own counters and who sits there
CENTRE_COUNTERS: Final = ("Z01", "Z01", "Z02", "Z02", "Z05")
BUREAU_SECTIONS: Final = (("市场准入科", 5), ("投资建设科", 5), ("社会事务科", 4))
OUTSIDE_HALL: Final = ("BM19C", "BM16H", "BM30", "BM31", "BM32")


@dataclass
class Seat:
    """A person and the posts held: role, organisation code, window code or empty, title."""

    username: str
    name: str
    posts: list[tuple[str, str, str, str]] = field(default_factory=list)


class Roster:
    """All seats of the county in the order in which their posts are written; the cast comes first."""

    def __init__(self, random: Random) -> None:
        rows = tables.cast()
        known = {row["username"] for row in rows} | {row["username"] for row in tables.applicants()}
        self._register = Register(random, frozenset(known))
        self.seats: list[Seat] = []
        self._named: dict[tuple[str, str], Seat] = {}
        for row in rows:
            seat = Seat(row["username"], row["name"])
            seat.posts.append((row["role"], row["organization"], row["window"], row["title"]))
            self.seats.append(seat)
            if row["window"]:
                self._named[row["organization"], row["window"]] = seat
        for department in tables.departments():
            self._counters(department)
            self._back_office(department)
        self._approval_bureau()
        self._centre()
        for town in tables.towns():
            self._town(town)
        self._villages()

    def _person(self) -> Seat:
        name = self._register.name()
        seat = Seat(self._register.username(name), name)
        self.seats.append(seat)
        return seat

    def _seat_of(self, username: str) -> Seat:
        return next(seat for seat in self.seats if seat.username == username)

    def _counters(self, row: tables.DepartmentRow) -> None:
        """The window staff of one department, spread over its counters; the first at a counter is A 岗 and its head."""
        seats: list[Seat] = []
        count = row.staff or len(row.windows)
        for place in range(count):
            code = row.windows[place % len(row.windows)]
            first = place < len(row.windows)
            seat = self._named.get((row.code, code)) if first else None
            seat = seat or self._person()
            title = f"{code} 窗口 {'A' if first else 'B'} 岗"
            if all(post[0] != Role.WINDOW_CLERK for post in seat.posts):
                seat.posts.append((Role.WINDOW_CLERK, row.code, code, title))
            if first:
                seat.posts.append((Role.WINDOW_HEAD, row.code, code, f"{code} 窗口负责人"))
            seats.append(seat)
        if not seats:
            return
        if not any(post[0] == Role.CHIEF_REPRESENTATIVE for seat in seats for post in seat.posts):
            chief = seats[1] if row.code == "BM01" else seats[0]
            chief.posts.append((Role.CHIEF_REPRESENTATIVE, row.code, "", f"{row.short_name}首席代表"))
        if not any(post[0] == Role.PARTICIPANT_HANDLER for seat in seats for post in seat.posts):
            seats[-1].posts.append((Role.PARTICIPANT_HANDLER, row.code, "", f"{row.short_name}联办经办人"))

    def _back_office(self, row: tables.DepartmentRow) -> None:
        """Reviewer, leader in charge (who decides) and head of every department but the approval bureau."""
        if row.code == "BM01" or row.kind == "enterprise":
            return
        self._person().posts.append((Role.REVIEWER, row.code, "", f"{row.short_name}审查"))
        leader = self._person()
        leader.posts.append((Role.APPROVER, row.code, "", f"{row.short_name}分管领导（决定）"))
        leader.posts.append((Role.DEPARTMENT_LEADER, row.code, "", f"{row.short_name}分管领导"))
        self._person().posts.append((Role.DEPARTMENT_HEAD, row.code, "", f"{row.short_name}主要负责人"))
        if not row.windows:
            leader.posts.append((Role.CHIEF_REPRESENTATIVE, row.code, "", f"{row.short_name}首席代表"))

    def _approval_bureau(self) -> None:
        """26 in the back office: the head, two deputies (cast), three sections, site visits, law."""
        self._person().posts.append((Role.DEPARTMENT_HEAD, "BM01", "", "审批局局长"))
        for section, count in BUREAU_SECTIONS:
            for _ in range(count):
                self._person().posts.append((Role.REVIEWER, "BM01", "", f"{section}审查"))
        for _ in range(3):
            self._person().posts.append((Role.SITE_INSPECTOR, "BM01", "", "现场勘验科勘验"))
        for _ in range(3):
            self._person().posts.append((Role.REVIEWER, "BM01", "", "政策法规科"))

    def _centre(self) -> None:
        """26 in the centre and the supervision room; those of the cast are seated already."""
        for title in ("副主任（分管基层）", "副主任（分管交易）"):
            seat = self._person()
            seat.posts.append((Role.DEPUTY_DIRECTOR, "CENTRE", "", title))
            seat.posts.append((Role.APPROVER, "CENTRE", "", f"{title}决定"))
        for code in CENTRE_COUNTERS:
            self._person().posts.append((Role.WINDOW_CLERK, "CENTRE", code, f"{code} 窗口"))
        for _ in range(3):
            self._person().posts.append((Role.SUPERVISION_OFFICE, "CENTRE", "", "督查科"))
        for _ in range(4):
            self._person().posts.append((Role.REVIEWER, "CENTRE", "", "为民服务科"))
        for _ in range(2):
            self._person().posts.append((Role.TRADING_OFFICER, "CENTRE", "", "公共资源交易科"))
        self._seat_of("shaom").posts.append((Role.CHIEF_REPRESENTATIVE, "CENTRE", "", "综合服务中心首席代表"))
        for _ in range(2):
            self._person().posts.append((Role.DISCIPLINE_INSPECTION, "DISCIPLINE", "", "党风政风监督室"))

    def _town(self, town: tables.TownRow) -> None:
        """A town centre: the leader on duty decides, one reviews, the others sit at its counters."""
        code = f"TC{town.code[6:9]}"
        leader = self._person()
        leader.posts.append((Role.APPROVER, code, "", f"{town.name}带班领导"))
        self._person().posts.append((Role.REVIEWER, code, "", f"{town.name}便民服务中心审核"))
        for place in range(town.staff - 2):
            cast = town.code == "990101200000" and place == 0
            seat = self._seat_of("wanghai") if cast else self._person()
            window = f"{town.code[6:9]}-{place % town.windows + 1}"
            seat.posts.append((Role.WINDOW_CLERK, code, window, f"{TOWN_WINDOWS[place % town.windows]}窗口"))
            if place == 1:
                seat.posts.append((Role.CHIEF_REPRESENTATIVE, code, "", f"{town.name}便民服务中心首席代表"))
            if not cast:
                seat.posts.append((Role.TOWN_CLERK, code, "", f"{town.name}便民服务中心经办人"))

    def _villages(self) -> None:
        """Every village has an agent; a town's further agents are B 岗 of its first villages."""
        named = {row["organization"] for row in tables.cast() if row["role"] == Role.VILLAGE_AGENT}
        for town in tables.towns():
            villages = villages_by_town()[town.code]
            for place in range(town.agents):
                code, name = villages[place % len(villages)]
                room = f"VR{code[6:]}"
                if room in named:
                    continue
                rank = "A" if place < len(villages) else "B"
                self._person().posts.append((Role.VILLAGE_AGENT, room, "", f"{name}代办员 {rank} 岗"))

    def stand_ins(self) -> Iterator[tuple[str, str, str, str]]:
        """B 岗: (holder, role, window, deputy) for every counter but C09, and for those who review and decide."""
        yield from self._at_counters()
        yield "dingyf", Role.APPROVER, "", "lujing"
        yield "taor", Role.SITE_INSPECTOR, "", "weid"
        yield "shiyf", Role.VILLAGE_AGENT, "", "tianxh"
        by_unit: dict[str, dict[str, str]] = defaultdict(dict)
        for seat in self.seats:
            for role, unit, window, _title in seat.posts:
                if not window:
                    by_unit[unit].setdefault(role, seat.username)
        for unit, roles in by_unit.items():
            head = roles.get(Role.DEPARTMENT_HEAD)
            if unit != "BM01" and head and Role.APPROVER in roles:
                yield roles[Role.APPROVER], Role.APPROVER, "", head

    def _at_counters(self) -> Iterator[tuple[str, str, str, str]]:
        """The A 岗 of a counter is stood in for by the one of the neighbouring counter of the same zone."""
        first: dict[str, str] = {}
        for seat in self.seats:
            for role, _unit, window, title in seat.posts:
                if role == Role.WINDOW_CLERK and window and not title.endswith("B 岗"):
                    first.setdefault(window, seat.username)
        zones: dict[str, list[str]] = defaultdict(list)
        for window in sorted(first):
            zones[window.split("-")[0] if "-" in window else window[0]].append(window)
        for windows in zones.values():
            for place, window in enumerate(windows):
                neighbour = windows[place + 1] if place + 1 < len(windows) else windows[place - 1]
                if window != "C09" and first[neighbour] != first[window]:
                    yield first[window], Role.WINDOW_CLERK, window, first[neighbour]
