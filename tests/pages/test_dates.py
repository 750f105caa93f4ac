"""Dates in words: weekday always, county time, both languages."""

from datetime import UTC, date, datetime

from django.template import Context, Template
from django.utils import translation

DUE = date(2026, 10, 19)
LATE_EVENING_UTC = datetime(2026, 10, 13, 16, 30, tzinfo=UTC)


def shown(expression: str, **facts: object) -> str:
    return Template("{% load portal_dates portal_masks %}{{ " + expression + " }}").render(Context(facts))


def test_a_day_carries_its_weekday_and_stays_on_one_line():
    assert shown("due|day", due=DUE) == '<time class="nowrap" datetime="2026-10-19">10月19日 周一</time>'
    assert shown("due|day_text", due=DUE) == "10月19日 周一"


def test_english_says_the_same():
    with translation.override("en"):
        assert shown("due|day_text", due=DUE) == "Mon 19 Oct"
        assert shown("at|moment_text", at=LATE_EVENING_UTC) == "Wed 14 Oct 00:30"


def test_an_instant_is_read_in_the_county():
    assert shown("at|day_text", at=LATE_EVENING_UTC) == "10月14日 周三"
    assert shown("at|moment_text", at=LATE_EVENING_UTC) == "10月14日 周三 00:30"
    assert ">00:30</time>" in shown("at|clock_time", at=LATE_EVENING_UTC)


def test_the_year_is_said_when_it_is_another():
    assert shown("due|day_text:seen", due=DUE, seen=date(2026, 1, 1)) == "10月19日 周一"
    assert shown("due|day_text:seen", due=DUE, seen=date(2027, 1, 1)) == "2026年10月19日 周一"
    assert "2026年10月19日 周一" in shown("due|full_day", due=DUE)


def test_no_date_is_no_words():
    for name in ("day", "day_text", "full_day", "moment", "moment_text", "clock_time"):
        assert shown(f"due|{name}", due=None) == ""


def test_personal_data_are_masked():
    assert shown('phone|masked:"phone"', phone="13812345207") == "138****5207"
    assert shown('phone|masked:"phone"', phone=None) == ""
