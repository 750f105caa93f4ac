"""Along the item's chain: complete a step, return it, grant or deny at the last."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals import terms
from approvals.actions.acknowledge import push
from approvals.actions.chain import enter_step, hand_to_delivery, next_step
from approvals.actions.delay import refuse_while_unexplained
from approvals.actions.joint import refuse_while_undecided, settle_part
from approvals.actions.locking import lock_case, lock_case_and_lead
from approvals.actions.renew import refuse_after_expiry
from approvals.actions.tolerate import refuse_while_owed
from approvals.events import DENIED, GRANTED, STEP_COMPLETED, STEP_OPPOSED, STEP_RETURNED
from approvals.gaps import gaps
from approvals.models import Decision, StepRecord
from approvals.on_paper import require_refusable
from approvals.permissions import whose_turn
from approvals.refusals import NoEarlierStep, NotTheLastStep, ReasonMissing, SamePersonTwice, TheLastStepDecides
from approvals.refusals_of_terms import ValidityOver
from approvals.workflow import LICENCE
from kernel.accounts.models import User
from kernel.cases.actions import move
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.documents.letters.printing import require_printable
from kernel.ledger.writer import record
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date

# acts within a state are no moves of the workflow, and have no label there
COMPLETE, RETURN = _("转下一环节"), _("退回上一环节")


def _take(
    number: str, by: User, at: datetime | None, *, verb: str | Promise, deciding: bool = False
) -> tuple[Case, StepRecord, HeldPost, datetime]:
    """Lock the case, of a part that is decided its lead before it, and find the step that the user may act in now.

    `verb` is what he pressed. Errors, of every verb here: NotYourTurn, SamePersonTwice, RenewedAlready,
    DelayUnexplained, MoveNotAllowed.
    """
    case, at = (lock_case_and_lead if deciding else lock_case)(number, at=at)
    if case.state != "accepted":
        raise MoveNotAllowed(number=case.number, state=case.state_row.label, move=verb)
    post = whose_turn(by, case, at=at)
    step = case.step_records.get(ended_at=None)
    before = (
        case.step_records.filter(position__lt=step.position, outcome__in=StepRecord.PASSED_ON)
        .order_by("-position", "-round")
        .first()
    )
    if before is not None and before.ended_by_id == by.pk:
        raise SamePersonTwice
    refuse_after_expiry(case, at=at)
    refuse_while_unexplained(case, at=at)
    return case, step, post, at


def _end(step: StepRecord, *, by: User, at: datetime, outcome: str, opinion: str) -> None:
    step.ended_at, step.ended_by, step.outcome, step.opinion = at, by, outcome, opinion.strip()
    step.save(update_fields=["ended_at", "ended_by", "outcome", "opinion"])


@transaction.atomic
def complete_step(*, number: str, by: User, opinion: str, stance: str = "agree", at: datetime | None = None) -> Case:
    """Give the opinion of this step and pass on to the next: `agree`, or `oppose` for whoever decides to weigh.

    Errors: NotYourTurn, SamePersonTwice, TheLastStepDecides, ReasonMissing (an opposing opinion says why).
    """
    case, step, post, at = _take(number, by, at, verb=COMPLETE)
    following = next_step(case, step)
    if following is None:
        raise TheLastStepDecides(step=step.name)
    opposed = stance == "oppose"
    if opposed and not opinion.strip():
        raise ReasonMissing
    outcome = StepRecord.Outcome.OPPOSED if opposed else StepRecord.Outcome.AGREED
    _end(step, by=by, at=at, outcome=outcome, opinion=opinion)
    terms.stop(case, "step", at=at, outcome="completed")
    enter_step(case, following, at=at, taken_by=by)
    record(
        STEP_OPPOSED if opposed else STEP_COMPLETED,
        case.ledger_subject,
        actor=actor(post),
        at=at,
        step=step.name,
        opinion=opinion.strip() or "同意",
        next_step=following.name,
    )
    return case


@transaction.atomic
def return_step(*, number: str, by: User, reason: str, at: datetime | None = None) -> Case:
    """Send back to the step before; no clock but the step's own is touched.

    Errors: NotYourTurn, NoEarlierStep, ReasonMissing.
    """
    case, step, post, at = _take(number, by, at, verb=RETURN)
    if not reason.strip():
        raise ReasonMissing
    earlier = case.item_version.steps.filter(position__lt=step.position).order_by("-position").first()
    if earlier is None:
        raise NoEarlierStep
    _end(step, by=by, at=at, outcome=StepRecord.Outcome.RETURNED, opinion=reason)
    terms.stop(case, "step", at=at, outcome="returned")
    enter_step(case, earlier, at=at, taken_by=by)
    record(
        STEP_RETURNED,
        case.ledger_subject,
        actor=actor(post),
        at=at,
        step=step.name,
        reason=reason.strip(),
        next_step=earlier.name,
    )
    return case


@transaction.atomic
def grant(
    *,
    number: str,
    by: User,
    opinion: str = "",
    content: str = "",
    conditions: str = "",
    valid_until: date | None = None,
    at: datetime | None = None,
) -> Case:
    """准予行政许可: `content` is what and how far, the item by its name if none; `valid_until` the last day.

    Errors: NotYourTurn, SamePersonTwice, NotTheLastStep, PartsUndecided, PartNotGranted, PapersOwed, ValidityOver,
    SignUnprintable.
    """
    case, step, post, at = _take_last(number, by, at, move_code="grant")
    refuse_while_undecided(case, granting=True)
    refuse_while_owed(case)
    require_printable(content, conditions)
    if valid_until is not None and valid_until < local_date(at):
        raise ValidityOver(day=day_words(valid_until))
    _end(step, by=by, at=at, outcome=StepRecord.Outcome.GRANTED, opinion=opinion)
    said = {"content": content.strip() or case.item_version.name, "conditions": conditions.strip()}
    _decide(case, "grant", by=by, at=at, outcome=Decision.Outcome.GRANT, valid_until=valid_until, **said)
    record(GRANTED, case.ledger_subject, actor=actor(post), at=at, step=step.name, **gaps(case, decided_at=at))
    settle_part(case, who=actor(post), at=at)
    return case


@transaction.atomic
def deny(*, number: str, by: User, reason: str, basis: str = "", at: datetime | None = None) -> Case:
    """不予行政许可, with reasons and the provision that they rest on; the letter names the remedies (38 ¶2).

    `basis`: what the item rests on where nothing is said. Errors: NotYourTurn, SamePersonTwice, NotTheLastStep,
    PartsUndecided, ReasonMissing, SignUnprintable, RemediesMissing.
    """
    case, step, post, at = _take_last(number, by, at, move_code="deny")
    refuse_while_undecided(case, granting=False)
    if not reason.strip():
        raise ReasonMissing
    require_refusable(case, reason, basis)
    _end(step, by=by, at=at, outcome=StepRecord.Outcome.DENIED, opinion=reason)
    said = {"reason": reason.strip(), "basis": basis.strip() or case.item_version.legal_basis}
    _decide(case, "deny", by=by, at=at, outcome=Decision.Outcome.DENY, **said)
    lay = gaps(case, decided_at=at)
    record(DENIED, case.ledger_subject, actor=actor(post), at=at, step=step.name, reason=reason.strip(), **lay)
    settle_part(case, who=actor(post), at=at, reason=reason.strip())
    return case


def _take_last(
    number: str, by: User, at: datetime | None, *, move_code: str
) -> tuple[Case, StepRecord, HeldPost, datetime]:
    """As `_take`, of the step that decides. Errors: NotTheLastStep."""
    case, step, post, at = _take(number, by, at, verb=LICENCE.moves[move_code].label, deciding=True)
    following = next_step(case, step)
    if following is not None:
        raise NotTheLastStep(step=step.name, following=following.name)
    return case, step, post, at


def _decide(case: Case, move_code: str, *, by: User, at: datetime, **facts: Any) -> None:
    """The decision and what follows from it for the terms and the turn."""
    move(case, move_code, at=at, decided_at=at)
    Decision.objects.create(case=case, decided_by=by, decided_at=at, **facts)
    push(case, at=at)
    terms.on_decision(case, at=at)
    hand_to_delivery(case, at=at, taken_by=by)
