"""When a channel may be used. Pure: rows and calendars are loaded elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from kernel.workdays.zone import SHANGHAI, day_start, local_date

# the longest holidays are far shorter; past them an error is better than a loop
MOST_DAYS: Final = 60

IsWorking = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` up to `closes` by the county's clock, each day or on `working_days` alone. `opens` < `closes`."""

    opens: time
    closes: time
    working_days: bool = False

    def next_open(self, at: datetime, is_working: IsWorking) -> datetime:
        """The instant itself if the channel is open then, else the next at which it opens.

        Errors: ValueError when it does not open for two months.
        """
        day = local_date(at)
        for _day in range(MOST_DAYS):
            if (not self.working_days or is_working(day)) and at < datetime.combine(day, self.closes, SHANGHAI):
                return max(at, datetime.combine(day, self.opens, SHANGHAI))
            day += timedelta(days=1)
            at = max(at, day_start(day))
        raise ValueError(f"not open from {at} on")


def next_time(at: datetime, clock: time) -> datetime:
    """The next instant after `at` at which the county's clock shows this time."""
    today = datetime.combine(local_date(at), clock, SHANGHAI)
    return today if at < today else today + timedelta(days=1)
