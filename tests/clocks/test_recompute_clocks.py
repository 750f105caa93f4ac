"""After a change of the calendar every due date is what its facts give, and what moved is on record."""

import io
import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kernel.clocks.actions import extend, pause, resume, start, stop
from kernel.clocks.models import Clock, ClockChanged, DueMoved
from kernel.clocks.recompute import recompute
from kernel.clocks.terms import due_of
from kernel.ledger.subjects import Subject
from kernel.workdays.actions import change_days, change_hours, publish_year
from kernel.workdays.models import Calendar
from kernel.workdays.office_hours import OfficeHours
from kernel.workdays.queries import load
from kernel.workdays.working_calendar import NamedDay
from kernel.workdays.zone import day_end
from tests.clocks.facts import at

OFF = NamedDay("rest", "抗震救灾", "县政府通知")
ON = NamedDay("work", "抗震救灾", "县政府通知")
NOW = at(2026, 11, 20, 9)
pytestmark = pytest.mark.django_db


def clock(number: int, unit: str, length: int, when: datetime, **more: Any) -> Clock:
    facts: dict[str, Any] = {
        "subject": Subject("case", f"N{number}", number),
        "kind": "statutory",
        "start_event": "accepted",
        "organization_code": "BM13",
        "region_code": "990101000000",
    }
    return start(unit=unit, length=length, at=when, **facts | more)  # type: ignore[arg-type]


def random_clocks(count: int, seed: int) -> None:
    """Clocks of every unit, some with pauses, extensions, caps and ends."""
    draw = random.Random(seed)
    for number in range(count):
        unit = draw.choice(["working_day", "natural_day", "month", "working_hour", "working_day"])
        when = at(2026, 9, 1, 9) + timedelta(minutes=draw.randrange(120 * 24 * 60))
        length = draw.randrange(0 if unit != "working_hour" else 1, 4 if unit == "month" else 40)
        made = clock(number, unit, length, when)
        if draw.random() < 0.4:
            clock(number, "working_day", draw.randrange(30), when, kind="promised", capped_by=made)
        if draw.random() < 0.3:
            facts = {"kind": "x", "name": "检验", "legal_basis": "45", "notice_number": "7", "approver": "张*"}
            pause(clock=made, at=when, **facts)  # type: ignore[arg-type]
            if draw.random() < 0.8:
                resume(clock=made, at=when + timedelta(hours=draw.randrange(1, 400)))
        if draw.random() < 0.2:
            extend(clock=made, length=2, approver="县长", basis="42", at=when)
        if draw.random() < 0.2:
            stop(clock=made, at=when + timedelta(days=draw.randrange(60)), outcome="granted")


def assert_all_as_facts_give() -> None:
    calendar = load("CN")
    for each in Clock.objects.select_related("capped_by").prefetch_related("pauses"):
        found = due_of(each, calendar)
        assert (each.due_at, each.provisional) == (found.at, found.provisional), each.unit


def recompute_all(chunk: int = 20_000) -> tuple[int, int]:
    clocks = moved = 0
    for done in recompute(Calendar.objects.get(code="CN"), chunk=chunk):
        clocks, moved = done.clocks, done.moved
    return clocks, moved


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.long
def test_sql_and_pure_agree_on_random_facts(seed: int):
    random_clocks(80, seed)
    draw = random.Random(-seed)
    days = {date(2026, 9, 10) + timedelta(days=draw.randrange(120)): draw.choice([OFF, ON]) for _ in range(25)}
    change_days(code="CN", days=days, notice="通知", at=NOW)
    before = dict(Clock.objects.filter(due_at__isnull=False).values_list("pk", "due_at"))
    clocks, moved = recompute_all(chunk=17)
    assert_all_as_facts_give()
    after = dict(Clock.objects.filter(pk__in=before).values_list("pk", "due_at"))
    assert moved == sum(before[key] != after[key] for key in before) > 0
    kept = {(each.clock_id, each.old, each.new) for each in DueMoved.objects.all()}
    assert kept == {(key, before[key], after[key]) for key in before if before[key] != after[key]}
    assert clocks >= moved
    assert recompute_all() == (0, 0)


def test_a_published_year_makes_dates_certain_and_enters_the_queue():
    certain = clock(1, "working_day", 5, at(2026, 12, 1, 9))
    waiting = clock(2, "working_day", 5, at(2026, 12, 29, 9))
    assert waiting.provisional and not certain.provisional
    ClockChanged.objects.all().delete()
    days = {date(2027, 1, 1): NamedDay("rest", "元旦", "通知")}
    publish_year(code="CN", year=2027, days=days, notice="通知", at=NOW)
    assert recompute_all() == (1, 0)
    waiting.refresh_from_db()
    assert not waiting.provisional
    assert list(ClockChanged.objects.values_list("clock_id", flat=True)) == [waiting.pk]


