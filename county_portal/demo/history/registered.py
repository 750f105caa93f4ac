"""登记件 of the last weeks: what the departments' own systems handled and the windows registered, written in bulk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from django.db import connection

from approvals.models import Registration
from approvals.registered import events
from county_portal.demo.anchor import Anchor
from county_portal.demo.history.clockwork import Clocks, Clockwork
from county_portal.demo.history.desks import Desks
from county_portal.demo.history.draw import HOURS, WEEKDAY
from county_portal.demo.history.plan import CasePlan
from county_portal.demo.people import Register
from county_portal.demo.tables import items
from kernel.cases import kinds
from kernel.cases.models import Case, Turn
from kernel.catalogue.models import ItemVersion
from kernel.clocks.models import Clock
from kernel.identifiers.masking import mask_name
from kernel.identifiers.numbers import case_number, query_code
from kernel.ledger.rows import entry_of, record_rows
from kernel.organizations.models import Region
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.zone import SHANGHAI, local_date

KIND: Final = "registered"
DAYS: Final = 30
# the demo county has a twentieth of the volume of a real one
SHARE: Final = 20
WORKDAYS_A_YEAR: Final = 250
# nobody registers these two, and three more have no window: the board names them first
SILENT: Final = ("LW054", "SF013")
# promised by the next day, and no result for twelve hours
WITHOUT_RESULT: Final = (("SF011", "F09", "09:40"), ("SF004", "A02", "10:20"), ("SF011", "F09", "11:05"))


@dataclass(frozen=True)
class Made:
    """One matter with everything that hangs on it."""

    plan: CasePlan
    case: Case
    clocks: Clocks
    registration: Registration


class Draw:
    """Receipts and ends of external items, day by day."""

    def __init__(self, anchor: Anchor, random: Random, versions: dict[str, ItemVersion]) -> None:
        self._anchor, self._random, self._versions, self._desks = anchor, random, versions, Desks()
        self._volumes = {row.code: row.volume for row in items()}

    def plans(self) -> Iterator[CasePlan]:
        for offset in range(1 - DAYS, 1):
            day = self._anchor.day(offset)
            for code in self._versions:
                yield from self._of_day(code, day)
        for code, window, clock in WITHOUT_RESULT:
            yield self._plan(code, window, self._anchor.at(-1, clock))

    def _of_day(self, code: str, day: date) -> Iterator[CasePlan]:
        expected = self._volumes[code] / WORKDAYS_A_YEAR / SHARE * WEEKDAY[day.weekday()]
        windows = sorted(window.code for window in self._versions[code].receiving_windows.all())
        for _ in range(int(expected + self._random.random())):
            first, last, _weight = self._random.choices(HOURS, [row[2] for row in HOURS])[0]
            received = _instant(day, self._random.uniform(first, last))
            if received > self._anchor.now:
                continue
            plan = self._plan(code, self._random.choice(windows), received)
            ended = self._ended(self._versions[code], received)
            plan.decided = ended if ended <= self._anchor.now else None
            yield plan

    def _plan(self, code: str, window: str, received: datetime) -> CasePlan:
        clerk = self._desks.clerk(window, received, self._random)
        return CasePlan(code, "window", clerk, received, clerk, accepted=received)

    def _ended(self, version: ItemVersion, received: datetime) -> datetime:
        """Within the promise; an instant item while the person waits."""
        if version.instant:
            return received + timedelta(minutes=self._random.uniform(3, 25))
        days = self._random.randint(max(1, version.promised_length // 2), version.promised_length)
        return _instant(self._anchor.calendar.add(local_date(received), days), self._random.uniform(540, 1000))


def _instant(day: date, minute: float) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(seconds=round(minute * 60))


def build(anchor: Anchor, random: Random) -> int:
    """Write the registered matters of the last thirty working days. How many."""
    rows = ItemVersion.objects.in_force().filter(handling="external").exclude(item__code__in=SILENT)
    rows = rows.exclude(receiving_windows=None).with_details().select_related("organization__region", "item", "regime")
    found = rows.prefetch_related("receiving_windows").order_by("item__code").distinct()
    versions = {version.item.code: version for version in found}
    plans = sorted(Draw(anchor, random, versions).plans(), key=lambda plan: plan.received)
    made = _write(anchor, random, versions, plans)
    _record(made)
    return len(made)


def _write(anchor: Anchor, random: Random, versions: dict[str, ItemVersion], plans: Sequence[CasePlan]) -> list[Made]:
    cases = Case.objects.bulk_create(_cases(random, versions, plans))
    clockwork = Clockwork(anchor.calendar)
    made = [
        Made(plan, case, clockwork.registered(case, plan), _registration(place, plan, case))
        for place, (plan, case) in enumerate(zip(plans, cases, strict=True), start=1)
    ]
    Registration.objects.bulk_create(each.registration for each in made)
    Turn.objects.bulk_create(_turn(each.plan, each.case) for each in made)
    Clock.objects.bulk_create(each.clocks.statutory for each in made if each.clocks.statutory is not None)
    promised = [each.clocks.promised for each in made if each.clocks.promised is not None]
    for each in made:
        if each.clocks.promised is not None:
            each.clocks.promised.capped_by = each.clocks.statutory
    Clock.objects.bulk_create(promised)
    return made


def _cases(random: Random, versions: dict[str, ItemVersion], plans: Sequence[CasePlan]) -> Iterator[Case]:
    county, register = Region.objects.get(level="county"), Register(random, frozenset())
    kind = kinds.get(KIND)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number') FROM generate_series(1, %s)", [len(plans)])
        numbers = [row[0] for row in cursor.fetchall()]
    for plan, number in zip(plans, numbers, strict=True):
        version, state = versions[plan.item], "finished" if plan.decided else "registered"
        yield Case(
            number=case_number(county.code[:6], local_date(plan.received), kind.digit, number % 100_000),
            query_code=query_code(), kind=KIND, item_version=version, applicant_words=mask_name(register.name()),
            organization=version.organization, region=county, window=plan.clerk.post.window, channel="window",
            phase=kind.workflow.states[state].phase, state=state, created_at=plan.received,
            received_at=plan.received, accepted_at=plan.received, decided_at=plan.decided, ended_at=plan.decided,
        )  # fmt: skip


def _registration(place: int, plan: CasePlan, case: Case) -> Registration:
    number = f"{plan.item}-{local_date(plan.received):%y%m%d}-{place:05d}"
    return Registration(
        case=case, item=case.item_version.item, foreign_number=number,
        result=Registration.Result.GRANTED if plan.decided else "", registered_by=plan.clerk.user,
        finished_by=plan.clerk.user if plan.decided else None,
    )  # fmt: skip


def _turn(plan: CasePlan, case: Case) -> Turn:
    own = plan.clerk.post if plan.clerk.post.organization_id == case.organization_id else None
    return Turn(
        case=case, step="external", step_name="部门系统办理", organization=case.organization, post=own,
        from_at=plan.received, until_at=plan.decided, taken_by=plan.clerk.user if plan.decided else None,
    )  # fmt: skip


def _record(made: Sequence[Made]) -> None:
    """Two statements: every receipt, then every end; the payloads are those of approvals.actions.register."""
    receipts, ends = [], []
    for each in made:
        hand, subject, number = each.plan.clerk, each.case.ledger_subject, each.registration.foreign_number
        by = actor(HeldPost(hand.post, hand.user, acting=hand.user.pk != hand.post.user_id))
        promised, statutory = each.clocks.promised, each.clocks.statutory
        assert promised is not None and promised.due_at is not None
        assert statutory is not None and statutory.due_at is not None
        receipts.append(
            entry_of(
                subject, actor=by, at=each.plan.received, item=each.case.item_version.name, foreign_number=number,
                channel="window", promised_due=local_date(promised.due_at), statutory_due=local_date(statutory.due_at),
                provisional=promised.provisional or statutory.provisional,
            )
        )  # fmt: skip
        if each.plan.decided is not None:
            words = str(Registration.Result.GRANTED.label)
            ends.append(entry_of(subject, actor=by, at=each.plan.decided, foreign_number=number, result=words))
    record_rows(events.REGISTERED, receipts, first=True)
    record_rows(events.REGISTERED_FINISHED, ends)
