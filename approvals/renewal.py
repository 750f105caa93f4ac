"""延续 (行政许可法 50): whether renewal was applied for in time, so that silence renews a licence that runs out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from approvals import application_form
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.workdays.zone import local_date

EXPIRY: Final = Clock.Kind.EXPIRY
# while nobody has decided, the day from which silence would renew may be put right
CORRECTABLE: Final = frozenset({"received", "supplement", "accepted"})
# the outcome of one that the law itself ended
RENEWED: Final = "deemed_renewed"


def apply_by(last: date, days: int) -> date:
    """The last day to apply in time for a licence that holds through `last`: 有效期届满三十日前.

    The validity ends with that day, so the thirtieth day before it is still in time; natural days, never rolled over:
    they are the applicant's, and he is not helped by a rest day (practice.md 1.2).
    """
    return last - timedelta(days=days)


def silence_renews_after(case: Case) -> date | None:
    """The last day of the licence that is to be renewed, where silence beyond it renews: applied for in time, under a
    regime that says so. None for every other matter.

    In time is what reached the organ in time: papers that were asked for may follow later.
    """
    version = case.item_version
    if version.renewal_days is None or case.received_at is None:
        return None
    values = application_form.load(case.application.form)
    last = application_form.day_of(values.get(version.expiry_field, ""))
    if last is None or local_date(case.received_at) > apply_by(last, version.renewal_days):
        return None
    return last


@dataclass(frozen=True)
class Standing:
    """What silence means for a renewal now.

    `last`: the day after which it renews, None where it means nothing. `renewed`: it did. `waits`: the applicant's
    papers are waited for, and meanwhile it means nothing.
    """

    last: date | None
    renewed: bool = False
    waits: bool = False


def standing(case: Case, clocks: Iterable[Clock]) -> Standing | None:
    """What is to be said of silence on a case; None where the item renews nothing, or somebody has answered."""
    if case.item_version.renewal_days is None or case.received_at is None:
        return None
    found = [clock for clock in clocks if clock.kind == EXPIRY]
    latest = max(found, key=lambda clock: clock.pk, default=None)
    if latest is not None and latest.outcome == RENEWED:
        return Standing(_last_day(latest), renewed=True)
    if case.state == "supplement":
        return Standing(None, waits=latest is not None)
    if case.state not in ("received", "accepted"):
        return None
    return Standing(_last_day(latest) if latest is not None and latest.ended_at is None else None)


def deemed_renewed(clocks: Iterable[Clock]) -> bool:
    """Whether the law renewed the licence of the matter of these clocks, since nobody decided."""
    return any(clock.kind == EXPIRY and clock.outcome == RENEWED for clock in clocks)


def _last_day(clock: Clock) -> date | None:
    return local_date(clock.until) if clock.until is not None else None
