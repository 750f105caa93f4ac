"""Sums of working days: the date n working days after a working day, n from 1 to 60, 2005 to 2025.

`workdays_add`: against the same look-up in bare prefix lists, without a check or a name. `workdays_add_over_library`:
against `chinese_calendar.find_workday`. Sums a second; the loop that asks is the same for all.
"""

from datetime import date, timedelta
from random import Random

from chinese_calendar import find_workday

from county_portal.bench.figures import Figure, Scale, at_least
from county_portal.bench.timing import in_turns, typical
from kernel.workdays.queries import NATIONAL, load

NAMES = ("workdays_add", "workdays_add_over_library")
SUMS = 20_000
SUMS_OF_LIBRARY = 20
FIRST, DAYS = date(2005, 1, 1), 365 * 20


def measure(scale: Scale) -> list[Figure]:
    """Two figures, one value."""
    random = Random(7)  # noqa: S311 - only dates to add to
    calendar = load(NATIONAL)
    # the library counts from a day off otherwise than the law does
    starts = (calendar.next_working(FIRST + timedelta(days=random.randrange(DAYS))) for _ in range(SUMS))
    asked = [(start, random.randrange(1, 61)) for start in starts]
    zero, ordinals = calendar.first.toordinal(), [row.ordinal for row in calendar.rows(calendar.first)]
    nth = [calendar.first, *(row.day for row in calendar.rows(calendar.first) if row.is_working)]

    def ours() -> None:
        add = calendar.add
        for day, days in asked:
            add(day, days)

    def bare() -> None:
        for day, days in asked:
            nth[ordinals[day.toordinal() - zero] + days]

    def library() -> None:
        for day, days in asked[:SUMS_OF_LIBRARY]:
            find_workday(days, day)

    for day, days in asked[:SUMS_OF_LIBRARY]:
        if not calendar.add(day, days) == nth[ordinals[day.toordinal() - zero] + days] == find_workday(days, day):
            raise RuntimeError(f"{days} working days after {day} are not the same day everywhere")
    spent, least = in_turns(ours, bare, repeats=4 * scale.repeats)
    slow = typical(library, repeats=scale.repeats)
    rate, rate_of_library = SUMS / spent, SUMS_OF_LIBRARY / slow
    return [
        at_least("workdays_add", rate, "1/s", reference=SUMS / least, goal=0.3),
        at_least("workdays_add_over_library", rate, "1/s", reference=rate_of_library, goal=1000),
    ]
