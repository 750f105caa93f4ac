"""The lock that makes two counters, or two agents, that serve one person at once wait for each other."""

from datetime import datetime

from kernel.accounts.models import Applicant
from kernel.ledger.locking import instant_of_act
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject


def lock_applicant(applicant: Applicant, *, at: datetime | None) -> datetime:
    """Lock the person's row; the instant of the act. Errors: ActOutOfTime."""
    Applicant.objects.select_for_update(no_key=True).get(pk=applicant.pk)
    return _instant(applicant, at)


def lock_principal(mandate: int, *, at: datetime | None) -> tuple[Applicant, datetime]:
    """Lock whoever gave the mandate of that key. Errors: NotFound, ActOutOfTime."""
    found = Applicant.objects.select_for_update(no_key=True, of=("self",)).filter(agency=mandate).first()
    if found is None:
        raise NotFound
    return found, _instant(found, at)


def subject_of(applicant: Applicant) -> Subject:
    """The person as the stream of facts names him."""
    return Subject("applicant", f"SQ{applicant.pk}", applicant.pk)


def _instant(applicant: Applicant, at: datetime | None) -> datetime:
    return instant_of_act(subject_of(applicant), at=at)
