"""Data health: each fault makes its line, with since when and what to do; without a fault everything is in order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from county_portal import kept_facts
from county_portal.data_health.access import asked_by
from county_portal.data_health.lines import Line
from county_portal.data_health.machinery import redis_address
from county_portal.data_health.report import report
from county_portal.environment import CountyFacts
from county_portal.kept_facts import Kept
from ethics_monitor.events import CARDS_DIFFER
from ethics_monitor.models import SweepRun
from kernel.catalogue.models import ChainStep, Item, ItemVersion
from kernel.clocks.actions import start
from kernel.documents.models import Letter, LetterTemplate
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.models import ObserverFailure, RelayState
from kernel.ledger.seals import seal
from kernel.ledger.stream import sequence
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.organizations.models import Absence, Organization, Post, Region, Window
from kernel.workdays.actions import publish_year
from kernel.workdays.queries import load
from kernel.workdays.working_calendar import NamedDay
from kernel.workdays.zone import local_date
from tests.cast import Cast, organization
from tests.roof.conftest import Offices, as_

PAGE = "/health/data/"
MAY = ["system", "security", "audit", "director", "deputy_director", "supervisor"]
MAY_NOT = ["clerk", "department_head", "inspector", "citizen"]
QUERIES = 28
ALL = {
    "calendar", "posts", "windows", "units", "items", "remedies",
    "county", "pauses", "sweep", "cards", "letters", "messages", "targets", "stream", "observers", "failures", "seals",
    "queue", "backup", "drill",
}  # fmt: skip


def publish(year: int) -> None:
    named = {date(year, 1, 1): NamedDay("rest", "元旦", "通知")}
    publish_year(code="CN", year=year, days=named, notice="通知", at=database_now())


def swept(ago: timedelta, error: str = "") -> None:
    at = database_now() - ago
    SweepRun.objects.create(
        started_at=at, at=at, milliseconds=3, statements=1, cards=0, counted=0, proposed=0, rechecked=0, error=error
    )


def beat() -> None:
    now = database_now()
    state = {"beat_at": now, "process": "test", "horizon": 1, "horizon_since": now}
    RelayState.objects.update_or_create(pk=RelayState.ONE, defaults=state)


OURS = CountyFacts(
    name="清河县",
    centre="清河县政务服务中心",
    host_organ="清河县行政审批服务局",
    icp_number="皖ICP备12345678号",
    police_number="皖公网安备34012345678901号",
    site_code="3401230001",
    mark_url="https://bszs.conac.cn/sitename?method=show&id=1",
)


@pytest.fixture
def sound(offices: Offices, settings: Any, tmp_path: Path) -> Offices:
    """The county with everything in order."""
    settings.COUNTY, settings.RUN_DIR = OURS, tmp_path
    for what in ("backup", "drill"):
        kept_facts.note(tmp_path, what, Kept(database_now(), 7, 3.2))
    today = local_date(database_now())
    for year in (today.year, today.year + 1):
        if year not in load("CN").published:
            publish(year)
    seal(label=today - timedelta(days=1))
    swept(timedelta(seconds=30))
    beat()
    return offices


def troubles(offices: Offices) -> dict[str, Line]:
    beat()
    return {line.code: line for line in report(asked_by(offices.system, at=database_now())).troubles}


@pytest.mark.parametrize("who", MAY)
def test_everything_in_order(sound: Offices, who: str) -> None:
    beat()
    page = as_(getattr(sound, who)).get(PAGE).content.decode()
    assert page.count("一切正常") == 2 and "要处理" not in page
    fine = report(asked_by(sound.system, at=database_now())).fine
    assert {line.code for line in fine} == ALL


@pytest.mark.parametrize("who", MAY_NOT)
def test_not_for_others(sound: Offices, who: str) -> None:
    answer = as_(getattr(sound, who)).get(PAGE)
    assert answer.status_code == 403 and "工作日历" not in answer.content.decode()


def test_a_visitor_signs_in_first(sound: Offices) -> None:
    answer = as_(None).get(PAGE)
    assert answer.status_code == 302 and answer["Location"].startswith("/account/login/")


def test_a_year_without_notice_and_the_clocks_that_wait_for_it(sound: Offices, cast: Cast) -> None:
    year = local_date(database_now()).year + 2
    at = database_now() - timedelta(days=1)
    facts = {"kind": "statutory", "start_event": "accepted", "at": at, "unit": "natural_day"}
    for number, county in ((1, cast.region.code), (2, "880101000000")):
        start(
            subject=Subject("case", f"9901012026{number}", number),
            length=(date(year, 7, 1) - local_date(at)).days,
            organization_code="BM01",
            region_code=county,
            **facts,
        )
    line = troubles(sound)["calendar"]
    assert line.level == "notice" and str(year) in line.words and "1 个在走的期限" in line.words
    assert line.since == at and [row.name for row in line.rows] == [f"{year} 年"]


def test_a_county_that_still_bears_the_demos_name_or_is_not_filed(sound: Offices, settings: Any) -> None:
    settings.COUNTY = replace(OURS, name="示范县", police_number="", mark_url="")
    line = troubles(sound)["county"]
    assert line.level == "notice" and len(line.rows) == 3
    assert [row.note for row in line.rows] == ["PORTAL_COUNTY_NAME", "PORTAL_POLICE_NUMBER", "PORTAL_MARK_URL"]
    settings.DEMO = True
    assert "county" not in troubles(sound)


@pytest.mark.parametrize(("what", "days"), [("backup", 2), ("drill", 100)])
def test_a_backup_or_a_drill_that_is_old_or_never_was(
    sound: Offices, settings: Any, what: kept_facts.What, days: int
) -> None:
    at = database_now() - timedelta(days=days, minutes=1)
    kept_facts.note(settings.RUN_DIR, what, Kept(at + timedelta(minutes=2), 7, 3.2))
    assert what not in troubles(sound)
    kept_facts.note(settings.RUN_DIR, what, Kept(at, 7, 3.2))
    line = troubles(sound)[what]
    assert (line.level, line.since) == ("notice", at) and f"{days} 天以前" in line.words
    (settings.RUN_DIR / kept_facts.NAME).write_text("{")
    line = troubles(sound)[what]
    assert line.since is None and f"./portal {what}" in line.todo
    settings.DEMO = True
    assert what not in troubles(sound)


def test_a_post_without_anyone(sound: Offices, cast: Cast) -> None:
    since = database_now() - timedelta(days=2)
    Absence.objects.create(user=cast.approver, from_at=since, reason="病假")
    assert "posts" not in troubles(sound)
    Absence.objects.create(user=cast.deputy, from_at=since, reason="病假")
    line = troubles(sound)["posts"]
    assert line.level == "grave" and line.since == since and line.rows[0].name == "县行政审批服务局 副局长"


def test_a_window_without_a_clerk(sound: Offices, cast: Cast) -> None:
    last = local_date(database_now()) - timedelta(days=3)
    Post.objects.filter(user=cast.other_clerk).update(until_date=last)
    line = troubles(sound)["windows"]
    assert [row.name for row in line.rows] == ["C06 农业农村"] and local_date(line.since) == last
    Post.objects.create(user=cast.other_clerk, role="window_head", organization=cast.other_bureau, from_date=last)
    Post.objects.filter(user=cast.other_clerk, role="window_head").update(from_date=last + timedelta(days=1))
    assert "windows" not in troubles(sound)


def test_a_unit_to_be_settled_by_law(sound: Offices, cast: Cast) -> None:
    draft = _copy(cast.item, state="draft", published_by=None, published_at=None, statutory_unit="unstated")
    line = troubles(sound)["units"]
    assert line.level == "notice" and line.rows[0].name.startswith(draft.item.code)
    # a list may name an organ that is none of any county yet
    ItemVersion.objects.filter(pk=draft.pk).update(organization=None, department_name="水行政主管部门")
    assert [row.note for row in troubles(sound)["units"].rows] == ["水行政主管部门"]


def _copy(version: ItemVersion, **changes: Any) -> ItemVersion:
    other = ItemVersion.objects.get(pk=version.pk)
    other.pk, other.item = None, Item.objects.create(code="LW099")
    for name, value in changes.items():
        setattr(other, name, value)
    other.save()
    return other


def test_an_item_without_window_or_chain(sound: Offices, cast: Cast) -> None:
    ChainStep.objects.filter(version=cast.item).delete()
    assert "没有审批环节" in troubles(sound)["items"].rows[0].note
    cast.item.receiving_windows.clear()
    row = troubles(sound)["items"].rows[0]
    assert "没有收件窗口" in row.note and row.path == "/items/LW030/"


def test_a_unit_whose_refusals_would_fail(sound: Offices, cast: Cast) -> None:
    Organization.objects.filter(pk=cast.other_bureau.pk).update(court="")
    assert "remedies" not in troubles(sound), "it decides nothing"
    Organization.objects.filter(pk=cast.bureau.pk).update(court="")
    line = troubles(sound)["remedies"]
    assert [row.name for row in line.rows] == ["县行政审批服务局"] and "没有管辖法院" in line.rows[0].note
    Organization.objects.filter(pk=cast.bureau.pk).update(court="示范县人民法院", phone="")
    assert [row.note for row in troubles(sound)["remedies"].rows] == ["没有电话"]


@pytest.mark.parametrize(("ago", "error"), [(timedelta(minutes=4), ""), (timedelta(seconds=5), "boom")])
def test_a_sweep_that_stopped_or_failed(sound: Offices, ago: timedelta, error: str) -> None:
    SweepRun.objects.all().delete()
    assert troubles(sound)["sweep"].since is None
    swept(ago, error)
    line = troubles(sound)["sweep"]
    assert line.level == "grave" and line.since == SweepRun.objects.get().started_at and "boom" not in line.words


def test_differences_of_last_night(sound: Offices) -> None:
    for days in (3, 0):
        at = database_now() - timedelta(days=days, hours=2)
        ident = int(f"{at:%Y%m%d%H%M%S}")
        subject = Subject("reconciliation", str(ident), ident)
        record(CARDS_DIFFER, subject, actor=SYSTEM, at=at, missing=days + 1, unexpected=0, examples=["T03 9901"])
        if days:
            assert "cards" not in troubles(sound)
    line = troubles(sound)["cards"]
    assert "应有未发 1 张" in line.words and "9901" not in line.words and line.since == at


@pytest.fixture
def letter(cast: Cast) -> Callable[..., Letter]:
    def make(organ: Organization, **facts: Any) -> Letter:
        entry = record(
            CARDS_DIFFER, Subject("x", "X", Letter.objects.count() + 1), actor=SYSTEM, at=database_now(),
            missing=0, unexpected=0, examples=[],
        )  # fmt: skip
        template, _made = LetterTemplate.objects.get_or_create(sha256="0" * 64, defaults={"source": "x"})
        running = Letter.objects.count() + 1
        return Letter.objects.create(
            entry=entry, letter_type="receipt", subject_kind="case", subject_id=1, subject_number="990101",
            number=f"WS{running}", serial=f"收〔2026〕{running}号", organ_code=organ.code, organ_name=organ.name,
            year=2026, running=running, title="收件凭证", addressee_masked="陈*", issued_at=database_now(),
            words="{}", words_sha256="0" * 64, template=template, seal="专用章", seal_provider="printed_place", **facts,
        )  # fmt: skip

    return make


def test_letters_that_failed_or_wait_too_long(sound: Offices, cast: Cast, letter: Callable[..., Letter]) -> None:
    letter(cast.bureau)
    assert "letters" not in troubles(sound)
    waiting = letter(cast.bureau, requested_at=database_now() - timedelta(minutes=11))
    line = troubles(sound)["letters"]
    assert (line.level, line.since) == ("notice", waiting.requested_at)
    letter(cast.bureau, state="failed", error="陈宏的信印不出来")
    line = troubles(sound)["letters"]
    assert line.level == "grave" and "1 份制作失败" in {row.note for row in line.rows}
    page = as_(sound.system).get(PAGE).content.decode()
    assert "收件凭证" in page
    assert [word for word in ("陈", "收〔2026〕", "990101") if word in page] == []


def test_another_countys_faults_are_not_ours(sound: Offices, letter: Callable[..., Letter]) -> None:
    there = Region.objects.create(code="880101000000", name="别县", level="county", sort_key="bie")
    other = organization("BX01", "elsewhere", "别县审批局", "own", there)
    Window.objects.create(
        code="Z1", name="别县窗口", organization=other, service_point=other.service_points.create(name="厅")
    )
    letter(other, state="failed", error="x")
    assert troubles(sound) == {}


def test_a_relay_that_stopped(sound: Offices) -> None:
    RelayState.objects.update(beat_at=database_now() - timedelta(minutes=2))
    found = {line.code: line for line in report(asked_by(sound.system, at=database_now())).troubles}
    assert "中继没有在运行" in found["stream"].words
    assert database_now() - found["stream"].since > timedelta(minutes=1)


def test_an_observer_that_failed_or_fell_behind(sound: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    at = database_now() - timedelta(hours=1)
    ObserverFailure.objects.create(observer="notices", stream_no=7, error="陈宏", trace="", at=at)
    line = troubles(sound)["failures"]
    assert line.since == at and line.rows[0].name == "notices" and "陈宏" not in str(line)
    monkeypatch.setattr("county_portal.data_health.machinery.BEHIND_MOST", -1)
    assert "notices" in {row.name for row in troubles(sound)["observers"].rows}


def test_yesterday_not_sealed(offices: Offices) -> None:
    assert troubles(offices)["seals"].level == "notice"
    seal(label=local_date(database_now()) - timedelta(days=3))
    assert troubles(offices)["seals"].level == "grave"


@pytest.mark.parametrize("where", ["broker", "cache"])
def test_the_queue_is_away(sound: Offices, settings: Any, where: str) -> None:
    away = "redis://127.0.0.1:9/0"
    if where == "broker":
        settings.CELERY_BROKER_URL = away
    else:
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": away}}
    assert troubles(sound)["queue"].level == "grave"
    assert as_(sound.system).get(PAGE).status_code == 200


def test_the_brokers_socket_is_spelled_for_redis() -> None:
    assert redis_address("redis+socket:///run/v.sock") == "unix:///run/v.sock"
    assert redis_address("redis://a:1/0") == "redis://a:1/0"


def test_the_count_of_queries_stands(sound: Offices, django_assert_num_queries: Any) -> None:
    browser = as_(sound.audit)
    browser.get(PAGE)
    with django_assert_num_queries(QUERIES):
        browser.get(PAGE)


def test_the_sequencer_is_not_started_by_looking(sound: Offices) -> None:
    assert report(asked_by(sound.system, at=database_now())).in_order
    assert sequence() == 0


@pytest.mark.parametrize("who", ["system", "security", "audit"])
def test_it_is_the_desk_of_the_administrators(offices: Offices, who: str) -> None:
    assert as_(getattr(offices, who)).get("/desk/")["Location"] == PAGE
