"""What a check says: a line with its level, since when, and what to do; and the rows behind it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

Level = Literal["ok", "notice", "grave"]


@dataclass(frozen=True)
class Asked:
    """For whom and as of when: six-digit codes of the counties whose data the asker answers for."""

    counties: frozenset[str]
    now: datetime

    def here(self, column: str) -> Q:
        """Rows whose 12-digit region code in `column` lies in one of the counties."""
        inside = Q(pk__in=[])
        for county in sorted(self.counties):
            inside |= Q(**{f"{column}__startswith": county})
        return inside


@dataclass(frozen=True)
class Row:
    """One thing behind a line; `path` is its page where it has one."""

    name: str
    since: datetime | None = None
    note: str = ""
    path: str = ""


@dataclass(frozen=True)
class Line:
    """One check. `since` is None where nobody can know; `path` leads to the page where more of it is seen."""

    code: str
    level: Level
    title: str
    words: str
    since: datetime | None = None
    todo: str = ""
    rows: Sequence[Row] = ()
    path: str = ""
    path_words: str = ""


Check = Callable[[Asked], Iterable[Line]]


def earliest(rows: Sequence[Row]) -> datetime | None:
    """The earliest known beginning among rows."""
    return min((row.since for row in rows if row.since is not None), default=None)
