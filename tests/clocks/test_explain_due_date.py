"""Each day of a term says whether it counted and why; together they make the due date."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clocks.arithmetic import Span, Terms, add_months, due
from kernel.clocks.explanation import Day, Explanation, explain
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import local_date
from tests.clocks.facts import at, day_units, terms
from tests.workdays.calendars import NATIONAL, calendars

ACCEPTED = at(2026, 9, 24, 9, 5)
NOW = at(2026, 10, 14, 10)
TEST = Span(at(2026, 9, 30, 15), at(2026, 10, 9, 17), "卫生检测", "行政许可法第四十五条；示卫检告〔2026〕7号")
PROMISE = Terms("working_day", 10, ACCEPTED, (TEST,))
STATUTE = Terms("working_day", 20, ACCEPTED, (TEST,))


def on(explanation: Explanation, *month_day: int) -> Day:
    return next(day for day in explanation.days if (day.date.month, day.date.day) == month_day)


def test_the_drawing_of_the_tracking_page():
    found = explain(promised=PROMISE, statutory=STATUTE, calendar=NATIONAL, now=NOW, start_word="受理")
    assert (found.promised_due, found.statutory_due) == (date(2026, 10, 19), date(2026, 11, 2))
    assert (found.counted, found.left, found.over, found.paused) == (7, 3, None, False)
    assert on(found, 9, 24).kind == "start"
    assert (on(found, 9, 25).kind, on(found, 9, 25).label) == ("rest", "中秋节")
    assert on(found, 9, 28).ordinal == 1
    assert (on(found, 10, 8).kind, on(found, 10, 8).label) == ("paused", "卫生检测")
    assert "四十五" in on(found, 10, 8).basis
    assert (on(found, 10, 10).kind, on(found, 10, 10).ordinal) == ("makeup", 4)
    assert (on(found, 10, 11).kind, on(found, 10, 11).label) == ("rest", "")
    assert on(found, 10, 19).ordinal == 10 and on(found, 11, 2).ordinal == 20
    assert found.days[-1].date == date(2026, 11, 2)


def test_lines_break_at_kinds_and_dues():
    found = explain(promised=PROMISE, statutory=STATUTE, calendar=NATIONAL, now=NOW)
    lines = [(line[0].date.day, line[-1].date.day, line[0].kind) for line in found.ranges()]
    assert lines[:4] == [(24, 24, "start"), (25, 27, "rest"), (28, 30, "counted"), (1, 9, "paused")]
    assert (19, 19, "counted") in lines and lines[-1] == (2, 2, "counted")


def test_natural_days_count_rest_days_and_roll_over():
    found = explain(statutory=Terms("natural_day", 9, at(2026, 10, 9, 9)), calendar=NATIONAL, now=at(2026, 10, 12, 9))
    assert [day.kind for day in found.days[:4]] == ["start", "counted", "counted", "counted"]
    sunday, monday = on(found, 10, 18), on(found, 10, 19)
    assert (sunday.ordinal, sunday.rolled) == (9, False)
    assert (monday.ordinal, monday.rolled, monday.basis) == (None, True, "民法典第二百零三条")
    assert (found.left, found.statutory_due) == (7, date(2026, 10, 19))


def test_promise_of_working_days_is_capped_by_a_statute_of_natural_days():
    found = explain(
        promised=Terms("working_day", 10, ACCEPTED),
        statutory=Terms("natural_day", 7, ACCEPTED),
        calendar=NATIONAL,
        now=at(2026, 9, 28, 9),
    )
    assert found.promised_due == found.statutory_due == date(2026, 10, 8)


def test_over_the_promise_and_over_the_statute():
    late = explain(promised=PROMISE, statutory=STATUTE, calendar=NATIONAL, now=at(2026, 10, 21, 0))
    assert (late.left, late.over) == (None, 2)
    later = explain(statutory=STATUTE, calendar=NATIONAL, now=at(2026, 11, 5, 9))
    assert (later.over, later.days[-1].date) == (3, date(2026, 11, 5))


def test_ended_early_and_ended_late():
    early = explain(statutory=STATUTE, calendar=NATIONAL, now=at(2026, 12, 24, 9), ended_at=at(2026, 10, 13, 9))
    assert (early.left, early.over, early.ended_on) == (None, None, date(2026, 10, 13))
    assert early.days[-1].date == date(2026, 11, 2) and early.counted == 6
    late = explain(statutory=STATUTE, calendar=NATIONAL, now=at(2026, 12, 24, 9), ended_at=at(2026, 11, 4, 9))
    assert (late.over, late.days[-1].date) == (2, date(2026, 11, 4))


def test_open_pause_shows_no_due_and_what_it_would_be_today():
    waiting = replace(PROMISE, pauses=(replace(TEST, to_at=None),))
    found = explain(promised=waiting, calendar=NATIONAL, now=at(2026, 10, 9, 10))
    assert (found.promised_due, found.paused, found.left) == (None, True, None)
    assert found.projected_due == date(2026, 10, 19)
    assert on(found, 10, 9).kind == "paused" and on(found, 10, 10).kind == "makeup"
    planned = replace(TEST, to_at=None, planned_until=at(2026, 10, 12, 18))
    later = explain(promised=replace(PROMISE, pauses=(planned,)), calendar=NATIONAL, now=at(2026, 10, 9, 10))
    assert on(later, 10, 12).kind == "paused" and later.projected_due == date(2026, 10, 21)


POSTED = Span(at(2026, 9, 30, 9), None, "公示", "公开承诺所附办理流程", at(2026, 10, 12, 18))


def test_a_paused_promise_does_not_hide_an_overdue_statute():
    """公示 stops the promise alone: the statute of 20 working days ran out on 29 October."""
    waiting, runs = Terms("working_day", 10, ACCEPTED, (POSTED,)), Terms("working_day", 20, ACCEPTED)
    found = explain(promised=waiting, statutory=runs, calendar=NATIONAL, now=at(2026, 11, 2, 9))
    assert (found.promised_due, found.statutory_due, found.first_due) == (None, date(2026, 10, 29), date(2026, 10, 29))
    assert (found.over, found.left, found.paused, found.projected_due) == (2, None, False, None)
    assert found.days[-1].date == date(2026, 11, 2)


def test_a_paused_promise_counts_down_to_the_statute_that_runs_on():
    waiting, runs = Terms("working_day", 10, ACCEPTED, (POSTED,)), Terms("working_day", 20, ACCEPTED)
    found = explain(promised=waiting, statutory=runs, calendar=NATIONAL, now=at(2026, 10, 26, 9))
    assert (found.over, found.left, found.paused) == (None, 3, True)
    assert found.projected_due == date(2026, 10, 29)


@given(terms(day_units), st.integers(1, 60), st.integers(0, 200 * 24), calendars())
def test_no_pause_of_the_promise_hides_a_statute_that_ran_out(
    statute: Terms, length: int, hours: int, calendar: WorkCalendar
):
    now = statute.started_at + timedelta(hours=hours)
    opened = Span(statute.started_at, None, "公示", "流程")
    promise = Terms("working_day", length, statute.started_at, (opened,))
    found = explain(promised=promise, statutory=statute, calendar=calendar, now=now)
    end = due(statute, calendar)
    assert end.at is not None and found.first_due == end.date
    assert (found.over is not None) == (now > end.at) == (not found.paused)
    assert (found.left is None) == (now > end.at)
    assert found.projected_due is None if now > end.at else found.projected_due >= local_date(now)


def test_days_of_a_year_without_notice_are_marked():
    found = explain(statutory=Terms("working_day", 10, at(2026, 12, 24, 9)), calendar=NATIONAL, now=at(2026, 12, 25, 9))
    assert found.provisional
    assert on(found, 1, 4).provisional and not on(found, 12, 31).provisional
    assert on(found, 1, 1).label == "元旦" and "放假办法" in on(found, 1, 1).basis


def test_hours_and_instants_are_explained_too():
    hours = explain(statutory=Terms("working_hour", 12, at(2026, 10, 8, 9)), calendar=NATIONAL, now=at(2026, 10, 8, 10))
    assert (hours.left, on(hours, 10, 9).kind, on(hours, 10, 9).ordinal) == (11, "counted", None)
    instant = Terms("instant", 0, at(2026, 10, 8, 9), until=at(2026, 10, 12, 9))
    found = explain(statutory=instant, calendar=NATIONAL, now=at(2026, 10, 8, 10))
    assert (found.statutory_due, found.left) == (date(2026, 10, 12), 4)


def test_nothing_to_explain_is_refused():
    with pytest.raises(ValueError, match="neither"):
        explain(calendar=NATIONAL, now=NOW)


@given(terms(day_units), calendars())
def test_explanation_adds_up_to_the_due_date(facts: Terms, calendar: WorkCalendar):
    end = due(facts, calendar).date
    assert end is not None
    found = explain(statutory=facts, calendar=calendar, now=facts.started_at)
    until = [day for day in found.days if day.date <= end]
    counted = sum(day.counts and not day.rolled for day in until)
    assert counted == max((day.ordinal or 0 for day in until), default=0)
    if facts.unit == "month":
        start = local_date(facts.started_at)
        assert counted == (add_months(start, facts.total) - start).days
    else:
        assert counted == facts.total
    assert found.statutory_due == end == until[-1].date
    days = [day.date for day in found.days]
    assert days == [days[0] + timedelta(days=each) for each in range(len(days))]


@given(terms(day_units), calendars())
def test_the_day_of_start_never_counts_and_pauses_are_named(facts: Terms, calendar: WorkCalendar):
    found = explain(statutory=facts, calendar=calendar, now=facts.started_at)
    assert found.days[0].kind == "start" and not found.days[0].counts
    assert all(day.label == "检验" for day in found.days if day.kind == "paused")
    assert isinstance(found.ranges(), tuple)


def test_an_instant_before_its_start_is_only_its_start():
    """Foreign logs have such rows."""
    facts = Terms("instant", 0, at(2026, 10, 8, 9), until=datetime(2026, 10, 1, tzinfo=NOW.tzinfo))
    found = explain(statutory=facts, calendar=NATIONAL, now=at(2026, 10, 8, 10))
    assert found.over == 7 and len(found.days) == 1
