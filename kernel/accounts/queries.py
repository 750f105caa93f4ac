"""What desks read of applicants."""

from kernel.accounts.models import Applicant
from kernel.identifiers.documents import Verdict, check


def find_by_document(id_kind: str, number: str) -> tuple[Verdict, Applicant | None]:
    """Whether the number can be one of its kind, and the applicant registered under it.

    Errors: ValueError for an unknown kind of document.
    """
    verdict = check(id_kind, number)
    if not verdict.valid:
        return verdict, None
    return verdict, Applicant.objects.with_document(id_kind, verdict.normalized)
