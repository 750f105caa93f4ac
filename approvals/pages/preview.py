"""今天受理，什么时候办完: the strip of a matter that would be accepted now, and by when it must be answered."""

from datetime import date, datetime
from typing import cast

from kernel.catalogue.models import ItemVersion
from kernel.clocks.arithmetic import Terms, Unit, due
from kernel.clocks.explanation import explain
from kernel.clocks.queries import START_WORDS
from kernel.doors.daystrip import Strip
from kernel.doors.strips import strip_of
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.working_calendar import WorkCalendar


def preview_strip(version: ItemVersion, *, calendar: WorkCalendar, now: datetime) -> Strip | None:
    """Promise and statute if the papers were received and accepted at `now`."""
    statutory = Terms(unit=cast(Unit, version.statutory_unit), length=version.statutory_length, started_at=now)
    promised = Terms(unit="working_day", length=version.promised_length, started_at=now)
    word = str(START_WORDS[version.start_event])
    return strip_of(explain(calendar=calendar, now=now, promised=promised, statutory=statutory, start_word=word))


def answer_by(version: ItemVersion, *, calendar: WorkCalendar, now: datetime) -> date | None:
    """The last day to answer papers that were received at `now`."""
    regime = version.regime
    terms = Terms(unit=cast(Unit, regime.intake_unit), length=regime.intake_days, started_at=now)
    return due(terms, calendar).date


def calendar_of(version: ItemVersion) -> WorkCalendar:
    """That of the county whose organ decides."""
    return load(calendar_code_of(version.organization.region.code))
