"""The numbers that the product starts with, and the statistic by which an agent's luck is judged. Pure."""

from collections.abc import Mapping
from math import comb
from typing import Final

# same_minute: `least` closings of one hand in one minute; a closing is "beside" others with `beside` within a minute
# fastest_agent: `cases` of one agent and item at least; median at most `ratio` of the others'; chance at most `chance`
# late_entry: `least` acts of one hand on one day, entered `hours` after they happened
# month_end: `least` closings of a unit on the last `last_days` working days, `times` its usual day at least
NUMBERS: Final[Mapping[str, Mapping[str, float]]] = {
    "same_minute": {"least": 8, "beside": 3, "days": 90},
    "fastest_agent": {"cases": 8, "ratio": 0.5, "chance": 0.01, "days": 180},
    "late_entry": {"hours": 24, "least": 3, "days": 90},
    "month_end": {"least": 12, "times": 3, "last_days": 2, "days": 130},
}


def chance_of(faster: int, of: int) -> float:
    """Sign test, one side: how likely `faster` or more of `of` matters lie under the others' median by chance alone."""
    return sum(comb(of, many) for many in range(faster, of + 1)) / 2**of if of else 1.0
