"""One explain(): a promise of 8 and a statute of 20 working days with a pause, seen on the last day.

`explain`: milliseconds, against one millisecond.
"""

from datetime import datetime, timedelta

from county_portal.bench.figures import Figure, Scale, at_most
from county_portal.bench.timing import typical
from kernel.clocks.arithmetic import Span, Terms
from kernel.clocks.explanation import explain
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.zone import SHANGHAI

NAMES = ("explain",)
CALLS = 500
STARTED = datetime(2025, 9, 22, 10, tzinfo=SHANGHAI)  # the longest holiday of the year lies within


def measure(scale: Scale) -> list[Figure]:
    """One figure."""
    calendar = load(NATIONAL)
    pause = Span(STARTED + timedelta(days=3), STARTED + timedelta(days=7), "检验", "行政许可法第四十五条")
    promised = Terms("working_day", 8, STARTED, (pause,))
    statutory = Terms("working_day", 20, STARTED, (pause,))
    now = STARTED + timedelta(days=35)

    def act() -> None:
        for _ in range(CALLS):
            explain(calendar=calendar, now=now, promised=promised, statutory=statutory)

    spent = typical(act, repeats=scale.repeats) / CALLS
    return [at_most("explain", spent * 1000, "ms", reference=1.0, goal=1)]