def test_a_date_rolled_into_a_year_without_notice_becomes_provisional():
    last = clock(1, "natural_day", 1, at(2026, 12, 30, 9))
    change_days(code="CN", days={date(2026, 12, 31): OFF}, notice="通知", at=NOW)
    assert recompute_all() == (1, 1)
    last.refresh_from_db()
    assert (last.due_at, last.provisional) == (day_end(date(2027, 1, 4)), True)


def test_a_clock_that_the_change_cannot_reach_is_left_alone():
    early = clock(1, "working_day", 5, at(2026, 9, 1, 9))
    paused = clock(2, "working_day", 5, at(2026, 12, 1, 9))
    pause(
        clock=paused, kind="x", name="检验", legal_basis="45", notice_number="7", approver="张*", at=at(2026, 12, 1, 10)
    )
    version = early.calendar_version
    change_days(code="CN", days={date(2026, 12, 2): OFF}, notice="通知", at=NOW)
    assert recompute_all() == (0, 0)
    early.refresh_from_db()
    assert early.calendar_version == version
    assert resume(clock=paused, at=at(2026, 12, 3, 9)).calendar_version == load("CN").version


def test_a_promise_follows_the_statute_that_caps_it():
    statute = clock(1, "natural_day", 2, at(2026, 12, 1, 9))
    promise = clock(1, "working_day", 2, at(2026, 12, 1, 9), kind="promised", capped_by=statute)
    change_days(code="CN", days={date(2026, 12, 3): OFF}, notice="通知", at=NOW)
    assert recompute_all(chunk=1) == (2, 2)
    promise.refresh_from_db()
    assert promise.due_at == day_end(date(2026, 12, 4))


def test_new_office_hours_move_hours():
    hours = clock(1, "working_hour", 5, at(2026, 12, 1, 8))
    short = OfficeHours.from_json({str(day): [["09:00", "10:00"]] for day in range(1, 6)})
    change_hours(code="CN", hours=short, notice="作息", first_date=date(2026, 12, 1), at=NOW)
    recompute_all()
    hours.refresh_from_db()
    assert hours.due_at == at(2026, 12, 7, 10)


def test_new_office_hours_leave_the_days_before_them():
    """16 hours from Thursday 08:30: 7.5 by the old hours, then 6.5 on Friday and 2 on Monday by the new ones."""
    hours = clock(1, "working_hour", 16, at(2026, 11, 5, 8, 30))
    done = clock(2, "working_hour", 7, at(2026, 11, 5, 8, 30))
    winter = OfficeHours.from_json({str(day): [["09:00", "12:00"], ["13:30", "17:00"]] for day in range(1, 6)})
    change_hours(code="CN", hours=winter, notice="冬季作息", first_date=date(2026, 11, 6), at=NOW)
    recompute_all()
    hours.refresh_from_db()
    done.refresh_from_db()
    assert (hours.due_at, done.due_at) == (at(2026, 11, 9, 11), at(2026, 11, 5, 17))


def test_a_notice_that_names_the_december_before_moves_what_ends_there():
    one = clock(1, "working_day", 1, at(2026, 12, 30, 9))
    assert (one.due_at, one.provisional) == (day_end(date(2026, 12, 31)), False)
    days = {date(2026, 12, 31): NamedDay("rest", "元旦"), date(2027, 1, 1): NamedDay("rest", "元旦")}
    publish_year(code="CN", year=2027, days=days, notice="通知", at=NOW)
    assert recompute_all() == (1, 1)
    one.refresh_from_db()
    assert (one.due_at, one.provisional) == (day_end(date(2027, 1, 4)), False)


