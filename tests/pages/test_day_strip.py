"""The day strip says what the explanation says, in every size."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kernel.clocks.arithmetic import Terms
from kernel.clocks.explanation import Explanation, explain
from kernel.doors import daystrip, strip_words
from kernel.doors.component_sheet import TODAY, invented_strip, strips
from kernel.doors.daystrip import AFTER_TODAY, BEFORE_TODAY, cells
from kernel.doors.strips import strip_of
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import SHANGHAI

STRIPS = strips()
SLOTS = BEFORE_TODAY + 1 + AFTER_TODAY


def css_of(strip: Explanation, day: date) -> set[str]:
    return set(next(cell.css for cell in cells(strip) if cell.day.date == day).split())


def drawn(tag: str, strip: Explanation) -> str:
    return Template("{% load portal_strip %}{% " + tag + " strip %}").render(Context({"strip": strip}))


def test_the_drawing_of_the_running_case():
    running = STRIPS["running"]
    assert (running.promised_due, running.statutory_due) == (date(2026, 10, 19), date(2026, 11, 2))
    assert strip_words.summary(running) == (
        "正常。9月24日受理，已计 7 个工作日，承诺 10 个工作日至10月19日 周一，还剩 3 个工作日；法定至11月2日 周一"
    )
    assert css_of(running, date(2026, 9, 24)) == {"k0", "wk4", "past"}
    assert css_of(running, date(2026, 10, 1)) == {"kr", "wk4", "past"}
    assert css_of(running, date(2026, 10, 8)) == {"kp", "wk4", "past"}
    assert css_of(running, date(2026, 10, 10)) == {"km", "wk6", "past"}
    assert css_of(running, TODAY) == {"kw", "wk3", "now"}
    assert css_of(running, date(2026, 10, 19)) == {"kw", "wk1", "next", "fp"}
    assert css_of(running, date(2026, 10, 20)) == {"kw", "wk2", "next", "tail"}
    assert css_of(running, date(2026, 11, 2)) == {"kw", "wk1", "next", "tail", "fs"}


def test_beyond_the_promise_and_beyond_the_statute():
    late = STRIPS["statute"]
    assert daystrip.light_of(late) == "red"
    assert css_of(late, date(2026, 9, 23)) == {"kw", "wk3", "past", "lp"}
    assert css_of(late, date(2026, 10, 3)) == {"kr", "wk6", "past", "tail"}
    assert css_of(late, date(2026, 10, 13)) == {"kw", "wk2", "past", "lp", "fs"}
    assert css_of(late, TODAY) == {"kw", "wk3", "now", "ls"}
    assert daystrip.light_of(STRIPS["promise"]) == "yel"


def test_an_ended_term_stops_counting():
    ended = STRIPS["ended"]
    assert daystrip.light_of(ended) == "done"
    assert "kn" in css_of(ended, date(2026, 10, 12))
    assert not {"lp", "ls"} & set(" ".join(cell.css for cell in cells(ended)).split())
    assert strip_words.left_words(ended) == "提前 3 个工作日"
    late = invented_strip(date(2026, 9, 24), promised=8, statutory=18, ended_on=date(2026, 10, 14))
    assert strip_words.left_words(late) == "已超 1 个工作日"


def test_a_pause_today_and_a_provisional_year():
    paused = STRIPS["paused"]
    assert strip_words.left_words(paused) == "" and strip_words.left_short(paused) == ("–", "")
    assert "恢复计时后预计至10月19日 周一" in strip_words.summary(paused)
    assert "fj" in css_of(paused, date(2026, 10, 19)) and "fp" not in css_of(paused, date(2026, 10, 19))
    assert daystrip.light_of(STRIPS["paused"]) == "pause"
    assert "pv" in css_of(STRIPS["provisional"], date(2026, 10, 27))
    assert "暂定" in strip_words.summary(STRIPS["provisional"])
    assert "暂定" not in strip_words.summary(STRIPS["running"])


def test_the_explanation_adds_up_to_the_due_date():
    for name, strip in STRIPS.items():
        if strip.ended_on is not None or strip.paused:
            continue
        lines = daystrip.runs(strip)
        upto = [run for run in lines if run.last.date <= strip.promised_due]
        assert sum(run.number for run in upto) == strip.promised_length, name
        assert [run.flags for run in lines if run.flags] == [("fp",), ("fs",)], name
        assert sum((run.last.date - run.first.date).days + 1 for run in lines) == len(strip.days), name


def test_the_table_names_article_and_notice():
    page = drawn("day_strip_why", STRIPS["running"])
    assert "卫生检测，依法暂停，不计" in page and "示卫特通〔2026〕31 号" in page
    assert "工作日，计入　◂ 承诺期限到期" in page
    public = Template("{% load portal_strip %}{% day_strip_why strip basis=False %}")
    assert "示卫特通" not in public.render(Context({"strip": STRIPS["running"]}))


@pytest.mark.parametrize("name", sorted(STRIPS))
def test_every_size_is_drawn_and_says_today(name):
    strip = STRIPS[name]
    page = drawn("day_strip", strip)
    assert page.count('aria-current="date"') == 1 and page.count('<li class="d ') == len(strip.days)
    assert page.count("今天</span>") == 1
    assert drawn("day_strip_inline", strip).count("<i class=") == len(strip.days)


def test_a_very_long_term_shows_the_days_around_today():
    strip = invented_strip(TODAY - timedelta(days=200), promised=60, statutory=300)
    page = drawn("day_strip", strip)
    assert page.count('aria-current="date"') == 1 and "‹" in page and "›" in page
    assert page.count('<li class="d ') == daystrip.LONGEST_STRIP
    assert daystrip.runs(strip)[0].first.kind == "start"


@given(start=st.integers(-200, 0), length=st.integers(1, 90), more=st.integers(0, 40))
def test_today_stands_at_one_place_in_every_row(start, length, more):
    strip = invented_strip(TODAY + timedelta(days=start), promised=length, statutory=length + more)
    row = daystrip.aligned(strip)
    slots = len(row.before) + int(row.cut_before) + len(row.cells) + int(row.cut_after) + len(row.after)
    assert slots == SLOTS
    place = len(row.before) + int(row.cut_before)
    assert [place + index for index, cell in enumerate(row.cells) if cell.is_today] == [BEFORE_TODAY]
    line = drawn("day_strip_aligned", strip)
    assert line.count('<i class="d ') == slots - int(row.cut_before) - int(row.cut_after) and "&lt;" not in line


def test_the_last_column_of_a_list():
    assert strip_words.left_short(STRIPS["running"]) == ("3 日", "")
    assert strip_words.left_short(STRIPS["promise"]) == ("超 7 日", "late")
    assert strip_words.left_short(STRIPS["ended"]) == ("–", "")
    assert strip_words.left_short(replace(STRIPS["running"], left=1)) == ("1 日", "near")
    assert strip_words.left_short(replace(STRIPS["running"], today=date(2026, 10, 19), left=0)) == ("今天", "near")


def test_the_real_explanation_is_drawn():
    """Fifteen natural days from a Saturday end on a Sunday and roll over to Monday (民法典 203)."""
    calendar = WorkCalendar("CN", 1, date(2026, 1, 1), date(2026, 12, 31), {}, frozenset({2026}))
    start, now = (datetime(2026, 10, day, 10, tzinfo=SHANGHAI) for day in (10, 14))
    found = strip_of(explain(calendar=calendar, now=now, statutory=Terms("natural_day", 15, start), start_word="收件"))
    assert strip_words.summary(found) == "正常。10月10日收件，已计 4 日，还剩 12 日；法定至10月26日 周一"
    assert "fs" in css_of(found, date(2026, 10, 26)) and "末日" not in drawn("day_strip", found)
    lines = [strip_words.run_words(run, found) for run in daystrip.runs(found)]
    assert lines[-1] == "顺延到这一天为止　◂ 法定期限到期"
    assert sum(run.number for run in daystrip.runs(found)) == 15


def test_english_has_no_chinese_but_the_names():
    with translation.override("en"):
        sentence = strip_words.summary(replace(STRIPS["running"], start_word="Acceptance"))
    assert sentence == (
        "In time. Acceptance on 24 Sep, 7 working days counted, promised 10 working days to Mon 19 Oct, "
        "3 working days left; statutory term to Mon 2 Nov"
    )
