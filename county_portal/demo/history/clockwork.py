"""The clocks of a planned matter as rows: the same terms as the verbs start, with the dates the arithmetic gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from approvals.terms import FROM_RECEIPT, PROMISE_BASIS
from county_portal.demo.history.plan import CasePlan
from kernel.cases.models import Case
from kernel.clocks.arithmetic import Due, Terms, capped, due
from kernel.clocks.models import Clock
from kernel.workdays.working_calendar import WorkCalendar


@dataclass
class Clocks:
    """The clocks of one case: those that stand alone, and the promised one with the statutory clock that caps it."""

    alone: list[Clock]
    statutory: Clock | None = None
    promised: Clock | None = None


class Clockwork:
    """Makes clocks on one calendar."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar

    def _clock(
        self, case: Case, kind: str, *, unit: str, length: int, event: str, at: datetime, basis: str, name: str = "",
        ended: datetime | None = None, outcome: str = "",
    ) -> Clock:  # fmt: skip
        found = due(Terms(unit=unit, length=length, started_at=at), self._calendar)  # type: ignore[arg-type]
        return Clock(
            subject_kind="case", subject_id=case.pk, subject_number=case.number, kind=kind, name=name, unit=unit,
            length=length, start_event=event, started_at=at, basis=basis, calendar_code=self._calendar.code,
            calendar_version=self._calendar.version, due_at=found.at, provisional=found.provisional, ended_at=ended,
            outcome=outcome if ended else "", organization_code=case.organization.code,
            region_code=case.region.code, created_at=at,
        )  # fmt: skip

    def of(self, case: Case, plan: CasePlan) -> Clocks:
        """Every clock that the verbs would have started by now, ended where the plan says so."""
        made = Clocks(alone=self._intakes(case, plan))
        self._terms(case, plan, made)
        steps = list(case.item_version.steps.all())
        end = plan.ending[1] if plan.ending else None
        for step, row in zip(plan.steps, steps, strict=False):
            if row.limit_length is not None:
                made.alone.append(
                    self._clock(
                        case,
                        "step",
                        name=row.name,
                        unit="working_day",
                        length=row.limit_length,
                        event="step_started",
                        at=step.started,
                        basis="事项办理流程",
                        ended=step.ended or end,
                        outcome=self._step_outcome(plan, step.ended),
                    )
                )
        regime = case.item_version.regime
        if plan.decided is not None and regime.delivery_days is not None:
            made.alone.append(
                self._clock(
                    case,
                    "delivery",
                    unit="working_day",
                    length=regime.delivery_days,
                    event="decided",
                    at=plan.decided,
                    basis=regime.delivery_basis,
                    ended=plan.delivered,
                    outcome="delivered",
                )
            )
        return made

    def registered(self, case: Case, plan: CasePlan) -> Clocks:
        """Promise and statute alone, of a matter of which no more than receipt and end is known."""
        made = Clocks(alone=[])
        self._terms(case, plan, made)
        return made

    @staticmethod
    def _step_outcome(plan: CasePlan, ended: datetime | None) -> str:
        if ended is None:
            return plan.ending[0] if plan.ending else ""
        return "decided" if ended == plan.decided else "completed"

    def _intakes(self, case: Case, plan: CasePlan) -> list[Clock]:
        """The time to answer, once from receipt and once more from the day the missing papers came."""
        regime = case.item_version.regime
        common: dict[str, Any] = {
            "unit": regime.intake_unit,
            "length": regime.intake_days,
            "event": "received",
            "basis": regime.intake_basis,
        }
        answered = self._answered(plan)
        if plan.notice is None:
            return [self._clock(case, "intake", at=plan.received, ended=answered[0], outcome=answered[1], **common)]
        rows = [
            self._clock(
                case, "intake", at=plan.received, ended=plan.notice.told, outcome="supplement_notified", **common
            )
        ]
        if plan.notice.answered is not None:
            back = plan.notice.answered
            rows.append(self._clock(case, "intake", at=back, ended=answered[0], outcome=answered[1], **common))
        return rows

    @staticmethod
    def _answered(plan: CasePlan) -> tuple[datetime | None, str]:
        if plan.accepted is not None:
            return plan.accepted, "accepted"
        return (plan.ending[1], plan.ending[0]) if plan.ending else (None, "")

    def _terms(self, case: Case, plan: CasePlan, made: Clocks) -> None:
        """Statutory and promised; a period from receipt runs anew from the day the missing papers came."""
        version = case.item_version
        end = (plan.decided, "decided") if plan.decided else plan.ending[1::-1] if plan.ending else (None, "")
        common: dict[str, Any] = {
            "unit": version.statutory_unit, "length": version.statutory_length, "event": version.start_event,
            "basis": version.statutory_basis,
        }  # fmt: skip
        start = plan.accepted
        if version.start_event in FROM_RECEIPT:
            start = plan.received
            if plan.notice is not None:
                made.alone.append(
                    self._clock(
                        case, "statutory", at=start, ended=plan.notice.told, outcome="supplement_notified", **common
                    )
                )
                start = plan.notice.answered
        if start is None:
            return
        made.statutory = self._clock(case, "statutory", at=start, ended=end[0], outcome=end[1], **common)
        if plan.accepted is None:
            return
        made.promised = self._clock(
            case, "promised", unit="working_day", length=version.promised_length, event="accepted", at=plan.accepted,
            basis=PROMISE_BASIS, ended=end[0], outcome=end[1],
        )  # fmt: skip
        own, cap = made.promised, made.statutory
        found = capped(Due(own.due_at, None, own.provisional), Due(cap.due_at, None, cap.provisional))
        own.due_at, own.provisional = found.at, found.provisional
