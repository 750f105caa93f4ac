"""What became of a region: another name, another county or town above it, merged into its neighbour.

The living row keeps its id, so that units and cases stay where they are; what was before becomes a closed row.
"""

from datetime import date, datetime

from django.db import transaction

from kernel.accounts.models import User
from kernel.identifiers.regions import LEVELS
from kernel.ledger.actors import Actor
from kernel.ledger.locking import lock
from kernel.ledger.writer import record
from kernel.organizations import events
from kernel.organizations.models import Region
from kernel.organizations.permissions import may_change_regions
from kernel.organizations.pinyin import sort_key
from kernel.organizations.refusals import RegionChangeToCome, RegionClosed, RegionMisplaced, WrongDates
from kernel.workdays.zone import local_date


@transaction.atomic
def rename_region(*, by: User | None, region: Region, name: str, on: date, at: datetime | None = None) -> Region:
    """Another name from a day on; the old one stays as a closed row.

    Errors: NotYourPost; RegionClosed; WrongDates; for all verbs here RegionChangeToCome when `on` is not yet.
    """
    living, instant, who = _living(by, region, at, on)
    former = living.name
    supersede(living, on, name=name)
    record(
        events.REGION_RENAMED,
        living.ledger_subject,
        actor=who,
        at=instant,
        former=former,
        name=name,
        effective_on=on,
    )
    return living


@transaction.atomic
def move_region(*, by: User | None, region: Region, parent: Region, on: date, at: datetime | None = None) -> Region:
    """Another region above it from a day on. Errors: NotYourPost; RegionClosed; RegionMisplaced; WrongDates."""
    living, instant, who = _living(by, region, at, on)
    if parent.valid_until is not None or parent.pk == living.pk:
        raise RegionClosed(name=parent.name)
    # levels only rise on the way up, so no chain of parents can come back to where it began
    if LEVELS.index(parent.level) >= LEVELS.index(living.level):
        raise RegionMisplaced(name=living.name)
    _move(living, parent, on, who, instant)
    return living


@transaction.atomic
def merge_region(*, by: User | None, region: Region, into: Region, on: date, at: datetime | None = None) -> Region:
    """The region ends before a day and `into` takes its place, with all that lay in it.

    Errors: NotYourPost; RegionClosed when one of them is, or both are the same; RegionMisplaced; WrongDates.
    """
    living, instant, who = _living(by, region, at, on)
    if into.valid_until is not None or into.pk == living.pk:
        raise RegionClosed(name=into.name)
    if into.level != living.level:
        raise RegionMisplaced(name=living.name)
    _refuse_before_start(living, on)
    for child in living.children.filter(valid_until__isnull=True).order_by("pk"):
        locked, when = lock(Region.objects.all(), at=at, pk=child.pk)
        _move(locked, into, on, who, when)
    living.valid_until, living.merged_into = on, into
    living.save(update_fields=["valid_until", "merged_into"])
    record(
        events.REGION_MERGED,
        living.ledger_subject,
        actor=who,
        at=instant,
        name=living.name,
        into=into.name,
        into_code=into.code,
        effective_on=on,
    )
    return living


def supersede(region: Region, on: date, *, name: str | None = None, parent: Region | None = None) -> None:
    """Change the living row from a day on and keep what it was as a closed row. Errors: WrongDates."""
    _refuse_before_start(region, on)
    former = Region(
        code=region.code,
        name=region.name,
        level=region.level,
        parent_id=region.parent_id,
        valid_from=region.valid_from,
        valid_until=on,
        merged_into=region,
        simulated=region.simulated,
        sort_key=region.sort_key,
    )
    region.name = name or region.name
    region.parent = parent or region.parent
    region.sort_key = sort_key(region.name)
    region.valid_from = on
    # the living row moves on first: on no day may a code have two names
    region.save(update_fields=["name", "parent", "sort_key", "valid_from"])
    former.save(force_insert=True)


def _move(region: Region, parent: Region, on: date, who: Actor, at: datetime) -> None:
    supersede(region, on, parent=parent)
    record(
        events.REGION_MOVED,
        region.ledger_subject,
        actor=who,
        at=at,
        name=region.name,
        parent=parent.name,
        effective_on=on,
    )


def _living(by: User | None, region: Region, at: datetime | None, on: date) -> tuple[Region, datetime, Actor]:
    living, instant = lock(Region.objects.all(), at=at, pk=region.pk)
    who = may_change_regions(by, instant)
    if on > local_date(instant):
        raise RegionChangeToCome(day=on)
    if living.valid_until is not None:
        raise RegionClosed(name=living.name)
    return living, instant, who


def _refuse_before_start(region: Region, on: date) -> None:
    if region.valid_from is not None and on < region.valid_from:
        raise WrongDates
