"""The first write of every verb: the lock of its case."""

from datetime import datetime

from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.ledger.locking import instant_of_act, lock
from kernel.ledger.subjects import Subject


def lock_case(number: str, *, at: datetime | None) -> tuple[Case, datetime]:
    """The licence case of that number, locked, and the instant of the act. Errors: NotFound, ActOutOfTime."""
    return lock(Case.objects.filter(kind="licence"), number=number, at=at)


def lock_applicant(applicant: Applicant, *, at: datetime | None) -> datetime:
    """Make two windows that serve one person at once wait for each other; the instant of the act.

    Errors: ActOutOfTime.
    """
    Applicant.objects.select_for_update(no_key=True).get(pk=applicant.pk)
    return instant_of_act(Subject("applicant", f"SQ{applicant.pk}", applicant.pk), at=at)
