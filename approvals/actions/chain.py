"""Moving a case along its chain: whose turn it becomes, and the step's record and clock."""

from datetime import datetime

from approvals import terms
from approvals.models import StepRecord
from approvals.whose import counter_post
from kernel.accounts.models import User
from kernel.cases.actions import hand_turn
from kernel.cases.models import Case
from kernel.cases.staffing import post_for
from kernel.catalogue.models import ChainStep
from kernel.organizations.models import Organization, Window

INTAKE = "intake"
SUPPLEMENT = "supplement"
DELIVERY = "delivery"


def enter_step(case: Case, step: ChainStep, *, at: datetime, taken_by: User | None = None) -> StepRecord:
    """Open the next passage through `step` and give the turn to the post that does it."""
    rounds = StepRecord.objects.filter(case=case, position=step.position).count()
    record = StepRecord.objects.create(
        case=case,
        position=step.position,
        round=rounds + 1,
        code=step.code,
        name=step.name,
        role=step.role,
        started_at=at,
    )
    post = post_for(role=step.role, organization=case.organization, at=at)
    hand_turn(
        case, step=step.code, step_name=step.name, organization=case.organization, post=post, at=at, taken_by=taken_by
    )
    terms.on_step(case, step, at=at)
    return record


def first_step(case: Case) -> ChainStep:
    """The chain's first step; every published item has one."""
    return case.item_version.steps.order_by("position")[0]


def next_step(case: Case, record: StepRecord) -> ChainStep | None:
    """The step after this one, None after the last: the last step decides."""
    return case.item_version.steps.filter(position__gt=record.position).order_by("position").first()


def hand_to_intake(case: Case, *, at: datetime, taken_by: User | None = None) -> None:
    """The window must answer now. A case without window waits at the item's first receiving window, never nowhere."""
    window = case.window or case.item_version.receiving_windows.order_by("code").first()
    hand_turn(
        case,
        step=INTAKE,
        step_name="收件审看",
        organization=_of(window, case),
        post=counter_post(case, window, at=at) if window is not None else None,
        at=at,
        taken_by=taken_by,
    )


def hand_to_applicant(case: Case, *, at: datetime, taken_by: User | None = None) -> None:
    """The applicant must bring what is lacking."""
    hand_turn(case, step=SUPPLEMENT, step_name="申请人补正", at=at, taken_by=taken_by)


def hand_to_delivery(case: Case, *, at: datetime, taken_by: User | None = None) -> None:
    """The counter hands the decision over."""
    window = case.item_version.delivering_window or case.window
    hand_turn(
        case,
        step=DELIVERY,
        step_name="送达",
        organization=_of(window, case),
        post=counter_post(case, window, at=at) if window is not None else None,
        at=at,
        taken_by=taken_by,
    )


def _of(window: Window | None, case: Case) -> Organization:
    return window.organization if window is not None else case.organization
