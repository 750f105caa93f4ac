"""What a list would change: each of its items beside the version that the county has. Pure, writes nothing."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.catalogue.columns import COLUMNS
from kernel.catalogue.drafts import MaterialDraft, catch_all
from kernel.catalogue.imports import cells
from kernel.catalogue.imports.conversion import convert_promise
from kernel.catalogue.imports.news import heard, leave_out_what_is_no_news, overwritten, run_together
from kernel.catalogue.imports.rows import ItemRow, Remark
from kernel.catalogue.models import ItemVersion, Material, Regime, Unit
from kernel.catalogue.promises import require_no_contradiction
from kernel.catalogue.sounds import initials
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Organization
from kernel.workdays.working_calendar import WorkCalendar

# a new edition is a draft of its own; nothing of how the last one was published goes with it
_OF_THE_EDITION: Final = frozenset(
    {
        *("id", "item", "number", "state", "revision", "drafted_by", "drafted_at"),
        *("submitted_by", "submitted_at", "published_by", "published_at"),
    }
)
# a list that does not know them leaves the draft without, where the table's own default would be a guess
_UNKNOWN: Final[Mapping[str, Any]] = {"task_type": "", "project_type": "", "on_site_times": None}
_WORDS_OF_A_PAPER: Final = ("form", "copies", "required", "condition", "tolerable", "shared", "issuer", "source")
# follows from the name
_DERIVED: Final = frozenset({"sort_key"})


@dataclass(frozen=True)
class County:
    """What the county has that a list's words may mean: organs by name, regimes by code, the calendar of the law.

    `readings` are its own initials of words.
    """

    organs: Mapping[str, Organization]
    regimes: Mapping[str, Regime]
    readings: Mapping[str, str]
    calendar: WorkCalendar


@dataclass
class Landing:
    """A draft to be written: the columns of `version` are whole but for its item and number.

    `base` is the version whose chain, fees, windows and (where `papers` is None) materials it takes over.
    """

    row: ItemRow
    version: ItemVersion
    base: ItemVersion | None
    papers: tuple[MaterialDraft, ...] | None


@dataclass
class Plan:
    """What a list would change, and what is to be said of its lines."""

    landings: list[Landing] = field(default_factory=list)
    unchanged: int = 0
    # by code what the list says of each item that it has
    above: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    # of parts that are done and whose rows nobody needs any more
    done: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Plan") -> None:
        """Take in what became of further rows of the list, their numbers and what was said of them."""
        self.done.update(other.counts())
        self.refused += other.refused
        self.remarks += other.remarks

    def counts(self) -> dict[str, int]:
        """Numbers for people and machines; `unit_unstated` are drafts of this list that wait for 法制审核."""
        here = {
            "created": sum(landing.base is None for landing in self.landings),
            "changed": sum(landing.base is not None for landing in self.landings),
            "unchanged": self.unchanged,
            "materials": sum(len(landing.papers or ()) for landing in self.landings),
            "unit_unstated": sum(landing.version.statutory_unit == Unit.UNSTATED for landing in self.landings),
        }
        return {name: number + self.done[name] for name, number in here.items()}


def plan_import(rows: Iterable[ItemRow], present: Mapping[str, ItemVersion], county: County) -> Plan:
    """Compare a list with what is there, by code.

    `present` has of every item of the list its draft, else the version in force, else its last, with its details.
    """
    plan = Plan()
    for row in rows:
        base = present.get(row.code)
        convert_promise(row, county.calendar)
        last: Mapping[str, Any] = base.item.above if base is not None else {}
        above = heard(row, last)
        if base is not None:
            leave_out_what_is_no_news(row, base, last)
        _keep_overrides(row, base)
        version = _version(row, base, county)
        papers = _papers(row, base)
        try:
            require_no_contradiction(version, county.calendar)
        except Refusal as refusal:
            plan.refused.append(Remark(row.line, row.code, refusal.sentence))
            continue
        plan.above[row.code] = above
        row.remarks += overwritten(version, papers, base, last) if base is not None else ()
        plan.remarks += [Remark(row.line, row.code, words) for words in (*row.remarks, *_open_points(version))]
        if base is not None and papers is None and not _differs(version, base):
            plan.unchanged += 1
        else:
            plan.landings.append(Landing(row, version, base, papers))
    return plan


def _keep_overrides(row: ItemRow, base: ItemVersion | None) -> None:
    """Where the county says otherwise with a reason, the list is heard and not followed."""
    for each in base.overrides.all() if base is not None else ():
        if each.column in row.known and row.known[each.column] != getattr(base, each.column):
            sentence = _("“{column}”本县另定（{reason}），没有采用清单的“{said}”。")
            said = cells.shown(str(row.known.pop(each.column)))
            row.remarks.append(sentence.format(column=COLUMNS[each.column], reason=each.reason, said=said))


def _version(row: ItemRow, base: ItemVersion | None, county: County) -> ItemVersion:
    """The draft as it would be: what the list knows laid over what is there."""
    name = row.known["name"] if "name" in row.known or base is None else base.name
    known = {**row.known, "sort_key": initials(name, county.readings)}
    organ = county.organs.get(row.department)
    if organ is not None:
        known |= {"organization": organ, "department_name": ""}
    if row.regime in county.regimes:
        known["regime"] = county.regimes[row.regime]
    if base is None:
        return ItemVersion(**{**_UNKNOWN, **known})
    before = {name: getattr(base, name) for name in _columns()}
    if known.get("statutory_length", before["statutory_length"]) != before["statutory_length"]:
        # the unit was that of another number
        known.setdefault("statutory_unit", Unit.UNSTATED)
    return ItemVersion(**{**before, **known})


def _columns() -> list[str]:
    return [each.name for each in ItemVersion._meta.concrete_fields if each.name not in _OF_THE_EDITION]


def _differs(version: ItemVersion, before: ItemVersion) -> bool:
    compared = [
        each.attname for each in ItemVersion._meta.concrete_fields if each.name not in _OF_THE_EDITION | _DERIVED
    ]
    return any(getattr(version, name) != getattr(before, name) for name in compared)


def _papers(row: ItemRow, base: ItemVersion | None) -> tuple[MaterialDraft, ...] | None:
    """The papers to be written; None where those of the base stay."""
    if row.materials is None:
        return None if base is not None else ()
    row.remarks += [
        _("“{name}”是兜底材料，没有导入，请逐项写明。").format(name=paper.name)
        for paper in row.materials
        if catch_all(paper.name)
    ]
    named = [paper for paper in row.materials if not catch_all(paper.name)]
    if base is None:
        return tuple(named)
    present = list(base.materials.all())
    if row.named_only and run_together(named) == run_together(present):
        return None
    before = {paper.name: paper for paper in present}
    after = tuple(_kept(paper, before.get(paper.name), row.named_only) for paper in named)
    return None if _same(after, present) else after


def _kept(paper: MaterialDraft, before: Material | None, named_only: bool) -> MaterialDraft:
    """A paper of the list with what the list cannot know of it: which may follow later, which is shared, and when."""
    if before is None:
        return paper
    kept = _WORDS_OF_A_PAPER if named_only else ("condition", "tolerable", "shared")
    taken = {name: getattr(before, name) for name in kept}
    said = {name: getattr(paper, name) or getattr(before, name) for name in ("issuer", "source")}
    return MaterialDraft(**{**vars(paper), **taken, **said})


def _same(after: Collection[MaterialDraft], before: Collection[Material]) -> bool:
    return [vars(paper) for paper in after] == [
        {"code": paper.code, "name": paper.name, **{name: getattr(paper, name) for name in _WORDS_OF_A_PAPER}}
        for paper in before
    ]


def _open_points(version: ItemVersion) -> list[str]:
    found = []
    if version.statutory_unit == Unit.UNSTATED:
        found.append(_("期限单位待法制审核。"))
    if version.organization is None:
        found.append(_("部门“{name}”不是本县单位，发布前须对应到本县单位。").format(name=version.department_name))
    return found
