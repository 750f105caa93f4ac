"""When a clock rule becomes true, and up to which due instant that is so now. Pure.

A rule without lead is true when the due instant has passed. A lead is a list of rows, the first whose `max_length`
covers the clock's length applies: `days` working days before the due day (from that day's first instant), or at a
time `at` of the due day itself. T01 of the county: ≤ 2 → 14:30, 3–5 → 1 day, longer → 2 days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from ethics_monitor.refusals import LeadRefused
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import SHANGHAI, day_start, local_date

LONGEST: Final = 2_147_483_647
MOST_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Part:
    """Clocks of `min_length` to `max_length`, found true by one cutoff. `days` and `clock_time` None: overdue."""

    min_length: int = 0
    max_length: int = LONGEST
    days: int | None = None
    clock_time: time | None = None

    @property
    def over(self) -> bool:
        return self.days is None and self.clock_time is None

    @property
    def name(self) -> str:
        """The part's own word among those of its rule; the sweep's memory is kept under it."""
        if self.over:
            return "over"
        when = f"{self.days}d" if self.days is not None else f"{self.clock_time:%H:%M}"
        return f"{self.min_length}-{'' if self.max_length == LONGEST else self.max_length}@{when}"

    def cutoff(self, now: datetime, calendar: WorkCalendar) -> datetime:
        """The rule is true now of exactly the clocks with `due_at` before this instant. Errors: OutsideCalendar."""
        if self.over:
            return now
        today = local_date(now)
        if self.clock_time is not None:
            reached = now >= datetime.combine(today, self.clock_time, SHANGHAI)
            return day_start(today + timedelta(days=1)) if reached else day_start(today)
        assert self.days is not None
        # the last day from which `days` working days back is today or earlier, and the rest days that follow no more
        last = calendar.add(today, self.days) if self.days else today
        return day_start(last + timedelta(days=1))

    def true_at(self, due_at: datetime, started_at: datetime, calendar: WorkCalendar) -> datetime:
        """The instant at which the rule became true of a clock; a lead never begins before the clock does."""
        if self.over:
            return due_at
        day = local_date(due_at)
        if self.clock_time is not None:
            return max(started_at, datetime.combine(day, self.clock_time, SHANGHAI))
        assert self.days is not None
        return max(started_at, day_start(calendar.back(day, self.days)))


OVER: Final = Part()


def parts_of(lead: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """The parts of a lead, shortest clocks first; no lead is the one part OVER. Errors: LeadRefused."""
    if not lead:
        return (OVER,)
    parts: list[Part] = []
    floor = 0
    for row in lead:
        part = _part(row, floor)
        parts.append(part)
        if part.max_length == LONGEST:
            break
        floor = part.max_length + 1
    if parts[-1].max_length != LONGEST or len(parts) != len(lead):
        raise LeadRefused(why=_("最后一行应适用于其余全部期限"))
    return tuple(parts)


def _part(row: Mapping[str, Any], floor: int) -> Part:
    if not set(row) <= {"max_length", "days", "at"} or ("days" in row) == ("at" in row):
        raise LeadRefused(why=_("每行写“days”或“at”之一"))
    longest, days = row.get("max_length", LONGEST), row.get("days")
    if not isinstance(longest, int) or longest < floor:
        raise LeadRefused(why=_("各行的期限应由短到长"))
    if days is not None and (not isinstance(days, int) or not 1 <= days <= MOST_DAYS):
        raise LeadRefused(why=_("提前工作日应为 1 到 {most}").format(most=MOST_DAYS))
    try:
        clock_time = time.fromisoformat(row["at"]) if "at" in row else None
    except (TypeError, ValueError) as error:
        raise LeadRefused(why=_("时刻写作 14:30")) from error
    return Part(floor, longest, days, clock_time)