ACTS: dict[str, Callable[[Clock], object]] = {
    "stop": lambda each: stop(clock=each, at=at(2026, 12, 2, 9), outcome="granted"),
    "extend": lambda each: extend(clock=each, length=2, approver="县长", basis="42", at=at(2026, 12, 2, 9)),
    "pause": lambda each: pause(
        clock=each, kind="x", name="检验", legal_basis="45", notice_number="7", approver="张*", at=at(2026, 12, 2, 9)
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_the_calendar_moved_is_on_record_whoever_comes_first(act: Callable[[Clock], object]):
    """An act before the recompute: the calendar's part is recorded as the recompute would have, the act's is not."""
    one = clock(1, "working_day", 5, at(2026, 12, 1, 9))
    change_days(code="CN", days={date(2026, 12, 3): OFF}, notice="通知", at=NOW)
    act(one)
    version = load("CN").version
    told = (one.pk, day_end(date(2026, 12, 8)), day_end(date(2026, 12, 9)), version)
    assert list(DueMoved.objects.values_list("clock_id", "old", "new", "calendar_version")) == [told]
    assert recompute_all() == (0, 0)
    assert DueMoved.objects.count() == 1
    one.refresh_from_db()
    assert one.calendar_version == version


@pytest.mark.parametrize("first", ["statutory", "promised"])
def test_an_act_on_one_of_a_promise_and_its_statute_records_what_moved_of_both(first: str):
    statute = clock(1, "natural_day", 2, at(2026, 12, 1, 9))
    promise = clock(1, "working_day", 2, at(2026, 12, 1, 9), kind="promised", capped_by=statute)
    change_days(code="CN", days={date(2026, 12, 3): OFF}, notice="通知", at=NOW)
    stop(clock=statute if first == "statutory" else promise, at=at(2026, 12, 2, 9), outcome="granted")
    moved = set(DueMoved.objects.values_list("clock_id", "new"))
    assert moved == {(each.pk, day_end(date(2026, 12, 4))) for each in (statute, promise)}
    assert_all_as_facts_give()
    assert recompute_all() == (0, 0)


@pytest.mark.long
def test_a_promise_is_capped_by_its_statute_as_the_present_calendar_has_it():
    statute = clock(1, "natural_day", 2, at(2026, 12, 1, 9))
    change_days(code="CN", days={date(2026, 12, 3): OFF}, notice="通知", at=NOW)
    promise = clock(1, "working_day", 9, at(2026, 12, 1, 9), kind="promised", capped_by=statute)
    assert promise.due_at == day_end(date(2026, 12, 4))
    assert DueMoved.objects.get().clock_id == statute.pk


def test_a_change_that_moves_nothing_is_recorded_by_nobody():
    one = clock(1, "working_day", 5, at(2026, 12, 1, 9))
    change_days(code="CN", days={date(2026, 12, 30): OFF}, notice="通知", at=NOW)
    extend(clock=one, length=1, approver="县长", basis="42", at=at(2026, 12, 2, 9))
    assert not DueMoved.objects.exists()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.long
def test_acts_between_a_change_and_its_recompute_lose_no_move(seed: int):
    random_clocks(60, seed)
    draw = random.Random(-seed)
    days = {date(2026, 9, 10) + timedelta(days=draw.randrange(120)): draw.choice([OFF, ON]) for _ in range(25)}
    change_days(code="CN", days=days, notice="通知", at=NOW)
    before = dict(Clock.objects.filter(due_at__isnull=False).values_list("pk", "due_at"))
    # a stop in between changes no date by itself where no pause was open
    quiet = Clock.objects.running().exclude(pauses__to_at__isnull=True, pauses__isnull=False)
    for each in quiet.order_by("-pk")[:20]:
        stop(clock=each, at=max(NOW, each.started_at), outcome="granted")
    recompute_all()
    assert_all_as_facts_give()
    after = dict(Clock.objects.filter(pk__in=before).values_list("pk", "due_at"))
    kept = {(each.clock_id, each.old, each.new) for each in DueMoved.objects.all()}
    assert kept == {(key, before[key], after[key]) for key in before if before[key] != after[key]} != set()


def test_two_changes_before_one_recompute_reach_back_to_the_earlier_day():
    one = clock(1, "working_day", 2, at(2026, 12, 1, 9))
    change_days(code="CN", days={date(2026, 12, 3): OFF}, notice="通知", at=NOW)
    change_days(code="CN", days={date(2026, 12, 30): OFF}, notice="通知", at=NOW)
    assert recompute_all() == (1, 1)
    one.refresh_from_db()
    assert one.due_at == day_end(date(2026, 12, 4))


def test_a_clock_beyond_the_table_stays_as_it_is_and_is_counted():
    last = clock(1, "natural_day", 1, at(2036, 12, 29, 9))
    Clock.objects.filter(pk=last.pk).update(length=30)
    change_days(code="CN", days={date(2026, 12, 3): OFF}, notice="通知", at=NOW)
    out = io.StringIO()
    call_command("recompute_clocks", "--json", stdout=out)
    assert json.loads(out.getvalue()) == [
        {"calendar": "CN", "version": load("CN").version, "clocks": 0, "moved": 0, "left": 1}
    ]


def test_command_says_what_it_did_and_refuses_an_unknown_calendar():
    clock(1, "working_day", 2, at(2026, 12, 1, 9))
    change_days(code="CN", days={date(2026, 12, 3): OFF}, notice="通知", at=NOW)
    out = io.StringIO()
    call_command("recompute_clocks", "--calendar", "CN", stdout=out)
    assert "移动 1 个" in out.getvalue()
    with pytest.raises(CommandError, match="XX"):
        call_command("recompute_clocks", "--calendar", "XX")
    with pytest.raises(CommandError, match="正数"):
        call_command("recompute_clocks", "--chunk", "0")
