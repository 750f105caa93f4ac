"""超过承诺期限: the unit says publicly why (优化营商环境条例 36 ¶2); the handler's next act (practice.md 1.17)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals import terms
from approvals.actions.locking import lock_case
from approvals.events import DELAY_EXPLAINED
from approvals.models import Delay
from approvals.permissions import whose_turn
from approvals.refusals_of_terms import DelayExplained, DelayUnexplained, NotDelayed, ReadyDayPast
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date

EXPLAIN = _("公开说明超期原因")


@transaction.atomic
def explain_delay(*, number: str, by: User, cause: str, ready_by: date, at: datetime | None = None) -> Delay:
    """Say once why the promised day was missed, as `Delay.Cause` has it, and by which day it will be done instead.

    Errors: NotYourTurn, NotDelayed, DelayExplained, ReadyDayPast, MoveNotAllowed.
    """
    case, at = lock_case(number, at=at)
    if case.state != "accepted":
        raise MoveNotAllowed(number=case.number, state=case.state_row.label, move=EXPLAIN)
    post = whose_turn(by, case, at=at)
    promised = terms.broken_promise(case, at=at)
    if promised is None:
        raise NotDelayed(number=case.number)
    if Delay.objects.filter(case=case).exists():
        raise DelayExplained(number=case.number)
    if ready_by < local_date(at):
        raise ReadyDayPast
    delay = Delay.objects.create(case=case, cause=cause, ready_by=ready_by, told_by=by, told_at=at)
    record(
        DELAY_EXPLAINED,
        case.ledger_subject,
        actor=actor(post),
        at=at,
        cause=str(Delay.Cause(cause).label),
        promised_due=terms.due_day(promised),
        ready_by=ready_by,
    )
    return delay


def refuse_while_unexplained(case: Case, *, at: datetime) -> None:
    """Past the promise nothing else is done first. Errors: DelayUnexplained."""
    if (promised := terms.unexplained(case, at=at)) is not None:
        raise DelayUnexplained(number=case.number, day=day_words(terms.due_day(promised)))
