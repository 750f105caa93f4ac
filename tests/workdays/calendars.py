"""Calendars on plain values for tests that need no database."""

from datetime import date

from hypothesis import strategies as st

from kernel.workdays.holidays import FIRST_DAY, LAST_DAY
from kernel.workdays.seed import PUBLISHED, national_days
from kernel.workdays.working_calendar import NamedDay, WorkCalendar

NATIONAL = WorkCalendar("CN", 1, FIRST_DAY, LAST_DAY, national_days(), frozenset(PUBLISHED))
PLAIN_WEEKS = WorkCalendar("weeks", 1, date(2018, 1, 1), date(2019, 12, 31), {}, frozenset(range(2018, 2020)))

days = st.dates(date(2020, 1, 1), date(2028, 12, 31))
lengths = st.integers(0, 120)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Two or three years with any days off and worked, the last years perhaps unpublished."""
    named = draw(
        st.dictionaries(
            st.dates(date(2025, 1, 1), date(2027, 6, 30)),
            st.sampled_from([NamedDay("rest", "国庆节", "通知"), NamedDay("work", "国庆节", "通知")]),
            max_size=40,
        )
    )
    published = frozenset(draw(st.sampled_from([(2025,), (2025, 2026), (2025, 2026, 2027)])))
    return WorkCalendar("any", 1, date(2025, 1, 1), date(2027, 12, 31), named, published)
