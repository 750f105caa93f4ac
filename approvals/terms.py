"""Which clocks a licence matter starts and stops, and by what law; one screen.

A period that runs from receipt (22 of the 53 county items whose article was read) starts on the day of receipt. When a
lawful supplement notice was given, it starts again on the day all papers are there: until then there is no application
that could be decided (行政许可法 32(4)(5)), and nothing said within the term brings it back to the first day.
"""

from datetime import date, datetime
from typing import cast

from django.db.models import QuerySet

from approvals.models import Delay
from approvals.renewal import EXPIRY, RENEWED, silence_renews_after
from kernel.cases.models import Case
from kernel.catalogue.models import ChainStep, StartEvent
from kernel.clocks import actions as clocks
from kernel.clocks.arithmetic import CountsFrom, Unit
from kernel.clocks.models import Clock
from kernel.workdays.queries import calendar_code_of
from kernel.workdays.zone import day_end, local_date

FROM_RECEIPT = frozenset({StartEvent.RECEIVED, StartEvent.NEXT_DAY, StartEvent.ALL_DOCUMENTS_RECEIVED})
JOINT_BASIS = "联办事项的部门限时"
# the applicant's own: laws of provinces let each centre set it (安阳 24, 浙江); five working days until the county says
TOLERANCE = "tolerance"
TOLERANCE_DAYS = 5
TOLERANCE_BASIS = "容缺受理承诺"
PROMISE_BASIS = "公开承诺；优化营商环境条例第三十六条"


def _start(
    case: Case,
    kind: str,
    *,
    unit: str,
    length: int,
    event: str,
    at: datetime,
    basis: str,
    capped_by: Clock | None = None,
    name: str = "",
    counts_from: CountsFrom = "start_day",
    until: datetime | None = None,
) -> Clock:
    return clocks.start(
        subject=case.ledger_subject,
        kind=kind,
        name=name,
        unit=cast(Unit, unit),
        length=length,
        start_event=event,
        at=at,
        basis=basis,
        counts_from=counts_from,
        until=until,
        organization_code=case.organization.code,
        region_code=case.region.code,
        simulated=case.simulated,
        capped_by=capped_by,
        # a capped term runs on the calendar of its cap, should the county have opened its own in between
        calendar_code=None if capped_by is not None else calendar_code_of(case.region.code),
    )


def due_day(clock: Clock) -> date:
    """The due date of a clock that no pause holds. Errors: ValueError for a paused one."""
    if clock.due_at is None:
        raise ValueError(f"{clock} is paused and has no due date")
    return local_date(clock.due_at)


def running(case: Case, kind: str) -> Clock | None:
    """The clock of this kind that runs now, if one does; a case has at most one step at a time."""
    return Clock.objects.of(case.ledger_subject).running().filter(kind=kind).first()


def on_receipt(case: Case, *, at: datetime) -> Clock:
    """Start the organ's time to answer, the statutory clock where the article counts from receipt, and the rest of a
    licence that silence renews.
    """
    version = case.item_version
    regime = version.regime
    intake = _start(
        case,
        "intake",
        unit=regime.intake_unit,
        length=regime.intake_days,
        event="received",
        at=at,
        basis=regime.intake_basis,
    )
    if version.start_event in FROM_RECEIPT:
        _statutory(case, at=at)
    _expiry(case, at=at)
    return intake


def _expiry(case: Case, *, at: datetime) -> None:
    """Until when a renewal that was applied for in time may be decided (行政许可法 50 ¶2).

    What is over already is not renewed by silence: the papers came when there was nothing left to renew.
    """
    last = silence_renews_after(case)
    if last is not None and day_end(last) > at:
        basis = case.item_version.regime.renewal_basis
        _start(case, EXPIRY, unit="instant", length=0, event="received", at=at, until=day_end(last), basis=basis)


def on_expiry_corrected(case: Case, *, at: datetime) -> None:
    """The term of silence by the day that the licence really says; none while the applicant's papers are waited for."""
    stop(case, EXPIRY, at=at, outcome="corrected")
    if case.state != "supplement":
        _expiry(case, at=at)


def _statutory(case: Case, *, at: datetime) -> Clock:
    version = case.item_version
    return _start(
        case,
        "statutory",
        unit=version.statutory_unit,
        length=version.statutory_length,
        event=version.start_event,
        at=at,
        basis=version.statutory_basis,
    )


def on_supplement_notice(case: Case, *, at: datetime) -> None:
    """Answered in time: the intake clock ends, and a clock from receipt waits for the papers; so does a renewal, of
    which nothing is deemed while the applicant has the turn.
    """
    for kind in ("intake", "statutory", EXPIRY):
        stop(case, kind, at=at, outcome="supplement_notified")


