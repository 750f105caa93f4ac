"""Which clocks an errand runs, on one screen (domain.md 4; the county may have them confirmed by its own figures).

They are the service's own and the agent's, never the law's: the organ's time begins when the matter reaches a counter
that receives it. All hang on the case, beside the organ's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kernel.cases.models import Case
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from kernel.clocks.queries import running_clock
from kernel.organizations.models import Organization
from kernel.workdays.queries import calendar_code_of
from kernel.workdays.zone import local_date


@dataclass(frozen=True)
class Term:
    """Working days from a start event, with where the figure is from."""

    kind: str
    days: int
    event: str
    basis: str


TO_TOWN: Final = Term("proxy_to_town", 3, "entrusted", "代办材料三个工作日内送乡镇")
TO_COUNTY: Final = Term("proxy_to_county", 1, "at_town", "乡镇一个工作日内送县受理点")
RESULT_BACK: Final = Term("proxy_return", 2, "decided", "结果两个工作日内送回村民")
CALL_BACK: Final = Term("proxy_call_back", 5, "given_back", "送回后五个工作日内回访")


def start(case: Case, term: Term, *, answers: Organization, at: datetime) -> Clock:
    """Begin a term; `answers` is the unit that must keep it."""
    return clocks.start(
        subject=case.ledger_subject,
        kind=term.kind,
        unit="working_day",
        length=term.days,
        start_event=term.event,
        at=at,
        basis=term.basis,
        organization_code=answers.code,
        region_code=answers.region.code,
        simulated=case.simulated,
        calendar_code=calendar_code_of(case.region.code),
    )


def stop(case: Case, term: Term, *, at: datetime, outcome: str) -> None:
    """End the term if it runs."""
    clock = running_clock(case.ledger_subject, term.kind)
    if clock is not None:
        clocks.stop(clock=clock, at=at, outcome=outcome)


def due_day(clock: Clock) -> date:
    """The last day of a running term. Errors: ValueError for one that stands still."""
    if clock.due_at is None:
        raise ValueError(f"{clock} has no due date")
    return local_date(clock.due_at)
