"""The anchor day: every date of the demo is counted from today, none is written down."""

from dataclasses import dataclass
from datetime import date, datetime, time

from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import SHANGHAI, local_date


@dataclass(frozen=True)
class Anchor:
    """`d0`: today if it is a working day, else the next one. `now`: no act may lie after it."""

    d0: date
    now: datetime
    calendar: WorkCalendar

    @classmethod
    def of(cls, now: datetime, calendar: WorkCalendar) -> "Anchor":
        return cls(calendar.next_working(local_date(now)), now, calendar)

    def day(self, offset: int) -> date:
        """W−n for a negative offset, W+n for a positive one."""
        return self.calendar.add(self.d0, offset) if offset >= 0 else self.calendar.back(self.d0, -offset)

    def at(self, offset: int, clock: str) -> datetime:
        """An instant of that working day, `HH:MM` on the hall's clock, never later than now."""
        hour, minute = clock.split(":")
        instant = datetime.combine(self.day(offset), time(int(hour), int(minute)), SHANGHAI)
        return min(instant, self.now)
