"""Random facts of terms for the property tests of clocks."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from kernel.clocks.arithmetic import Span, Terms
from kernel.workdays.zone import SHANGHAI

FIRST, LAST = datetime(2025, 1, 1), datetime(2026, 6, 30)
day_units = st.sampled_from(["working_day", "natural_day", "month"])
units = st.sampled_from(["working_day", "natural_day", "month", "working_hour"])
LONGEST = {"working_day": 45, "natural_day": 60, "month": 3, "working_hour": 80}


def at(*parts: int) -> datetime:
    """An instant as the clock on the wall in the county reads it."""
    return datetime(*parts, tzinfo=SHANGHAI)


def noon(day: date) -> datetime:
    return at(day.year, day.month, day.day, 12)


@st.composite
def terms(draw: st.DrawFn, unit: st.SearchStrategy[str] = units, pauses: int = 3) -> Terms:
    """A term with up to `pauses` closed pauses, some of them on one day, some back to back."""
    chosen = draw(unit)
    started = draw(st.datetimes(FIRST, LAST)).replace(tzinfo=SHANGHAI)
    spans, cursor = [], started
    for _ in range(draw(st.integers(0, pauses))):
        begin = cursor + timedelta(minutes=draw(st.integers(0, 20 * 24 * 60)))
        cursor = begin + timedelta(minutes=draw(st.integers(1, 12 * 24 * 60)))
        spans.append(Span(begin, cursor, "检验", "第四十五条"))
    return Terms(
        unit=chosen,  # type: ignore[arg-type]
        length=draw(st.integers(0 if chosen != "working_hour" else 1, LONGEST[chosen])),
        started_at=started,
        pauses=tuple(spans),
        extension=draw(st.sampled_from([0, 0, 5])),
    )
