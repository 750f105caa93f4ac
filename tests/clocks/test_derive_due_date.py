"""The due date of a term: the law's examples, and what no facts can break."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kernel.clocks.arithmetic import Due, Span, Terms, add_months, capped, due
from kernel.workdays.working_calendar import OutsideCalendar, WorkCalendar
from kernel.workdays.zone import SHANGHAI, day_end, local_date
from tests.clocks.facts import at, day_units, terms
from tests.workdays.calendars import NATIONAL, PLAIN_WEEKS, calendars


def day_of(unit: str, length: int, started: datetime, *pauses: tuple[datetime, datetime]) -> date | None:
    facts = Terms(unit, length, started, tuple(Span(*each) for each in pauses))  # type: ignore[arg-type]
    return due(facts, NATIONAL).date


@pytest.mark.parametrize(
    ("unit", "length", "started", "expected"),
    [
        # 行政许可法 82: working days; day 0 is the day of the event, whatever the hour
        ("working_day", 20, at(2026, 9, 24, 9), date(2026, 10, 29)),
        ("working_day", 20, at(2026, 9, 24, 23, 59), date(2026, 10, 29)),
        ("working_day", 1, at(2026, 10, 9, 9), date(2026, 10, 10)),
        # receipt on a Saturday is day 0 as on any day
        ("working_day", 5, at(2026, 10, 17, 10), date(2026, 10, 23)),
        # 即办件: the same day, on a rest day the next working day
        ("working_day", 0, at(2026, 10, 9, 9), date(2026, 10, 9)),
        ("working_day", 0, at(2026, 10, 11, 9), date(2026, 10, 12)),
        # 民法典 203: the last of the natural days is a rest day
        ("natural_day", 7, at(2026, 9, 24, 9), date(2026, 10, 8)),
        ("natural_day", 7, at(2026, 10, 9, 9), date(2026, 10, 16)),
        ("natural_day", 9, at(2026, 10, 9, 9), date(2026, 10, 19)),
        ("natural_day", 1, at(2026, 10, 9, 9), date(2026, 10, 10)),
        # 民法典 202: no 31st of November; 30 November 2026 is a Monday
        ("month", 1, at(2026, 10, 31, 9), date(2026, 11, 30)),
        ("month", 3, at(2026, 7, 1, 9), date(2026, 10, 8)),
        ("month", 12, at(2024, 2, 29, 9), date(2025, 2, 28)),
        ("working_hour", 8, at(2026, 10, 8, 9), date(2026, 10, 9)),
    ],
)
def test_due_day(unit: str, length: int, started: datetime, expected: date):
    assert day_of(unit, length, started) == expected


def test_due_is_the_last_microsecond_of_its_day_in_the_county():
    found = due(Terms("working_day", 1, at(2026, 10, 8, 9)), NATIONAL)
    assert found.at == datetime(2026, 10, 9, 23, 59, 59, 999_999, tzinfo=SHANGHAI)
    assert due(Terms("working_hour", 3, at(2026, 10, 8, 11)), NATIONAL).at == at(2026, 10, 8, 15, 30)


def test_next_day_counts_the_same_days():
    """自次日起30日: the next day is the first of them."""
    facts = Terms("natural_day", 30, at(2026, 10, 8, 9))
    assert due(replace(facts, counts_from="next_day"), NATIONAL) == due(facts, NATIONAL)


@pytest.mark.parametrize(
    ("unit", "length", "pauses", "expected"),
    [
        # out are the days after 28 September up to 30 September
        ("working_day", 10, [(at(2026, 9, 28, 9), at(2026, 9, 30, 16))], date(2026, 10, 19)),
        # within one day nothing is taken out
        ("working_day", 10, [(at(2026, 9, 28, 9), at(2026, 9, 28, 16))], date(2026, 10, 15)),
        # from day 0 on
        ("working_day", 2, [(at(2026, 9, 24, 11), at(2026, 10, 8, 9))], date(2026, 10, 10)),
        # the pause begins on the last day: the term ends with the day it ends
        ("working_day", 10, [(at(2026, 10, 15, 9), at(2026, 10, 20, 9))], date(2026, 10, 20)),
        # … which is a Sunday
        ("working_day", 10, [(at(2026, 10, 15, 9), at(2026, 10, 18, 9))], date(2026, 10, 19)),
        # a pause after the term is none of its pauses
        ("working_day", 10, [(at(2026, 10, 16, 9), at(2026, 10, 20, 9))], date(2026, 10, 15)),
        ("natural_day", 10, [(at(2026, 9, 28, 9), at(2026, 9, 30, 16))], date(2026, 10, 8)),
        ("natural_day", 14, [(at(2026, 10, 8, 9), at(2026, 10, 9, 16))], date(2026, 10, 9)),
        # 1 October plus rest days is 8 October; a pause that begins on the 8th still finds the term running
        ("natural_day", 7, [(at(2026, 10, 8, 9), at(2026, 10, 13, 16))], date(2026, 10, 13)),
        ("month", 1, [(at(2026, 10, 8, 9), at(2026, 10, 12, 16))], date(2026, 10, 28)),
    ],
)
def test_pauses(unit: str, length: int, pauses: list[tuple[datetime, datetime]], expected: date):
    assert day_of(unit, length, at(2026, 9, 24, 9), *pauses) == expected


def test_pause_of_hours_and_of_an_instant():
    closed = (Span(at(2026, 10, 8, 10), at(2026, 10, 8, 14)),)
    assert due(Terms("working_hour", 2, at(2026, 10, 8, 9), closed), NATIONAL).at == at(2026, 10, 8, 15)
    instant = Terms("instant", 0, at(2026, 10, 8, 9), closed, until=at(2026, 10, 9, 9))
    assert due(instant, NATIONAL).at == at(2026, 10, 9, 13)


def test_open_pause_has_no_due_date():
    facts = Terms("working_day", 10, at(2026, 9, 24, 9), (Span(at(2026, 9, 28, 9), None),))
    assert due(facts, NATIONAL) == Due(None, None, False)
    assert due(facts.resumed_at(at(2026, 9, 30, 16)), NATIONAL).date == date(2026, 10, 19)
    assert facts.resumed_at(at(2026, 9, 1, 0)).pauses[0].to_at == at(2026, 9, 28, 9)


@pytest.mark.parametrize(
    ("unit", "length", "started", "provisional"),
    [
        ("working_day", 5, at(2026, 12, 24, 9), False),
        ("working_day", 6, at(2026, 12, 24, 9), True),
        ("natural_day", 7, at(2026, 12, 24, 9), False),
        # 31 December is a Thursday; the 1st of January would be rolled by a notice not yet written
        ("natural_day", 8, at(2026, 12, 24, 9), True),
        ("month", 1, at(2026, 11, 24, 9), False),
        ("month", 2, at(2026, 11, 24, 9), True),
        ("working_hour", 8, at(2026, 12, 31, 15), True),
        ("working_day", 0, at(2027, 3, 1, 9), True),
    ],
)
def test_dates_in_a_year_without_notice_are_provisional(unit: str, length: int, started: datetime, provisional: bool):
    assert due(Terms(unit, length, started), NATIONAL).provisional is provisional  # type: ignore[arg-type]


def test_promise_is_capped_by_the_statute_and_not_by_a_paused_one():
    early, late = Due(at(2026, 10, 8), None, False), Due(at(2026, 10, 9), None, True)
    assert capped(late, early) == early and capped(early, late) == early
    assert capped(early, Due(None, None, False)) == early
    assert capped(Due(None, None, False), early).at is None


@pytest.mark.parametrize(
    "build",
    [
        lambda: Terms("instant", 0, at(2026, 1, 5)),
        lambda: Terms("working_day", 5, at(2026, 1, 5), until=at(2026, 1, 9)),
        lambda: Terms("working_day", -1, at(2026, 1, 5)),
    ],
)
def test_facts_that_make_no_term_are_refused(build):
    with pytest.raises(ValueError, match="term"):
        build()


def test_beyond_the_calendar_nothing_is_guessed():
    with pytest.raises(OutsideCalendar):
        due(Terms("natural_day", 40, at(2036, 12, 24, 9)), NATIONAL)


@pytest.mark.parametrize(
    ("instant", "limit", "day_over", "second_over"),
    [
        # domain.md 3.4: accepted Monday 2018-10-15 10:00, plain weeks; a vendor counts to the second, we by days
        (at(2018, 10, 24, 10, 0, 0), 7, False, False),
        (at(2018, 10, 24, 10, 0, 1), 7, False, True),
        (at(2018, 10, 24, 23, 59, 59), 7, False, True),
        (at(2018, 10, 25, 0, 0, 0), 7, True, True),
        (at(2018, 10, 29, 23, 59, 59), 10, False, True),
        (at(2018, 10, 30, 0, 0, 0), 10, True, True),
    ],
)
def test_day_precision_is_the_default(instant: datetime, limit: int, day_over: bool, second_over: bool):
    accepted = at(2018, 10, 15, 10)
    found = due(Terms("working_day", limit, accepted), PLAIN_WEEKS)
    assert found.at is not None and found.date is not None
    assert (instant > found.at) is day_over
    # the vendor's limit falls on the same day, at the second of acceptance
    assert (instant > datetime.combine(found.date, accepted.timetz())) is second_over


@given(terms(), calendars(), st.integers(0, 60), st.integers(1, 20 * 24 * 60))
def test_a_pause_never_moves_a_due_date_earlier(facts: Terms, calendar: WorkCalendar, later: int, minutes: int):
    before = due(facts, calendar)
    begin = max([facts.started_at, *(each.to_at for each in facts.pauses if each.to_at)]) + timedelta(days=later)
    added = Span(begin, begin + timedelta(minutes=minutes))
    after = due(replace(facts, pauses=(*facts.pauses, added)), calendar)
    assert before.at is not None and after.at is not None
    assert after.at >= before.at
    if begin <= before.at:
        assert after.at >= min(added.to_at or begin, day_end(local_date(added.to_at or begin)))


@given(terms(), calendars(), st.integers(1, 10))
def test_an_extension_never_moves_a_due_date_earlier(facts: Terms, calendar: WorkCalendar, more: int):
    before, after = due(facts, calendar), due(replace(facts, extension=facts.extension + more), calendar)
    assert before.at is not None and after.at is not None
    assert after.at >= before.at


@given(terms(day_units, pauses=0), calendars(), st.integers(1, 40 * 24 * 60))
def test_who_starts_later_ends_no_earlier(facts: Terms, calendar: WorkCalendar, minutes: int):
    later = replace(facts, started_at=facts.started_at + timedelta(minutes=minutes))
    one, other = due(facts, calendar), due(later, calendar)
    assert one.at is not None and other.at is not None
    assert one.at <= other.at


@given(terms(day_units), calendars())
def test_a_term_ends_on_a_working_day_after_its_start(facts: Terms, calendar: WorkCalendar):
    found = due(facts, calendar)
    assert found.date is not None
    assert calendar.is_working(found.date)
    assert found.date >= local_date(facts.started_at)


@given(terms(day_units, pauses=1), calendars())
def test_a_longer_pause_ends_no_earlier(facts: Terms, calendar: WorkCalendar):
    assume(facts.pauses)
    [span] = facts.pauses
    assert span.to_at is not None
    longer = replace(facts, pauses=(replace(span, to_at=span.to_at + timedelta(days=2)),))
    one, other = due(facts, calendar).at, due(longer, calendar).at
    assert one is not None and other is not None and one <= other


@given(st.dates(date(2004, 1, 1), date(2034, 1, 1)), st.integers(0, 30))
def test_months_end_on_the_same_day_or_the_last(start: date, months: int):
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)
