"""The first write of every verb: the lock of its case."""

from datetime import datetime

from kernel.cases.models import Case
from kernel.ledger.locking import lock


def lock_case(number: str, *, at: datetime | None) -> tuple[Case, datetime]:
    """The licence case of that number, locked, and the instant of the act. Errors: NotFound, ActOutOfTime."""
    return lock(Case.objects.filter(kind="licence"), number=number, at=at)
