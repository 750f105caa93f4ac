"""What became of a region by hand: renamed, moved, merged; and what the database refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.organizations.actions import appoint, merge_region, move_region, rename_region
from kernel.organizations.models import LevelName, Organization, Region, Role
from kernel.organizations.queries import level_names, living_region, region_on, scope_of
from kernel.organizations.refusals import (
    NotYourPost,
    RegionChangeToCome,
    RegionClosed,
    RegionMisplaced,
    WrongDates,
)
from kernel.workdays.zone import local_date
from tests.organizations.conftest import NOON, Hall
from tests.organizations.conftest import _region as region

ON = date(2026, 10, 1)


@pytest.fixture
def other_town(hall: Hall) -> Region:
    return region("990101100000", "柳林镇", "town", hall.county)


def test_only_the_system_administrator_changes_regions(hall: Hall) -> None:
    for who in (hall.security, hall.jiang, hall.wang, hall.stranger):
        with pytest.raises(NotYourPost):
            rename_region(by=who, region=hall.town, name="松山镇", on=ON)
    appoint(
        by=hall.security, user=hall.wei, role=Role.ADMIN_SYSTEM, organization=hall.bureau, from_date=date(2026, 1, 1)
    )
    assert rename_region(by=hall.wei, region=hall.town, name="松山镇", on=ON).name == "松山镇"
    assert Entry.objects.get(type="organizations.region_renamed").person == "卫*"


def test_a_renamed_town_keeps_its_units_and_is_known_by_both_names(hall: Hall) -> None:
    rename_region(by=None, region=hall.town, name="松山镇", on=ON)
    hall.town_centre.refresh_from_db()
    assert hall.town_centre.region.name == "松山镇"
    former = region_on(hall.town.code, date(2026, 9, 30))
    assert former is not None and former.name == "松山乡"
    with pytest.raises(WrongDates):
        rename_region(by=None, region=hall.town, name="松山街道", on=date(2026, 9, 30))


def test_a_merged_town_brings_its_villages_and_leads_to_its_successor(hall: Hall, other_town: Region) -> None:
    merge_region(by=None, region=hall.town, into=other_town, on=ON)
    assert living_region(hall.town.code) == other_town
    assert Region.objects.get(code=hall.village.code, valid_until=None).parent == other_town
    was = region_on(hall.village.code, date(2026, 9, 30))
    assert was is not None and was.parent_id == hall.town.pk
    assert "柳林镇" in Entry.objects.get(type="organizations.region_merged").sentence()


def test_the_absorbing_towns_clerk_sees_what_came_in(hall: Hall, other_town: Region) -> None:
    Organization.objects.filter(pk=hall.town_centre.pk).update(region=other_town)
    assert hall.village.code not in scope_of(hall.wang, NOON).region_codes
    merge_region(by=None, region=hall.town, into=other_town, on=ON)
    assert {hall.town.code, hall.village.code} <= scope_of(hall.wang, NOON).region_codes


def test_a_closed_region_is_changed_no_more(hall: Hall, other_town: Region) -> None:
    merge_region(by=None, region=hall.town, into=other_town, on=ON)
    for act in (
        lambda: rename_region(by=None, region=hall.town, name="松山镇", on=ON),
        lambda: merge_region(by=None, region=hall.town, into=other_town, on=ON),
        lambda: merge_region(by=None, region=other_town, into=Region.objects.get(pk=hall.town.pk), on=ON),
        lambda: merge_region(by=None, region=other_town, into=other_town, on=ON),
        lambda: move_region(by=None, region=other_town, parent=Region.objects.get(pk=hall.town.pk), on=ON),
    ):
        with pytest.raises(RegionClosed):
            act()


def test_a_region_lies_in_a_higher_one_and_is_merged_into_its_own_kind(hall: Hall, other_town: Region) -> None:
    for act in (
        lambda: move_region(by=None, region=hall.town, parent=hall.village, on=ON),
        lambda: move_region(by=None, region=hall.town, parent=other_town, on=ON),
        lambda: merge_region(by=None, region=hall.town, into=hall.village, on=ON),
        lambda: merge_region(by=None, region=hall.town, into=hall.county, on=ON),
    ):
        with pytest.raises(RegionMisplaced, match=hall.town.name):
            act()
    assert move_region(by=None, region=hall.village, parent=other_town, on=ON).parent == other_town


def test_a_change_to_come_is_entered_when_it_has_come(hall: Hall, other_town: Region) -> None:
    tomorrow = local_date(database_now()) + timedelta(days=1)
    for act in (
        lambda: rename_region(by=None, region=hall.town, name="松山镇", on=tomorrow),
        lambda: move_region(by=None, region=hall.village, parent=other_town, on=tomorrow),
        lambda: merge_region(by=None, region=hall.town, into=other_town, on=tomorrow),
    ):
        with pytest.raises(RegionChangeToCome, match="还没有到"):
            act()
    assert Region.objects.get(pk=hall.town.pk).valid_until is None


@pytest.mark.parametrize(
    "change",
    [
        {"code": "12345"},
        {"valid_from": ON, "valid_until": date(2026, 9, 30)},
    ],
)
def test_the_database_refuses_a_region_that_can_not_be(hall: Hall, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk=hall.town.pk).update(
            **{k: hall.county.pk if k == "merged_into_id" else v for k, v in change.items()}
        )


def test_one_code_has_one_name_a_day(hall: Hall) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(code=hall.town.code, name="又一", level="town", sort_key="you yi", valid_until=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk=hall.town.pk).update(parent=hall.town)


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "vertical", "ranked": True},
        {"kind": "own", "in_hall": False},
    ],
)
def test_the_database_refuses_a_unit_that_can_not_be(hall: Hall, facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(code="X", identifier="x", name="某单位", region=hall.county, **facts)
    allowed = facts | {"ranked": False, "off_hall_reason": "涉密"}
    assert Organization.objects.create(code="X", identifier="x", name="某单位", region=hall.county, **allowed)


def test_the_three_levels_are_called_as_the_county_calls_them(hall: Hall) -> None:
    assert level_names()["village"] == "便民服务室"
    LevelName.objects.create(level="village", name="便民服务站")
    assert level_names() == {"county": "综合服务中心", "town": "便民服务中心", "village": "便民服务站"}
