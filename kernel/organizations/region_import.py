"""A file of regions brought into the system: what is new, renamed, moved, merged or gone, with its history kept."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kernel.identifiers.regions import LEVELS, county_of
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now, instant_of_act
from kernel.ledger.writer import record
from kernel.organizations import events
from kernel.organizations.actions.regions import supersede
from kernel.organizations.models import Region
from kernel.organizations.pinyin import sort_key
from kernel.organizations.region_rows import Row, RowError, check_rows
from kernel.workdays.zone import local_date

_LOCK = 0x7265_6769_6F6E  # "region": one import at a time
# a file that would close more than this was probably cut off or belongs to another county
CLOSED_SHARE, CLOSED_AT_LEAST = 0.2, 20


class ImportRefused(Exception):
    """The file cannot be imported; nothing was changed. `errors` says why, line by line."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True)
class Change:
    """A living region that the file names or places otherwise."""

    region: Region
    row: Row
    renamed: bool
    moved: bool


@dataclass
class Plan:
    """What a file would change."""

    created: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    merged: list[tuple[Region, str]] = field(default_factory=list)
    closed: list[Region] = field(default_factory=list)
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        """Numbers for people and machines."""
        return {
            "created": len(self.created),
            "renamed": sum(change.renamed for change in self.changed),
            "moved": sum(change.moved for change in self.changed),
            "merged": len(self.merged),
            "closed": len(self.closed),
        }


def plan_import(
    rows: Collection[Row],
    living: Mapping[str, Region],
    *,
    former: Collection[str] = (),
    allow_closures: bool = False,
) -> Plan:
    """Compare a file with the living regions by code. Errors: ImportRefused with every wrong line.

    What a file does not name is closed only where the file speaks: a level (town, village) of a county of which it
    has rows. Counties and above are never closed by silence. What lay in a merged region goes with it unless the file
    says otherwise; a region is not closed while others lie in it.
    """
    errors = check_rows(rows, {code: region.level for code, region in living.items()}, former)
    if errors:
        raise ImportRefused(errors)
    plan = Plan()
    for row in rows:
        region = living.get(row.code)
        if row.merged_into:
            plan.merged += [(region, row.merged_into)] if region is not None else []
            plan.unchanged += region is None
        elif region is None:
            plan.created.append(row)
        else:
            renamed, moves = region.name != row.name, _moves(region, row)
            plan.changed += [Change(region, row, renamed, moves)] if renamed or moves else []
            plan.unchanged += not (renamed or moves)
    plan.closed = _gone(rows, living)
    plan.changed += _taken_along(plan, rows, living)
    _refuse_orphans(plan, living)
    if not allow_closures:
        _refuse_cut_file(plan.closed, living)
    return plan


