"""The invented county as it is written: places, people and items are those of its tables."""

import csv
import json
import stat
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from county_portal.demo import tables
from county_portal.demo.anchor import Anchor
from county_portal.demo.seeding import PARTS, load_county, loaded_parts
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion, Material
from kernel.identifiers import check
from kernel.ledger.models import Entry
from kernel.organizations.models import Absence, LevelName, Organization, Post, Region, Window
from kernel.organizations.queries import acting_holder, posts_without_anyone
from kernel.workdays.zone import day_start

pytestmark = [pytest.mark.long, pytest.mark.django_db]


def test_fifteen_units_and_their_villages_bear_the_names_of_the_list(county: Anchor) -> None:
    assert Region.objects.filter(level="town").count() == 15
    assert Region.objects.filter(level="village").count() == 186
    pine_hill = Region.objects.get(code="990101200000")
    assert set(pine_hill.children.values_list("name", flat=True)) == {
        "上岭村", "下岭村", "石门村", "泉头村", "桃花峪村", "白石崖村", "牛角湾村",
    }  # fmt: skip
    first = Region.objects.get(code="990101001000").children.order_by("code").first()
    assert (first.code, first.name) == ("990101001001", "前李家庄社区")
    assert Region.objects.get(code="990101100000").children.order_by("code").first().code == "990101100200"
    for town in Region.objects.filter(level="town"):
        names = list(town.children.values_list("name", flat=True))
        assert len(names) == len(set(names)), town.name
    assert LevelName.objects.get(level="village").name == "便民服务室"


def test_agents_counters_and_window_staff_are_as_many_as_the_county_has(county: Anchor) -> None:
    assert Post.objects.filter(role="village_agent").count() == 243
    hall = {row.code for row in tables.departments() if row.staff}
    clerks = Post.objects.filter(role="window_clerk", organization__code__in=hall)
    assert clerks.values("user").distinct().count() == 139
    in_hall = Window.objects.filter(service_point__name="县政务服务大厅")
    assert in_hall.exclude(code__in=("Z01", "Z02", "Z05")).count() == 61
    assert Organization.objects.filter(ranked=True).count() == 20
    outside = Organization.objects.exclude(off_hall_reason="")
    assert {unit.code for unit in outside} == {"BM30", "BM31", "BM32", "BM19C", "BM16H"}
    assert all(unit.off_hall_review_on for unit in outside)


def test_every_refusing_department_names_its_review_organ_and_court(county: Anchor) -> None:
    units = Organization.objects.filter(pk__in=ItemVersion.objects.values("organization")).exclude(kind="enterprise")
    assert units
    assert all(unit.review_organ and unit.court for unit in units)
    assert Organization.objects.get(code="BM03").review_organ == "国家税务总局示例市税务局"
    for unit in Organization.objects.exclude(credit_code=""):
        assert check("uscc", unit.credit_code).valid, unit.name
    assert Organization.objects.get(code="BM01").credit_code == "11990101000000019X"


def test_four_are_away_with_a_deputy_acting_and_c09_has_nobody(county: Anchor) -> None:
    at = day_start(county.d0) + timedelta(hours=10)
    away = {absence.user.username for absence in Absence.objects.select_related("user") if absence.reason != "other"}
    assert len(away) == 4
    approver = Post.objects.get(role="approver", user__username="dingyf")
    assert acting_holder(approver, at).username == "lujing"
    assert {post.window.code for post in posts_without_anyone(at) if post.role == "window_clerk"} == {"C09"}


def test_the_cast_signs_in_and_their_documents_are_valid(county: Anchor) -> None:
    for row in tables.cast():
        user = User.objects.get(username=row["username"])
        assert user.full_name == row["name"]
        assert user.is_staff_member
    for row in tables.applicants():
        assert check(row["id_kind"], row["id_number"]).valid, row["name"]
    names = {applicant.name for applicant in Applicant.objects.all()}
    assert {"王䶮", "孙𬱖", "阿依努尔·买买提", "林嘉怡", "Maria Novak"} <= names
    child = next(each for each in Applicant.objects.filter(minor=True))
    assert child.guardian is not None
    assert child.guardian.name == "孙𬱖"


def test_county_town_and_village_items_are_in_force_by_a_second_person(county: Anchor) -> None:
    versions = ItemVersion.objects.in_force().select_related("item")
    by_list = [version.item.code[:2] for version in versions]
    assert {code: by_list.count(code) for code in set(by_list)} == {"LW": 53, "SF": 24, "LB": 3, "XZ": 26, "CJ": 20}
    assert all(version.drafted_by_id != version.published_by_id for version in versions)
    assert all(version.steps.exists() and version.materials.exists() for version in versions)
    drafts = ItemVersion.objects.filter(state="draft")
    waiting = drafts.filter(submitted_at__isnull=False).values_list("item__code", "submitted_by__username")
    assert list(waiting) == [("LW022", "lujing")]
    imported = drafts.filter(item__code__startswith="XF").order_by("item__code")
    assert [(draft.item.code, draft.drafted_by is None) for draft in imported] == [
        ("XF0001", True), ("XF0002", False), ("XF0003", True), ("XF0004", True),
    ]  # fmt: skip
    assert [each.column for each in imported.get(item__code="XF0002").overrides.all()] == ["promised_length"]
    shared = Material.objects.filter(version__in=versions, shared=True).count()
    assert 0.35 <= shared / Material.objects.filter(version__in=versions).count() <= 0.45


def test_statutory_periods_are_those_of_the_articles(county: Anchor, shared_data: Path) -> None:
    with (shared_data / "items.csv").open(encoding="utf-8") as file:
        law = {row["item_id"]: row for row in csv.DictReader(file) if row["item_id"].startswith("LW")}
    units = {"工": "working_day", "日": "natural_day", "个": "month"}
    starts = {"accepted": "受理", "next_day": "次日"}
    for version in ItemVersion.objects.in_force().filter(item__code__startswith="LW").select_related("item"):
        row = law[version.item.code]
        assert version.statutory_length == int(row["statutory_days"]), version.name
        assert version.statutory_unit == units[row["day_unit"][0]], version.name
        if version.start_event in starts:
            assert starts[version.start_event] in row["legal_basis"], version.name


def test_a_second_run_changes_nothing(county: Anchor) -> None:
    before = (Case.objects.count(), Entry.objects.count(), User.objects.count())
    assert list(load_county()) == []
    assert (Case.objects.count(), Entry.objects.count(), User.objects.count()) == before
    assert loaded_parts() == {part.code for part in PARTS}


def test_one_sign_in_per_kind_of_user_with_the_password_that_opens_them(county: Anchor) -> None:
    out = StringIO()
    call_command("demo_signins", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    kinds = [row["kind"] for row in rows]
    assert len(kinds) == len(set(kinds))
    assert {"hanx", "mengqh", "lujing", "jiangwb", "qinz", "wanghai", "shiyf", "chenh"} <= {
        row["username"] for row in rows
    }
    assert User.objects.get(username="hanx").check_password(rows[0]["password"])
    assert not User.objects.get(username="hanx").check_password("wrong")
    path = Path(settings.RUN_DIR) / "demo-signins.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
