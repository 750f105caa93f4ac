"""The tables of the demo county as plain rows; everything in them is invented unless it names a law."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parent / "data"
UNITS: Final = {"w": "working_day", "d": "natural_day", "m": "month"}
STARTS: Final = {"a": "accepted", "r": "received", "n": "next_day", "all": "all_documents_received"}


@dataclass(frozen=True)
class TownRow:
    """One of the 15 units under the county; `staff` and `windows` are those of its service centre."""

    code: str
    name: str
    villages: int
    agents: int
    line: str
    windows: int
    staff: int

    @property
    def urban(self) -> bool:
        """Streets and the development zone have 社区, the others 村."""
        return self.code[6] == "0" or self.code[6:9] == "400"


@dataclass(frozen=True)
class DepartmentRow:
    """One unit of the hall, or one that stays outside it for `off_hall_reason`."""

    code: str
    identifier: str
    name: str
    short_name: str
    mark: str
    kind: str
    staff: int
    windows: tuple[str, ...]
    off_hall_reason: str
    review_organ: str
    phone: str


@dataclass(frozen=True)
class ItemRow:
    """One item; `volume` is its number of cases a year at real scale."""

    code: str
    name: str
    type: str
    regime: str
    organization: str
    supervisor: str
    windows: tuple[str, ...]
    length: int
    unit: str
    start: str
    promised: int
    handling: str
    project: str
    chain: str
    volume: int
    citation: str
    fee: str


@dataclass(frozen=True)
class PaperRow:
    """One paper of a checklist."""

    name: str
    form: str
    shared: bool
    issuer: str
    condition: str
    tolerable: bool


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def towns() -> tuple[TownRow, ...]:
    return tuple(
        TownRow(
            row["code"],
            row["name"],
            int(row["villages"]),
            int(row["agents"]),
            row["line"],
            int(row["windows"]),
            int(row["staff"]),
        )
        for row in _rows("regions.csv")
    )


@cache
def village_stems() -> tuple[str, ...]:
    return tuple((DATA / "village_stems.txt").read_text(encoding="utf-8").split())


@cache
def departments() -> tuple[DepartmentRow, ...]:
    return tuple(
        DepartmentRow(
            row["code"],
            row["identifier"],
            row["name"],
            row["short_name"],
            row["mark"],
            row["kind"],
            int(row["staff"]),
            tuple(row["windows"].split()),
            row["off_hall_reason"],
            row["review_organ"],
            row["phone"],
        )
        for row in _rows("departments.csv")
    )


@cache
def windows() -> tuple[tuple[str, str, str], ...]:
    """Code, name and department of every counter of the hall, and of the two outside it."""
    found: list[tuple[str, str, str]] = []
    for row in _rows("windows.csv"):
        zone, first, last = row["from"][0], int(row["from"][1:]), int(row["until"][1:])
        found += [(f"{zone}{n:02d}", row["name"], row["organization"]) for n in range(first, last + 1)]
    return tuple(found)


@cache
def items() -> tuple[ItemRow, ...]:
    return tuple(
        ItemRow(
            row["code"],
            row["name"],
            row["type"],
            row["regime"],
            row["organization"],
            row["supervisor"],
            tuple(row["windows"].split()),
            int(row["length"]),
            UNITS[row["unit"]],
            STARTS[row["start"]],
            int(row["promised"]),
            row["handling"],
            row["project"],
            row["chain"],
            int(row["volume"]),
            row["citation"],
            row["fee"],
        )
        for row in _rows("items.csv")
    )


@dataclass(frozen=True)
class JointRow:
    """One item that is handled together with others: within how many working days, and after which (empty for none)."""

    item: str
    limit: int
    after: str


@cache
def joint() -> dict[str, tuple[JointRow, ...]]:
    """By joint item what it is made of."""
    found: dict[str, tuple[JointRow, ...]] = {}
    for row in _rows("joint.csv"):
        part = JointRow(row["item"], int(row["limit"]), row["after"])
        found[row["joint"]] = (*found.get(row["joint"], ()), part)
    return found


@cache
def papers() -> dict[str, tuple[PaperRow, ...]]:
    """The checklist of every item, by its code."""
    known = {
        row["key"]: PaperRow(
            row["name"], row["form"], row["shared"] == "1", row["issuer"], row["condition"], row["tolerable"] == "1"
        )
        for row in _rows("papers.csv")
    }
    lists: dict[str, tuple[PaperRow, ...]] = {}
    for line in (DATA / "materials.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            code, _, words = line.partition(":")
            lists[code] = tuple(known.get(word.strip()) or _own_paper(word.strip()) for word in words.split(";"))
    return lists


def _own_paper(word: str) -> PaperRow:
    name, _, issuer = word.partition("@")
    bare = name.rstrip("~^")
    shared = "^" in name
    form = "electronic" if shared else "original"
    return PaperRow(bare, form, shared, issuer, "", "~" in name)


@cache
def cast() -> tuple[dict[str, str], ...]:
    """The named staff: username, name, role, organization, window, title."""
    return tuple(_rows("cast.csv"))


@cache
def applicants() -> tuple[dict[str, str], ...]:
    """The named applicants; those with a username can sign in."""
    return tuple(_rows("applicants.csv"))