def on_acceptance(case: Case, *, at: datetime, accepted_at: datetime) -> tuple[Clock, Clock]:
    """End the time to answer; start the statutory clock (if it counts from acceptance) and the promised one.

    `accepted_at` is the day the law counts from: for deemed acceptance the day of receipt.
    Shapes: (statutory, promised).
    """
    stop(case, "intake", at=at, outcome="accepted")
    statutory = running(case, "statutory")
    if statutory is None:
        statutory = _statutory(case, at=accepted_at)
    return statutory, _promised(case, case.item_version.promised_length, PROMISE_BASIS, at=accepted_at, cap=statutory)


def on_part_opened(case: Case, *, limit: int, papers_at: datetime, accepted_at: datetime) -> tuple[Clock, Clock]:
    """The terms of one part of a joint matter: its own law, and its promise or what the joint one leaves it (`limit`).

    `papers_at`: when all papers were there, from which an article counts that counts from receipt.
    Shapes: (statutory, promised).
    """
    version = case.item_version
    statutory = _statutory(case, at=papers_at if version.start_event in FROM_RECEIPT else accepted_at)
    shorter = limit < version.promised_length
    length, basis = (limit, JOINT_BASIS) if shorter else (version.promised_length, PROMISE_BASIS)
    return statutory, _promised(case, length, basis, at=accepted_at, cap=statutory)


def _promised(case: Case, length: int, basis: str, *, at: datetime, cap: Clock) -> Clock:
    """The promise, which never ends after the law."""
    return _start(
        case, "promised", unit="working_day", length=length, event="accepted", at=at, basis=basis, capped_by=cap
    )


def on_tolerance(case: Case, *, at: datetime) -> Clock:
    """The applicant's own term to bring what was tolerated."""
    return _start(
        case,
        TOLERANCE,
        unit="working_day",
        length=TOLERANCE_DAYS,
        event="accepted",
        at=at,
        basis=TOLERANCE_BASIS,
    )


def on_step(case: Case, step: ChainStep, *, at: datetime) -> None:
    """Start a step's own limit, where the chain gives one."""
    if step.limit_length is not None:
        _start(
            case,
            "step",
            unit="working_day",
            length=step.limit_length,
            event="step_started",
            at=at,
            basis="事项办理流程",
            name=step.name,
        )


def on_decision(case: Case, *, at: datetime) -> None:
    """The decision ends the term to decide and starts the term to deliver (行政许可法 44)."""
    _decided(case, at=at, outcome="decided")


def on_deemed_renewal(case: Case, *, since: datetime, at: datetime) -> None:
    """The same where nobody decided, as of the licence's last day `since` (行政许可法 50 ¶2). The term to decide before
    that day was not kept, and ends when this is written.
    """
    stop(case, EXPIRY, at=at, outcome=RENEWED)
    _decided(case, at=since, outcome=RENEWED)


def _decided(case: Case, *, at: datetime, outcome: str) -> None:
    for kind in ("step", "promised", "statutory", TOLERANCE, EXPIRY):
        stop(case, kind, at=at, outcome=outcome)
    regime = case.item_version.regime
    if regime.delivery_days is not None:
        _start(
            case,
            "delivery",
            unit="working_day",
            length=regime.delivery_days,
            event="decided",
            at=at,
            basis=regime.delivery_basis,
        )


def stop(case: Case, kind: str, *, at: datetime, outcome: str) -> None:
    """End the running clock of this kind, if there is one; at its own start what began later than `at`."""
    clock = running(case, kind)
    if clock is not None:
        clocks.stop(clock=clock, at=max(at, clock.started_at), outcome=outcome)


def stop_all(case: Case, *, at: datetime, outcome: str) -> None:
    """Withdrawal, termination, refusal: no term of the matter runs any more. What was asked is still answered."""
    for clock in Clock.objects.of(case.ledger_subject).running().exclude(kind=Clock.Kind.REPLY):
        clocks.stop(clock=clock, at=max(at, clock.started_at), outcome=outcome)


def ran_out(case: Case, kind: str, *, at: datetime) -> Clock | None:
    """The clock of this kind that still runs and ran out before `at`; a date that may move yet has not."""
    clock = running(case, kind)
    over = clock is not None and clock.due_at is not None and clock.due_at < at and not clock.provisional
    return clock if over else None


def broken_promise(case: Case, *, at: datetime) -> Clock | None:
    """The promised clock if its last day is over and nothing was decided; a date that may move yet accuses nobody."""
    return ran_out(case, "promised", at=at)


def unexplained(case: Case, *, at: datetime) -> Clock | None:
    """The same while nobody has said publicly why."""
    clock = broken_promise(case, at=at)
    return clock if clock is not None and not Delay.objects.filter(case=case).exists() else None


def run_out(kind: str, at: datetime) -> QuerySet[Clock, int]:
    """Ids of the cases of which `ran_out` finds a clock of this kind."""
    return Clock.objects.filter(
        subject_kind="case", kind=kind, ended_at=None, due_at__lt=at, provisional=False
    ).values_list("subject_id", flat=True)
