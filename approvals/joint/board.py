"""The parts of a joint matter as pages and API show them: each with its light, and how many have their result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.joint.queries import Standing, never_opens, standing, was_granted
from approvals.lists import CaseRow, case_rows
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.workdays.zone import local_date


class Stage(TextChoices):
    """How a part stands, in the applicant's words."""

    GRANTED = "granted", _("批准了")
    REFUSED = "refused", _("没有批准")
    OPEN = "open", _("正在办")
    WAITING = "waiting", _("等前一项批准后开办")
    NEVER = "never", _("前一项没有批准，不再开办")


@dataclass(frozen=True)
class Line:
    """One part: what it is, whose, and how it stands (`stage`); its case once it is opened.

    `light` is by dates and cards, `light_by_dates` without the cards. `day`: the last day while it is open, then that
    of its result.
    """

    position: int
    item: str
    department: str
    stage: Stage
    after: str
    light: str
    light_by_dates: str
    day: date | None
    left: str
    left_css: str
    row: CaseRow | None

    @property
    def case(self) -> Case | None:
        return self.row.case if self.row is not None else None

    @property
    def words(self) -> str | Promise:
        return Stage(self.stage).label

    @property
    def settled(self) -> bool:
        return self.stage in (Stage.GRANTED, Stage.REFUSED)


@dataclass(frozen=True)
class Board:
    """All parts in their order. `waiting`: the units that the lead still waits for, each once."""

    lines: Sequence[Line]
    waiting: Sequence[str]

    @property
    def decided(self) -> int:
        return sum(line.settled for line in self.lines)

    @property
    def refused(self) -> Sequence[Line]:
        return [line for line in self.lines if line.stage == Stage.REFUSED]

    @property
    def open(self) -> bool:
        """Whether the lead cannot be decided yet."""
        return any(line.stage in (Stage.OPEN, Stage.WAITING) for line in self.lines)

    def __str__(self) -> str:
        return f"{self.decided}/{len(self.lines)}"


def board(lead: Case, *, now: datetime) -> Board | None:
    """The parts of a joint matter; None of a case that leads none. In a fixed number of queries."""
    places = standing(lead)
    if not places:
        return None
    cases = Case.objects.with_row().filter(joint_part__lead=lead)
    rows = {row.case.pk: row for row in case_rows(cases, now=now, with_people=True)}
    names = _names(places)
    by_item = {place.row.item_id: place for place in places}
    lines = [_line(place, rows, names, by_item) for place in places]
    waiting = [line.department for line in lines if line.stage == Stage.OPEN]
    return Board(lines, list(dict.fromkeys(waiting)))


def _names(places: Sequence[Standing]) -> dict[int, tuple[str, str]]:
    """By item its name and its unit: of an opened part those of its case, else of the version in force."""
    unopened = [place.row.item_id for place in places if place.case is None]
    versions = ItemVersion.objects.in_force().filter(item__in=unopened).select_related("organization")
    found = {version.item_id: (version.name, version.organization.name) for version in versions}
    opened = [(place.row.item_id, place.case) for place in places if place.case is not None]
    return found | {item: (case.item_version.name, case.organization.name) for item, case in opened}


def _line(
    place: Standing,
    rows: Mapping[int, CaseRow],
    names: Mapping[int, tuple[str, str]],
    by_item: dict[int, Standing],
) -> Line:
    item, department = names.get(place.row.item_id, (place.row.item.code, ""))
    before = names.get(place.row.after_id, ("", ""))[0] if place.row.after_id is not None else ""
    row = rows[place.case.pk] if place.case is not None else None
    light, by_dates, day, left, css = _light(row) if row is not None else ("pause", "pause", None, "", "")
    stage = _stage(place, by_item)
    if stage == Stage.NEVER:
        light = by_dates = "done"
    return Line(place.row.position, item, department, stage, before, light, by_dates, day, left, css, row)


def _stage(place: Standing, by_item: dict[int, Standing]) -> Stage:
    if place.case is None:
        return Stage.NEVER if never_opens(place, by_item) else Stage.WAITING
    if not place.settled:
        return Stage.OPEN
    return Stage.GRANTED if was_granted(place.case) else Stage.REFUSED


def _light(row: CaseRow) -> tuple[str, str, date | None, str, str]:
    """Light, light by dates, the day, and what is left."""
    ended = row.case.decided_at or row.case.ended_at
    if ended is not None:
        return "done", "done", local_date(ended), "", ""
    by_dates = row.strip.light if row.strip is not None else "ok"
    return row.light, by_dates, row.due, row.left, row.left_css
