"""Decisions pushed to a supervising department, as its desk, its API and the case's own page read them.

The department sees what it needs to supervise: what was decided, on which item, when, by whom, for whom (masked), under
which 文号. The applicant's papers and form stay with the organ.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from approvals.case_files import decision_serials
from approvals.models import PushedDecision
from approvals.models.pushed import PushedDecisionQuerySet
from approvals.permissions import acknowledging_units
from approvals.typed import number
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import scope_of
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.zone import local_date


@dataclass(frozen=True)
class PushedRow:
    """A pushed decision with the 文号 of its letter (empty while none was made here).

    `days`: working days that it has waited, or waited until it was signed for.
    """

    pushed: PushedDecision
    serial: str
    days: int

    @property
    def waits(self) -> bool:
        return self.pushed.acknowledged_at is None


def pushed_to(user: User, *, at: datetime) -> PushedDecisionQuerySet:
    """What was pushed to the departments for which he signs."""
    seen = PushedDecision.objects.visible_to(scope_of(user, at))
    return seen.filter(organization__in=acknowledging_units(user, at=at))


def require_pushed_to(user: User, numbers: Collection[str], *, at: datetime) -> None:
    """Errors: NotFound when one of them is none of his, the same for an absent one."""
    if pushed_to(user, at=at).filter(case__number__in=numbers).count() != len(set(numbers)):
        raise NotFound


def search_pushed(found: PushedDecisionQuerySet, text: str) -> PushedDecisionQuerySet:
    """By number, item, deciding unit or masked name of the applicant."""
    if not text:
        return found
    numbered = Q(case__number__startswith=number(text)) if number(text) else Q(pk__in=[])
    named = Q(case__item_version__name__icontains=text) | Q(case__applicant__name_masked__contains=text)
    return found.filter(numbered | named | Q(case__organization__name__contains=text))


def pushed_rows(found: Iterable[PushedDecision], *, now: datetime) -> list[PushedRow]:
    """These with letter and days, in a fixed number of queries."""
    rows = list(found)
    serials = decision_serials(row.case_id for row in rows)
    calendars = {code: load(calendar_code_of(code)) for code in {row.organization.region.code for row in rows}}
    return [
        PushedRow(
            pushed=row,
            serial=serials.get(row.case_id, ""),
            days=calendars[row.organization.region.code].count(
                local_date(row.pushed_at), local_date(row.acknowledged_at or now)
            ),
        )
        for row in rows
    ]


def pushed_of(case: Case, *, now: datetime) -> PushedRow | None:
    """What became of the decision on a case at the supervising department; None where it was pushed to nobody."""
    rows = pushed_rows(PushedDecision.objects.filter(case=case).with_row(), now=now)
    return rows[0] if rows else None
