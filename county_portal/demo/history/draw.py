"""Drawing plausible lives of matters: arrivals, answers, steps, deliveries (demo-county's distributions)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from county_portal.demo.history.desks import Desks
from county_portal.demo.history.plan import REFUSALS, CasePlan, Notice, StepPlan
from kernel.catalogue.models import ItemVersion
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import SHANGHAI, local_date

CASES_A_DAY: Final = 20
WEEKDAY: Final = (1.22, 1.06, 0.98, 0.92, 0.82, 0.70, 0.70)
AFTER_HOLIDAY: Final = 1.45
# (first minute, last minute, weight) of the counters' day
HOURS: Final = (
    (510, 540, 9), (540, 600, 22), (600, 660, 21), (660, 720, 11), (810, 870, 11), (870, 930, 12), (930, 990, 8),
    (990, 1035, 4),
)  # fmt: skip
LAST_MINUTE: Final = 1045
AFTER_HOURS: Final = 1075
# promises short enough that one broken in the last weeks shows today
QUICK: Final = 8
MORNING: Final = 515
KINDS: Final = {"instant": 12, "promise": 80, "forwarded": 5, "joint": 3}
TOWN_KINDS: Final = {"instant": 55, "promise": 33, "forwarded": 12}
LEVELS: Final = {"county": 60, "town": 30, "proxy": 10}
FIREWORKS: Final = ("LW012", {11, 12, 1}, 4.0)
# articles that give so little time from receipt that a slow counter would break them at once
SHORT_FROM_RECEIPT: Final = {"natural_day": 10, "working_day": 5}
DELIVERIES: Final = {"window": 58, "post": 27, "electronic": 15}
DENIALS: Final = ("现场核查不符合规定的条件，整改后仍不符合", "提交的技术人员证明不符合规定的条件")
WITHDRAWALS: Final = ("项目计划变更，申请人撤回", "申请人暂不经营，撤回申请")
FORTNIGHT_SHARE_NEVER: Final = 0.08
UNHURRIED: Final = timedelta(minutes=61)


@dataclass(frozen=True)
class Choice:
    """One item with what the draw must know of it."""

    version: ItemVersion
    windows: tuple[str, ...]
    weight: float

    @property
    def promised(self) -> int:
        return self.version.promised_length

    @property
    def hurried(self) -> bool:
        """Whether the law leaves so few days from receipt that nothing may wait."""
        longest = SHORT_FROM_RECEIPT.get(self.version.statutory_unit, 0)
        return self.version.start_event != "accepted" and self.version.statutory_length <= longest

    @property
    def patient(self) -> bool:
        """Whether a promise broken by two days is still well within the law."""
        spare = self.version.statutory_length - self.promised
        return (
            self.version.start_event == "accepted"
            and self.version.statutory_unit == "working_day"
            and spare > 5
            and self.promised <= QUICK
        )


class Draw:
    """All draws of one stretch of the history; one generator, so the same stretch comes out the same."""

    def __init__(
        self, random: Random, calendar: WorkCalendar, desks: Desks, menu: dict[str, list[Choice]], *, late: int
    ) -> None:
        """`late`: how many promises of this stretch are broken, by a day or two."""
        self.random, self.calendar, self.desks = random, calendar, desks
        self._menu = menu
        self._late = late

    def arrivals(self, day: date) -> Iterator[CasePlan]:
        """The matters that arrive on one working day."""
        factor = WEEKDAY[day.weekday()]
        if (day - self.calendar.back(day, 1)).days >= 4:
            factor *= AFTER_HOLIDAY
        for _ in range(round(CASES_A_DAY * factor + self.random.uniform(-0.5, 0.5))):
            yield self.case(day)

    def case(self, day: date) -> CasePlan:
        """One matter received on that day: its level, kind, item, counter, and its whole life."""
        level = self._pick(LEVELS)
        kinds = KINDS if level == "county" else TOWN_KINDS
        kind = self._pick({code: share for code, share in kinds.items() if self._menu.get(f"{level}-{code}")})
        choice = self._item(f"{level}-{kind}", day)
        channel = {"county": "window", "town": "town", "proxy": "village"}[level]
        if level == "county" and choice.promised and self.random.random() < 0.22:
            channel = "online"
        return self.life(choice, channel, self._arrival(day, channel))

    def _item(self, shelf: str, day: date) -> Choice:
        choices = self._menu[shelf]
        code, months, factor = FIREWORKS
        weights = [
            each.weight * (factor if each.version.item.code == code and day.month in months else 1.0)
            for each in choices
        ]
        return self.random.choices(choices, weights)[0]

    def _pick(self, shares: dict[str, int]) -> str:
        return self.random.choices(list(shares), list(shares.values()))[0]

    def _arrival(self, day: date, channel: str) -> datetime:
        if channel == "online" and self.random.random() < 0.24:
            minute = self.random.uniform(1200, 1380)
        else:
            first, last, _weight = self.random.choices(HOURS, [row[2] for row in HOURS])[0]
            minute = self.random.uniform(first, last)
        return _instant(day, minute)

    def life(self, choice: Choice, channel: str, received: datetime) -> CasePlan:
        """Everything that happens to a matter from its receipt on, the future included."""
        window = self._window(choice)
        clerk = self.desks.clerk(window, received, self.random)
        out = choice.version.delivering_window
        counter = self.desks.clerk(out.code, received, self.random) if out else clerk
        plan = CasePlan(choice.version.item.code, channel, clerk, received, counter, delivery=self._pick(DELIVERIES))
        if not choice.promised:
            self._on_the_spot(plan, choice, window)
            return plan
        answered = self._answer(plan, choice)
        if answered is None:
            return plan
        plan.accepted = answered
        self._chain(plan, choice, window, self._finish_in(choice))
        self._withdraw(plan)
        self._deliver(plan)
        return plan

    def _window(self, choice: Choice) -> str:
        """The first counter of a list is the busiest; C01 sees more than its share of the bureau's matters."""
        if "C01" in choice.windows and self.random.random() < 0.4:
            return "C01"
        return self.random.choice(choice.windows)

    def _on_the_spot(self, plan: CasePlan, choice: Choice, window: str) -> None:
        plan.accepted = plan.received + self._minutes(3, 9)
        decided = plan.accepted + self._minutes(3, 12)
        step = choice.version.steps.all()[0]
        unit = plan.clerk.post.organization.code if plan.channel != "window" else choice.version.organization.code
        hand = self.desks.step(unit, step.role, window, decided, self.random)
        plan.steps = [StepPlan(plan.accepted, decided, hand)]
        plan.decided, plan.delivery = decided, "window"
        plan.delivered = decided + self._minutes(1, 5)
        plan.closed = plan.delivered + self._minutes(0, 2)

    def _answer(self, plan: CasePlan, choice: Choice) -> datetime | None:
        """The counter's answer: acceptance (its instant), or notice and refusal written into the plan."""
        said = self._said(plan, choice)
        if self.random.random() < 0.009:
            plan.ending = ("refused", said, self.random.choice(tuple(REFUSALS)))
            return None
        papers = [place for place, paper in enumerate(choice.version.materials.all()) if not paper.shared]
        # of what needs no paper from the applicant nothing can be lacking
        if self.random.random() >= 0.11 or not papers:
            return said
        missing = tuple(sorted(self.random.sample(papers, min(len(papers), self.random.choice((1, 1, 2))))))
        term = choice.version.regime.supplement_term_days
        if self.random.random() < FORTNIGHT_SHARE_NEVER:
            plan.notice = Notice(said, missing, None)
            plan.ending = ("terminated", self._later(said, term + 1), "逾期未补正材料，终止办理")
            return None
        brought = self._later(said, min(term, max(1, round(self._lognormal(3, 7)))))
        plan.notice = Notice(said, missing, brought)
        return self._later(brought, 0)

    def _said(self, plan: CasePlan, choice: Choice) -> datetime:
        """When the counter said something: 78 % in the same visit, 15 % the next day, the rest within the five days."""
        drawn = self.random.random()
        wait = 0 if drawn < 0.78 else 1 if drawn < 0.93 else self.random.randint(2, 4) if drawn < 0.9815 else 5
        if choice.hurried:
            wait = min(wait, 1 if choice.promised > 1 else 0)
        return self._later(plan.received, wait)

    def _finish_in(self, choice: Choice) -> int:
        """Working days from acceptance to decision: 5 % on the last day, the others before it; a few too late."""
        if self._late and choice.patient and self.random.random() < 0.3:
            self._late -= 1
            return choice.promised + self.random.randint(1, 2)
        if self.random.random() < 0.05:
            return choice.promised
        days = self._lognormal(0.9, 3.5) + self._lognormal(0.4, 2.0)
        if choice.version.regime.code == "licence" and self.random.random() < 0.22:
            days += self.random.randint(1, 3)
        if len(choice.version.steps.all()) > 2:
            days += self._lognormal(0.3, 1.2)
        return min(int(days), choice.promised - 1)

    def _chain(self, plan: CasePlan, choice: Choice, window: str, total: int) -> None:
        """The steps one after another, the last one deciding `total` working days after acceptance."""
        assert plan.accepted is not None
        steps = list(choice.version.steps.all())
        marks = sorted(self.random.randint(0, total) for _ in steps[:-1])
        unit = choice.version.organization.code
        if plan.channel in ("town", "village"):
            unit = plan.clerk.post.organization.code
        begun, before = plan.accepted, 0
        for step, mark in zip(steps, [*marks, total], strict=True):
            ended = self._later(begun, mark - before)
            plan.steps.append(StepPlan(begun, ended, self.desks.step(unit, step.role, window, ended, self.random)))
            begun, before = ended, mark
        if choice.promised > 1:
            # who weighs papers takes his hour over them
            begun = plan.steps[-1].ended = max(begun, plan.accepted + UNHURRIED)
        plan.decided = begun
        plan.denied = self.random.random() < 0.005

    def _withdraw(self, plan: CasePlan) -> None:
        """1.8 % are taken back while the last step has them."""
        if self.random.random() >= 0.018 or plan.decided is None:
            return
        last = plan.steps[-1]
        at = last.started + (plan.decided - last.started) / 2
        last.ended = plan.decided = None
        plan.ending = ("withdrawn", at, self.random.choice(WITHDRAWALS))

    def _deliver(self, plan: CasePlan) -> None:
        if plan.decided is None:
            return
        median, ninetieth = {"window": (1.5, 6), "post": (1, 2), "electronic": (0.2, 0.6)}[plan.delivery]
        plan.delivered = self._later(plan.decided, min(9, int(self._lognormal(median, ninetieth))))
        plan.closed = plan.delivered + self._minutes(1, 20)

    def _later(self, at: datetime, days: int) -> datetime:
        """An instant of office time that many working days later; on the same day a little later, if it lasts."""
        day = local_date(at)
        if days == 0 and self.calendar.is_working(day):
            spent = (at - _instant(day, 0)) / timedelta(minutes=1)
            minute = max(spent + self.random.uniform(6, 60), MORNING + self.random.uniform(0, 20))
            # what was begun late is finished the same evening; only what came after hours waits for the morning
            if minute <= LAST_MINUTE or spent < AFTER_HOURS:
                return _instant(day, minute if minute <= LAST_MINUTE else spent + self.random.uniform(1, 3))
            days = 1
        target = self.calendar.add(day, max(days, 1))
        first, last, _weight = self.random.choices(HOURS, [row[2] for row in HOURS])[0]
        return _instant(target, self.random.uniform(first, last))

    def _minutes(self, least: float, most: float) -> timedelta:
        return timedelta(minutes=self.random.uniform(least, most))

    def _lognormal(self, median: float, ninetieth: float) -> float:
        return self.random.lognormvariate(math.log(median), math.log(ninetieth / median) / 1.2816)


def _instant(day: date, minute: float) -> datetime:
    whole = int(minute)
    clock = time(whole // 60, whole % 60, int((minute - whole) * 60))
    return datetime.combine(day, clock, SHANGHAI)
