"""The day strip 期限条: each day of a term with what it did to the count, ready to be drawn in any size.

No day is computed here: the days come from the clocks' explanation; this module only says how each one looks.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from kernel.clocks.explanation import Day, Explanation

KIND_CLASS: Final[dict[str, str]] = {
    "start": "k0",
    "counted": "kw",
    "makeup": "km",
    "rest": "kr",
    "paused": "kp",
}
BEFORE_TODAY: Final = 29
AFTER_TODAY: Final = 28  # twenty working days without a holiday
LONGEST_ROW: Final = 48
LONGEST_STRIP: Final = 126
AFTER_THE_END: Final = "kn"


def length_of(strip: Explanation) -> int | None:
    """The length of the term that binds first."""
    return strip.promised_length if strip.promised_length is not None else strip.statutory_length


def last_seen(strip: Explanation) -> date:
    """The day up to which the term has run: today, or the day it ended."""
    return strip.today if strip.ended_on is None else min(strip.ended_on, strip.today)


def ran_past(strip: Explanation, due: date | None) -> bool:
    """Whether the term ran past that day."""
    return due is not None and last_seen(strip) > due


def light_of(strip: Explanation) -> str:
    """ok, yel, red, pause or done by the dates alone; a warning, and every card, is the supervision's to give."""
    if strip.ended_on is not None:
        return "done"
    if strip.paused:
        return "pause"
    if ran_past(strip, strip.statutory_due):
        return "red"
    return "yel" if ran_past(strip, strip.promised_due) else "ok"


@dataclass(frozen=True)
class Strip(Explanation):
    """An explanation that knows its light by the dates alone."""

    @property
    def late(self) -> bool:
        """A day that binds has passed while its clock still runs."""
        return self.over is not None and self.ended_on is None

    @property
    def light(self) -> str:
        return light_of(self)


@dataclass(frozen=True)
class Cell:
    """One drawn day. `css` holds its classes; `flags` the dues that fall on it; `pause_starts` the first of a pause."""

    day: Day
    css: str
    is_today: bool
    flags: tuple[str, ...]
    pause_starts: bool
    month_starts: bool
    ended: bool


def cells(strip: Explanation) -> tuple[Cell, ...]:
    """Every day of the strip with its looks."""
    before = (None, *strip.days[:-1])
    return tuple(_cell(strip, day, previous) for day, previous in zip(strip.days, before, strict=True))


def readable_cells(strip: Explanation) -> tuple[Cell, ...]:
    """The cells for the large sizes: of a very long term the LONGEST_STRIP days around today."""
    everything = cells(strip)
    passed = sum(cell.day.date < strip.today for cell in everything)
    start = max(min(passed - LONGEST_STRIP // 2, len(everything) - LONGEST_STRIP), 0)
    return everything[start : start + LONGEST_STRIP]


def _cell(strip: Explanation, day: Day, previous: Day | None) -> Cell:
    dues = (("fp", strip.promised_due), ("fs", strip.statutory_due), ("fj", strip.projected_due))
    flags = tuple(name for name, due in dues if due == day.date)
    ended = strip.ended_on is not None and day.date > strip.ended_on
    kind = AFTER_THE_END if ended else KIND_CLASS[day.kind]
    classes = [kind, f"wk{day.date.isoweekday()}", *_position(strip, day, ended=ended), *flags]
    if day.provisional:
        classes.append("pv")
    return Cell(
        day=day,
        css=" ".join(classes),
        is_today=day.date == strip.today,
        flags=flags,
        pause_starts=day.kind == "paused" and (previous is None or previous.label != day.label),
        month_starts=previous is None or previous.date.month != day.date.month,
        ended=ended,
    )


def _position(strip: Explanation, day: Day, *, ended: bool) -> list[str]:
    """Past, now or next; and beyond which due the day lies. After the end a day is nothing but that."""
    now = day.date == strip.today
    if ended:
        return ["now"] if now else []
    place = ["now"] if now else ["past"] if day.date < strip.today else ["next"]
    first_due = strip.first_due or strip.projected_due
    if first_due is None or day.date <= first_due or day.kind == "paused":
        return place
    if not day.counts or day.date > last_seen(strip):
        return [*place, "tail"]
    return [*place, "ls" if strip.statutory_due is not None and day.date > strip.statutory_due else "lp"]


@dataclass(frozen=True)
class Aligned:
    """Cells in a window with today at a fixed place: `before` and `after` are empty slots, `cut_*` say it goes on."""

    before: range
    cut_before: bool
    cells: tuple[Cell, ...]
    cut_after: bool
    after: range


def aligned(strip: Explanation) -> Aligned:
    """The strip in a row of BEFORE_TODAY + 1 + AFTER_TODAY slots, so that all rows share the line of today."""
    first = strip.today - timedelta(days=BEFORE_TODAY)
    last = strip.today + timedelta(days=AFTER_TODAY)
    everything = cells(strip)
    cut_before = everything[0].day.date < first
    cut_after = everything[-1].day.date > last
    lower = first + timedelta(days=1) if cut_before else first
    upper = last - timedelta(days=1) if cut_after else last
    shown = tuple(cell for cell in everything if lower <= cell.day.date <= upper)
    lead = (shown[0].day.date - lower).days if shown else (upper - lower).days + 1
    trail = (upper - shown[-1].day.date).days if shown else 0
    return Aligned(range(lead), cut_before, shown, cut_after, range(trail))


@dataclass(frozen=True)
class Run:
    """Consecutive days that share kind, reason and side of the dues: one line of the explanation."""

    first: Day
    last: Day
    side: str
    total: int | None
    number: int
    flags: tuple[str, ...]


def runs(strip: Explanation) -> tuple[Run, ...]:
    """The strip as lines: a run ends where the kind, the reason or the side changes, and at each due.

    `side`: lp beyond the promise, ls beyond the statute, end after it ended. `number`: days counted in the run.
    """
    found: list[Run] = []
    for cell in cells(strip):
        day = cell.day
        side = "end" if cell.ended else "ls" if " ls" in cell.css else "lp" if " lp" in cell.css else ""
        counts = day.counts and not day.rolled and not cell.ended
        if found and not found[-1].flags and _same_run(found[-1], day, side):
            run = found[-1]
            found[-1] = replace(run, last=day, total=day.ordinal, number=run.number + int(counts), flags=cell.flags)
        else:
            total = day.ordinal if counts else None
            found.append(Run(day, day, side, total, int(counts), cell.flags))
    return tuple(found)


def _same_run(run: Run, day: Day, side: str) -> bool:
    before = run.last
    reasons = (before.kind, before.label, before.basis, before.rolled, before.provisional, run.side)
    return reasons == (day.kind, day.label, day.basis, day.rolled, day.provisional, side)


def is_folded(strip: Explanation) -> bool:
    """Whether a strip is too long for one row of readable cells and is drawn as a calendar at any width."""
    return len(strip.days) > LONGEST_ROW
