"""From planned matters to rows: cases, applications, ticks, notices, steps, turns, decisions, deliveries, clocks."""

from collections.abc import Sequence
from random import Random
from typing import Final

from django.db import connection

from approvals import application_form
from approvals.models import (
    Application,
    Decision,
    DeliveryRecord,
    Ending,
    MaterialTick,
    PushedDecision,
    StepRecord,
    SupplementLine,
    SupplementNotice,
)
from approvals.models.pushed import supervising
from county_portal.demo.forms import filled
from county_portal.demo.history.clockwork import Clocks, Clockwork
from county_portal.demo.history.draw import DENIALS
from county_portal.demo.history.plan import CasePlan
from kernel.accounts.models import Applicant
from kernel.cases import kinds
from kernel.cases.models import Case, Turn
from kernel.catalogue.models import ItemVersion
from kernel.clocks.models import Clock
from kernel.identifiers.numbers import case_number, query_code
from kernel.organizations.models import Region
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import local_date

KIND: Final = "licence"
OPINION: Final = "材料齐全，符合规定条件，同意。"
BROUGHT: Final = "缺少此件，请补交"


class Writer:
    """Writes one stretch of plans. `versions` are the items in force by code, with steps and materials prefetched."""

    def __init__(self, versions: dict[str, ItemVersion], calendar: WorkCalendar, random: Random) -> None:
        self._versions = versions
        self._calendar = calendar
        self._random = random
        self._county = Region.objects.get(level="county")
        self._people = list(Applicant.objects.filter(kind="natural", user=None, minor=False).order_by("pk"))
        self._firms = list(Applicant.objects.filter(kind="legal", user=None).order_by("pk"))

    def write(self, plans: Sequence[CasePlan]) -> list[tuple[CasePlan, Case, Clocks]]:
        """All rows of the plans but the ledger's; the cases and clocks that its entries tell of."""
        cases = self._cases(plans)
        pairs = list(zip(plans, cases, strict=True))
        self._applications(pairs)
        self._notices(pairs)
        self._steps(pairs)
        self._turns(pairs)
        self._ends(pairs)
        return self._clocks(pairs)

    def _cases(self, plans: Sequence[CasePlan]) -> list[Case]:
        workflow = kinds.get(KIND)
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('cases_number') FROM generate_series(1, %s)", [len(plans)])
            numbers = [row[0] for row in cursor.fetchall()]
        return Case.objects.bulk_create(
            self._case(plan, case_number(self._county.code[:6], local_date(plan.received), workflow.digit, n % 100_000))
            for plan, n in zip(plans, numbers, strict=True)
        )

    def _case(self, plan: CasePlan, number: str) -> Case:
        version = self._versions[plan.item]
        local = plan.channel in ("town", "village")
        unit = plan.clerk.post.organization if local else version.organization
        unopened = plan.channel == "online" and plan.state == "received"
        ended = plan.delivered or (plan.ending[1] if plan.ending else None)
        applicant, agent = self._applicant(version), self._people[0] if plan.by_agent else None
        return Case(
            number=number, query_code=query_code(), kind=KIND, item_version=version, applicant=applicant, agent=agent,
            organization=unit, region=unit.region, window=None if unopened else plan.clerk.post.window,
            channel=plan.channel, phase=kinds.get(KIND).workflow.states[plan.state].phase, state=plan.state,
            created_at=plan.received, received_at=plan.received, accepted_at=plan.accepted, decided_at=plan.decided,
            ended_at=ended,
        )  # fmt: skip

    def _applicant(self, version: ItemVersion) -> Applicant:
        firm = any(field["name"] in ("scope", "project", "substance") for field in version.form_schema)
        return self._random.choice(self._firms if firm else self._people)

    def _applications(self, pairs: Sequence[tuple[CasePlan, Case]]) -> None:
        Application.objects.bulk_create(
            Application(
                case=case, form=application_form.dump(filled(plan.item, {})), delivery=plan.delivery,
                accept_mode="said" if plan.accepted else None,
                entered_by=None if plan.channel == "online" else plan.clerk.user, saved_at=plan.received,
            )
            for plan, case in pairs
        )  # fmt: skip
        MaterialTick.objects.bulk_create(tick for plan, case in pairs for tick in self._ticks(plan, case))

    @staticmethod
    def _ticks(plan: CasePlan, case: Case) -> list[MaterialTick]:
        papers = case.item_version.materials.all()
        short = set(plan.notice.missing) if plan.notice else set()
        back = plan.notice.answered if plan.notice else None
        ticks: list[MaterialTick] = []
        for place, paper in enumerate(papers):
            at = back if place in short else plan.received
            if not paper.required:
                at = None
            by = None if at is None or paper.shared or plan.channel == "online" else plan.clerk.user
            ticks.append(MaterialTick(case=case, material=paper, received_at=at, received_by=by))
        return ticks

    def _notices(self, pairs: Sequence[tuple[CasePlan, Case]]) -> None:
        told = [(plan, case, plan.notice) for plan, case in pairs if plan.notice is not None]
        SupplementNotice.objects.bulk_create(
            SupplementNotice(
                case=case, told_by=plan.clerk.user, told_at=notice.told, answered_at=notice.answered,
                term_until=self._calendar.add(
                    local_date(notice.told), case.item_version.regime.supplement_term_days
                ),
            )
            for plan, case, notice in told
        )  # fmt: skip
        SupplementLine.objects.bulk_create(
            SupplementLine(notice_id=case.pk, material=case.item_version.materials.all()[place], what=BROUGHT)
            for _plan, case, notice in told
            for place in notice.missing
        )

    @staticmethod
    def _steps(pairs: Sequence[tuple[CasePlan, Case]]) -> None:
        rows: list[StepRecord] = []
        for plan, case in pairs:
            steps = list(case.item_version.steps.all())
            for passage, step in zip(plan.steps, steps, strict=False):
                ended, by, outcome = passage.ended, passage.hand.user if passage.ended else None, None
                if passage.ended is None and plan.ending is not None:
                    ended, outcome = plan.ending[1], "stopped"
                elif passage.ended is not None:
                    last = step is steps[-1]
                    outcome = "agreed" if not last else "denied" if plan.denied else "granted"
                rows.append(
                    StepRecord(
                        case=case,
                        position=step.position,
                        code=step.code,
                        name=step.name,
                        role=step.role,
                        started_at=passage.started,
                        ended_at=ended,
                        ended_by=by,
                        outcome=outcome,
                        opinion=OPINION if by else "",
                    )
                )
        StepRecord.objects.bulk_create(rows)

    def _turns(self, pairs: Sequence[tuple[CasePlan, Case]]) -> None:
        Turn.objects.bulk_create(turn for plan, case in pairs for turn in self._turns_of(plan, case))

    def _turns_of(self, plan: CasePlan, case: Case) -> list[Turn]:
        """Whose turn it was from when to when, without a gap from receipt to the end."""
        clerk = plan.clerk
        desk = {"organization": clerk.post.organization, "post": clerk.post}
        turns = [Turn(case=case, step="intake", step_name="收件审看", from_at=plan.received, **desk)]
        if plan.notice is not None:
            turns.append(Turn(case=case, step="supplement", step_name="申请人补正", from_at=plan.notice.told))
            if plan.notice.answered is not None:
                turns.append(Turn(case=case, step="intake", step_name="收件审看", from_at=plan.notice.answered, **desk))
        for passage, step in zip(plan.steps, case.item_version.steps.all(), strict=False):
            turns.append(
                Turn(
                    case=case,
                    step=step.code,
                    step_name=step.name,
                    organization=case.organization,
                    post=passage.hand.post,
                    from_at=passage.started,
                )
            )
        if plan.decided is not None:
            out = plan.counter.post
            turns.append(
                Turn(
                    case=case,
                    step="delivery",
                    step_name="送达",
                    organization=out.organization,
                    post=out,
                    from_at=plan.decided,
                )
            )
        hands = {passage.started: passage.hand.user for passage in plan.steps}
        for turn, following in zip(turns, [*turns[1:], None], strict=True):
            turn.until_at = following.from_at if following else case.ended_at
            if turn.until_at is not None:
                turn.taken_by = plan.counter.user if turn.step == "delivery" else hands.get(turn.from_at, clerk.user)
        return turns

    @staticmethod
    def _ends(pairs: Sequence[tuple[CasePlan, Case]]) -> None:
        Decision.objects.bulk_create(
            Decision(
                case=case, outcome="deny" if plan.denied else "grant",
                reason=DENIALS[0] if plan.denied else "", basis=case.item_version.legal_basis if plan.denied else "",
                content="" if plan.denied else case.item_version.name,
                decided_by=plan.steps[-1].hand.user, decided_at=plan.decided,
            )
            for plan, case in pairs
            if plan.decided
        )  # fmt: skip
        PushedDecision.objects.bulk_create(
            PushedDecision(
                case=case, organization_id=unit, pushed_at=plan.decided, acknowledged_at=plan.signed,
                acknowledged_by=plan.signer.user if plan.signed and plan.signer else None,
            )
            for plan, case in pairs
            if plan.decided and (unit := supervising(case))
        )  # fmt: skip
        DeliveryRecord.objects.bulk_create(
            DeliveryRecord(case=case, method=plan.delivery, delivered_by=plan.counter.user, delivered_at=plan.delivered)
            for plan, case in pairs
            if plan.delivered
        )
        Ending.objects.bulk_create(
            Ending(case=case, kind=plan.ending[0], ended_at=plan.ending[1], reason=plan.ending[2],
                   ended_by=plan.clerk.user, **plan.ground())
            for plan, case in pairs
            if plan.ending
        )  # fmt: skip

    def _clocks(self, pairs: Sequence[tuple[CasePlan, Case]]) -> list[tuple[CasePlan, Case, Clocks]]:
        clockwork = Clockwork(self._calendar)
        made = [(plan, case, clockwork.of(case, plan)) for plan, case in pairs]
        Clock.objects.bulk_create(
            clock
            for _plan, _case, clocks in made
            for clock in [*clocks.alone, *([clocks.statutory] if clocks.statutory else [])]
        )
        for _plan, _case, clocks in made:
            if clocks.promised is not None:
                clocks.promised.capped_by = clocks.statutory
        Clock.objects.bulk_create(clocks.promised for _plan, _case, clocks in made if clocks.promised)
        return made
