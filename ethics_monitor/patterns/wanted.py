"""What a cross-table is asked for, from the words of an address; what is no word of it is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.workdays.zone import day_start, local_date

AXES: Final[Mapping[str, str | Promise]] = {
    "person": _("人员 × 事项"),
    "organization": _("单位 × 事项"),
    "agent": _("经办人 × 事项"),
}
STAGES: Final[Mapping[str, str | Promise]] = {"decided": _("决定"), "accepted": _("受理"), "closed": _("办结")}
SORTS: Final = ("count", "median", "late", "burst", "quick")
FIGURES: Final = ("count", "late", "burst", "quick")
SPAN: Final = 90
LONGEST: Final = 3 * 366


@dataclass(frozen=True)
class Wanted:
    """Axis, whose hand is meant, the days of decision (both included), filters, order.

    `unit`, `post`, `person`, `agent` and `item` name one cell, `figure` which of its matters; all empty for a table.
    """

    since: date
    until: date
    axis: str = "person"
    stage: str = "decided"
    organization: str = ""
    region: str = ""
    sort: str = "count"
    unit: str = ""
    post: str = ""
    person: str = ""
    agent: str = ""
    item: str = ""
    figure: str = "count"

    @classmethod
    def of(cls, asked: Mapping[str, str], *, now: datetime) -> "Wanted":
        """From the words of a query; without days the last ninety."""
        today = local_date(now)
        until = min(_day(asked.get("until", "")) or today, today)
        since = _day(asked.get("since", "")) or until - timedelta(days=SPAN - 1)
        since = max(min(since, until), until - timedelta(days=LONGEST))
        return cls(
            since=since,
            until=until,
            axis=_one_of(asked.get("axis", ""), AXES, "person"),
            stage=_one_of(asked.get("stage", ""), STAGES, "decided"),
            sort=_one_of(asked.get("sort", ""), SORTS, "count"),
            figure=_one_of(asked.get("figure", ""), FIGURES, "count"),
            **{name: asked.get(name, "")[:most] for name, most in _TEXTS.items()},
        )

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first instant of the first day up to that after the last one."""
        return day_start(self.since), day_start(self.until + timedelta(days=1))

    def query(self, **changed: str) -> str:
        """The words of an address that ask for this, with some of them changed."""
        words = {
            "since": self.since.isoformat(), "until": self.until.isoformat(), "axis": self.axis, "stage": self.stage,
            "organization": self.organization, "region": self.region, "sort": self.sort,
        } | changed  # fmt: skip
        return urlencode({name: value for name, value in words.items() if value})


_TEXTS: Final = {
    "organization": 50, "region": 12, "unit": 50, "post": 100, "person": 100, "agent": 32, "item": 200,
}  # fmt: skip


def _one_of(asked: str, known: Mapping[str, object] | tuple[str, ...], usual: str) -> str:
    return asked if asked in known else usual


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
