"""What happens after a commit: papers are asked for, and once an organ has decided the term for bringing the result
home begins."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from civic_service import letters, terms
from civic_service.actions.locking import lock_errand
from civic_service.models import Errand
from civic_service.queries import with_result
from kernel.clocks.models import Clock
from kernel.ledger.models import StreamedEntry
from kernel.ledger.relay import observer

# an act that was entered later than this had its paper then (imports, back-filled files)
ON_PAPER_AFTER = timedelta(days=1)


@observer("civic_service.letters")
def ask_for_letters(entries: Sequence[StreamedEntry]) -> None:
    """Order the papers that entries call for; ordering one again gives the same one."""
    new = [entry for entry in entries if entry.recorded_at - entry.at <= ON_PAPER_AFTER]
    calling = [entry for entry in new if entry.type in letters.BUILDERS]
    if calling:
        letters.order(calling)


@observer("civic_service.results")
def expect_results(entries: Sequence[StreamedEntry]) -> None:
    """Begin the term once for each errand whose matter has a result; at the instant of the entry that brought it."""
    touched = {entry.subject_id for entry in entries if entry.subject_kind == "case"}
    waiting = Errand.objects.filter(with_result(), pk__in=touched, returned_at=None, mandate__revoked_at=None)
    for number in waiting.values_list("case__number", flat=True):
        with transaction.atomic():
            errand, _at = lock_errand(number, at=None)
            case = errand.case
            begun = Clock.objects.of(case.ledger_subject).filter(kind=terms.RESULT_BACK.kind).exists()
            since = case.decided_at or case.ended_at
            if not begun and since is not None and errand.returned_at is None:
                terms.start(case, terms.RESULT_BACK, answers=errand.town, at=since)