@transaction.atomic
def import_regions(
    rows: Collection[Row],
    *,
    on: date,
    simulated: bool = False,
    dry_run: bool = False,
    allow_closures: bool = False,
    progress: Callable[[int], object] = lambda done: None,
) -> Plan:
    """Bring a file in, whole or not at all; changes count from the day `on`. The same file twice changes nothing.

    Errors: ImportRefused.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    found = Region.objects.living().select_related("parent").select_for_update(no_key=True, of=("self",)).order_by("pk")
    living = {region.code: region for region in found}
    successors = Region.objects.filter(code__in=[row.merged_into for row in rows if row.merged_into])
    former = set(successors.values_list("code", flat=True))
    plan = plan_import(rows, living, former=former, allow_closures=allow_closures)
    _refuse_other_days(plan, living, on)
    if not dry_run:
        counts = plan.counts()
        _create(plan.created, living, on, simulated, progress)
        for change in plan.changed:
            _change(change, living, on)
            progress(1)
        for region, into in plan.merged:
            _close(region, on, living[into])
        for region in plan.closed:
            _close(region, on, None)
        progress(plan.unchanged + len(plan.merged))
        if any(counts.values()):
            top = living[min(rows, key=lambda row: (LEVELS.index(row.level), row.line)).code]
            at = instant_of_act(top.ledger_subject)
            record(events.REGIONS_IMPORTED, top.ledger_subject, actor=SYSTEM, at=at, about=None, **counts)
    return plan


def _moves(region: Region, row: Row) -> bool:
    """Whether the file has another region above it, or the same code again after what bore it was closed."""
    above = region.parent
    if above is None:
        return row.parent_code != ""
    return above.code != row.parent_code or above.valid_until is not None


def _taken_along(plan: Plan, rows: Collection[Row], living: Mapping[str, Region]) -> list[Change]:
    """What lies in a merged region and is not named by the file moves to the successor."""
    named, closed = {row.code for row in rows}, {region.code for region in plan.closed}
    into = {region.pk: successor for region, successor in plan.merged}
    return [
        Change(region, Row(0, code, region.name, region.level, into[region.parent_id]), renamed=False, moved=True)
        for code, region in living.items()
        if region.parent_id in into and code not in named and code not in closed
    ]


def _refuse_orphans(plan: Plan, living: Mapping[str, Region]) -> None:
    """Nothing may be left in a region that the file closes."""
    leaving = {region.pk for region in plan.closed} | {region.pk for region, _into in plan.merged}
    above = {change.region.pk: change.row.parent_code for change in plan.changed}
    new = Counter(row.parent_code for row in plan.created)
    staying = Counter(
        above.get(region.pk, region.parent.code if region.parent is not None else "")
        for region in living.values()
        if region.pk not in leaving
    )
    left = {region.code: staying[region.code] + new[region.code] for region in plan.closed}
    sentence = _("文件里没有它，其下却还有 {count} 个区划：请写明它们归哪里，或者一并撤销。")
    errors = [RowError(0, code, sentence.format(count=count)) for code, count in sorted(left.items()) if count]
    if errors:
        raise ImportRefused(errors)


def _gone(rows: Collection[Row], living: Mapping[str, Region]) -> list[Region]:
    named = {row.code for row in rows}
    spoken = {(county_of(row.code), row.level) for row in rows if row.level in ("town", "village")}
    return [
        region
        for code, region in living.items()
        if code not in named and region.level in ("town", "village") and (county_of(code), region.level) in spoken
    ]


def _refuse_cut_file(closed: Collection[Region], living: Mapping[str, Region]) -> None:
    total = Counter((county_of(code), region.level) for code, region in living.items() if region.level in LEVELS[3:])
    for (county, level), lost in Counter((county_of(region.code), region.level) for region in closed).items():
        if lost >= CLOSED_AT_LEAST and lost > CLOSED_SHARE * total[county, level]:
            sentence = _(
                "文件里没有 {county} 现有 {total} 个区划中的 {lost} 个，可能不完整；确实撤销的，请加 --allow-closures。"
            )
            reason = sentence.format(county=living[county].name, total=total[county, level], lost=lost)
            raise ImportRefused([RowError(0, county, reason)])


def _refuse_other_days(plan: Plan, living: Mapping[str, Region], on: date) -> None:
    """No change may count from a day to come, nor from before the present name, nor a code return before its end."""
    if on > local_date(database_now()):
        raise ImportRefused([RowError(0, "", _("生效日期{day}还没有到，请到那天再导入。").format(day=on.isoformat()))])
    returning = Region.objects.filter(code__in=[row.code for row in plan.created], valid_until__gt=on)
    late = {region.code: 0 for region in returning}
    changed = [change.region for change in plan.changed] + [region for region, _into in plan.merged] + plan.closed
    late |= {region.code: 0 for region in changed if region.valid_from is not None and region.valid_from > on}
    if late:
        reason = _("生效日期{day}早于这个区划的上一次变更。").format(day=on.isoformat())
        raise ImportRefused([RowError(line, code, reason) for code, line in sorted(late.items())])


def _create(
    rows: Collection[Row], living: dict[str, Region], on: date, simulated: bool, progress: Callable[[int], object]
) -> None:
    """Level by level, parents first. In a county seen for the first time the beginning is unknown."""
    seen = {code[:6] for code, region in living.items() if region.level in LEVELS[2:]}
    returning = set(Region.objects.filter(code__in=[row.code for row in rows]).values_list("code", flat=True))
    for level in LEVELS:
        made = Region.objects.bulk_create(
            Region(
                code=row.code,
                name=row.name,
                level=row.level,
                parent=living.get(row.parent_code),
                valid_from=on if row.code[:6] in seen or row.code in returning else None,
                simulated=simulated,
                sort_key=sort_key(row.name),
            )
            for row in rows
            if row.level == level
        )
        living |= {region.code: region for region in made}
        progress(len(made))


def _change(change: Change, living: Mapping[str, Region], on: date) -> None:
    region, row, former = change.region, change.row, change.region.name
    parent = living.get(row.parent_code)
    supersede(region, on, name=row.name, parent=parent)
    subject = region.ledger_subject
    if change.renamed:
        at = instant_of_act(subject)
        record(events.REGION_RENAMED, subject, actor=SYSTEM, at=at, former=former, name=row.name, effective_on=on)
    if change.moved:
        at = instant_of_act(subject)
        above = parent.name if parent is not None else ""
        record(events.REGION_MOVED, subject, actor=SYSTEM, at=at, name=row.name, parent=above, effective_on=on)


def _close(region: Region, on: date, into: Region | None) -> None:
    region.valid_until, region.merged_into = on, into
    region.save(update_fields=["valid_until", "merged_into"])
    subject = region.ledger_subject
    at = instant_of_act(subject)
    if into is None:
        record(events.REGION_CLOSED, subject, actor=SYSTEM, at=at, name=region.name, effective_on=on)
        return
    record(
        events.REGION_MERGED,
        subject,
        actor=SYSTEM,
        at=at,
        name=region.name,
        into=into.name,
        into_code=into.code,
        effective_on=on,
    )
