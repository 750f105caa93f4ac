"""How a matter ends without a decision."""

from datetime import datetime

from approvals import terms
from approvals.models import Ending, StepRecord
from kernel.accounts.models import User
from kernel.cases.actions import end_turn, move
from kernel.cases.models import Case


def end_case(case: Case, move_code: str, kind: str, *, reason: str, by: User, at: datetime) -> Ending:
    """The end of a matter without a decision: its step, its terms and its turn end with it."""
    move(case, move_code, at=at)
    ending = Ending.objects.create(case=case, kind=kind, reason=reason.strip(), ended_by=by, ended_at=at)
    hand = by if by.is_staff_member else None
    open_step = case.step_records.filter(ended_at=None)
    open_step.update(ended_at=at, ended_by=hand, outcome=StepRecord.Outcome.STOPPED, opinion=reason.strip())
    terms.stop_all(case, at=at, outcome=kind)
    end_turn(case, at=at, taken_by=by)
    return ending
