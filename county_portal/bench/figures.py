"""A figure beside its reference, and how figures are shown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

HEADINGS = ("量", "值", "单位", "对照", "比", "目标", "达到")


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `reference` in `unit`; `ratio` is value / reference; `goal` in words, `met` whether it is reached."""

    name: str
    value: float
    unit: str
    reference: float
    ratio: float
    goal: str
    met: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is seeded and how often it is measured."""

    name: str
    clocks: int
    newly_over: int
    few: int
    old_cards: int
    entries: int
    repeats: int
    seconds: float


FULL = Scale("full", 1_000_000, 10_000, 10_000, 200_000, 4_000, repeats=5, seconds=6.0)
SMALL = Scale("small", 50_000, 500, 500, 10_000, 600, repeats=3, seconds=2.0)


def at_most(name: str, value: float, unit: str, *, reference: float, goal: float) -> Figure:
    """A cost: the ratio may not be above the goal."""
    ratio = value / reference
    return Figure(name, _round(value), unit, _round(reference), _round(ratio), f"≤ {goal:g}", ratio <= goal)


def at_least(name: str, value: float, unit: str, *, reference: float, goal: float) -> Figure:
    """A rate: the ratio may not be below the goal."""
    ratio = value / reference
    return Figure(name, _round(value), unit, _round(reference), _round(ratio), f"≥ {goal:g}", ratio >= goal)


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of a table whose columns are as wide as their widest cell."""
    rows = [HEADINGS, *(_cells(figure) for figure in figures)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    met = "是" if figure.met else "否"
    return (
        figure.name,
        f"{figure.value:g}",
        figure.unit,
        f"{figure.reference:g}",
        f"{figure.ratio:g}",
        figure.goal,
        met,
    )


def _round(value: float) -> float:
    """Four significant digits: no measurement here is better than that."""
    return float(f"{value:.4g}")


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
