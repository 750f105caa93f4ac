"""The lock that makes two counters, or two agents, that serve one person at once wait for each other."""

from datetime import datetime

from kernel.accounts.models import Applicant
from kernel.ledger.locking import instant_of_act
from kernel.ledger.subjects import Subject


def lock_applicant(applicant: Applicant, *, at: datetime | None) -> datetime:
    """Lock the person's row; the instant of the act. Errors: ActOutOfTime."""
    Applicant.objects.select_for_update(no_key=True).get(pk=applicant.pk)
    return instant_of_act(Subject("applicant", f"SQ{applicant.pk}", applicant.pk), at=at)
