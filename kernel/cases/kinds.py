"""The registry of case kinds: a business app says what a matter of its kind is; nobody else needs to import it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from kernel.cases.workflow import Workflow


@dataclass(frozen=True)
class AskedPaper:
    """One paper that is asked for: its code in the guide, its name, what is lacking or wrong."""

    code: str
    name: str
    what: str


@dataclass(frozen=True)
class Asked:
    """What the organ asked the applicant for, and when; `until` and its `days` (working days) where a term runs.

    `sent`: codes of the papers of which a file came since. What was told on the spot, before there was a matter, has no
    term.
    """

    told_at: datetime
    papers: tuple[AskedPaper, ...]
    until: date | None = None
    days: int = 0
    sent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CaseKind:
    """One kind of matter.

    `digit`: the one character that stands for the kind in a case number. `submit`: the action that files a new
    matter of this kind (keyword-only, returns the Case). `detail_route`: name of the page of one case, given its
    number. `desk_route`: name of the desk where it is worked.

    A kind that somebody may file for the applicant away from the organ's counters has three more actions: `prepare`
    opens the matter before it is received, `receive` takes it in at a counter and so begins the organ's time,
    `hand_over` delivers its result to him or to the agent. `asked` tells of many matters (ids) what each lacks, and
    `supplement` answers that on the applicant's behalf with the files that came. All but `asked` run inside the
    caller's transaction; None where the applicant must come himself or apply online.
    """

    code: str
    digit: str
    label: str | Promise
    workflow: Workflow
    submit: Callable[..., Any]
    detail_route: str
    desk_route: str
    prepare: Callable[..., Any] | None = None
    receive: Callable[..., Any] | None = None
    hand_over: Callable[..., Any] | None = None
    asked: Callable[[Collection[int]], Mapping[int, Asked]] | None = None
    supplement: Callable[..., Any] | None = None


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> CaseKind:
    """Add a kind. Errors: ValueError when its code or digit is taken."""
    if kind.code in _kinds or any(known.digit == kind.digit for known in _kinds.values()):
        raise ValueError(f"case kind {kind.code} ({kind.digit}) is registered already")
    _kinds[kind.code] = kind
    return kind


def get(code: str) -> CaseKind:
    """The kind of that code. Errors: KeyError."""
    return _kinds[code]


def all_kinds() -> tuple[CaseKind, ...]:
    return tuple(_kinds.values())
