"""How a figure is taken: warmed up, repeated, in turns with its reference, the median of all."""

import time
from collections.abc import Callable
from statistics import median

Act = Callable[[], object]


def seconds_of(act: Act) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def typical(act: Act, *, repeats: int, warm_up: int = 1) -> float:
    """Median seconds of `repeats` calls after `warm_up` others."""
    for _ in range(warm_up):
        act()
    return median(seconds_of(act) for _ in range(repeats))


def in_turns(
    first: Act, second: Act, *, repeats: int, warm_up: int = 1, before: tuple[Act, Act] | None = None
) -> tuple[float, float]:
    """Median seconds of two acts taken alternately, so that what the machine does meanwhile meets both.

    `before` holds what runs ahead of every call of each and is not counted; the order is turned round from pair to
    pair.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(warm_up + repeats):
        pair = [(0, first), (1, second)]
        for place, act in pair if number % 2 == 0 else reversed(pair):
            if before is not None:
                before[place]()
            spent = seconds_of(act)
            if number >= warm_up:
                taken[place].append(spent)
    return median(taken[0]), median(taken[1])
