"""Further ordinary matters of today, so that no desk is empty: received and not answered, and waiting at a step."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from county_portal.demo.anchor import Anchor
from county_portal.demo.history.desks import Desks
from county_portal.demo.history.plan import CasePlan, StepPlan
from kernel.catalogue.models import ItemVersion

# (item, counter, days ago, time): waiting for the counter's answer
UNANSWERED: Final = (
    ("LW004", "C01", -1, "16:05"), ("LW022", "C01", -1, "16:48"), ("LW032", "C01", -2, "11:20"),
    ("LW008", "C02", -4, "10:20"), ("LW010", "C03", -4, "15:36"), ("SF001", "A04", -4, "09:12"),
    ("LW025", "C06", -1, "15:10"), ("LW025", "C06", -2, "10:02"), ("LW025", "C06", -1, "09:33"),
    ("LW027", "B04", -1, "14:22"), ("LW051", "B04", -1, "10:41"), ("LB002", "B04", -2, "15:55"),
    ("LW043", "B07", -1, "11:08"), ("LW044", "B07", -2, "09:17"), ("LW045", "B07", -1, "16:30"),
    ("XZ003", "200-1", -1, "15:26"), ("XZ006", "200-1", -1, "10:12"), ("XZ008", "200-1", -2, "09:48"),
)  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A matter at one step of its chain whose promise falls due on W+`due`."""

    item: str
    counter: str
    due: int
    step: int


WAITING: Final = (
    # 孟庆华's and his colleagues' review
    Waiting("LW025", "C01", 1, 0), Waiting("LW021", "C02", 2, 0), Waiting("LW002", "C01", 4, 0),
    Waiting("LW008", "C03", 6, 0), Waiting("LW010", "C01", 3, 0), Waiting("LW001", "C02", 7, 0),
    # 陶然's and 卫东's visits to the place
    Waiting("LW003", "C02", 5, 0), Waiting("LW030", "A04", 4, 0), Waiting("SF001", "A01", 3, 0),
    # 丁一凡's decision, today in the hands of 卢静
    Waiting("LW022", "C01", 0, 1), Waiting("LW004", "C01", 0, 1), Waiting("LW030", "A02", 1, 2),
    Waiting("SF001", "A03", 2, 2),
    # 苗青 and 庄严 as chief representatives
    Waiting("LB002", "B04", 1, 1), Waiting("LB002", "B05", 3, 1), Waiting("LB002", "B04", 5, 1),
    Waiting("LW043", "B07", 2, 1), Waiting("LW042", "B07", 6, 1), Waiting("LW045", "B07", 4, 1),
    # other departments
    Waiting("LW033", "F01", 1, 0), Waiting("SF006", "F02", 2, 1), Waiting("LW012", "C11", 1, 2),
    Waiting("LW028", "C12", 2, 1), Waiting("LB001", "A01", 2, 1), Waiting("XZ009", "200-1", 5, 0),
    Waiting("XZ008", "200-2", 2, 0),
)  # fmt: skip


class Today:
    """Plans of matters that are open now."""

    def __init__(self, anchor: Anchor, random: Random, desks: Desks, versions: dict[str, ItemVersion]) -> None:
        self._anchor, self._random, self._desks, self._versions = anchor, random, desks, versions

    def plans(self) -> Iterator[CasePlan]:
        for item, counter, day, clock in UNANSWERED:
            at = self._anchor.at(day, clock)
            clerk = self._desks.clerk(counter, at, self._random, first=True)
            yield CasePlan(item, self._channel(counter), clerk, at, clerk)
        for waiting in WAITING:
            yield self._waiting(waiting)

    @staticmethod
    def _channel(counter: str) -> str:
        return "town" if counter[0].isdigit() else "window"

    def _waiting(self, waiting: Waiting) -> CasePlan:
        """Accepted so many working days before its due day as were promised, and not ended since."""
        version = self._versions[waiting.item]
        first = waiting.due - version.promised_length
        received = self._anchor.at(first, f"09:{self._random.randint(10, 59)}")
        accepted = self._anchor.at(first, f"10:{self._random.randint(10, 59)}")
        clerk = self._desks.clerk(waiting.counter, received, self._random)
        plan = CasePlan(waiting.item, self._channel(waiting.counter), clerk, received, clerk, accepted=accepted)
        unit = clerk.post.organization.code if plan.channel == "town" else version.organization.code
        begun = accepted
        for place, step in enumerate(version.steps.all()[: waiting.step + 1]):
            ended = None
            if place < waiting.step:
                # evenly over the days up to yesterday
                days = first + (-1 - first) * (place + 1) // (waiting.step + 1)
                ended = max(begun, self._anchor.at(min(days, -1), f"14:{10 + 15 * place}"))
            hand = self._desks.step(unit, step.role, waiting.counter, ended or begun, self._random, first=True)
            plan.steps.append(StepPlan(begun, ended, hand))
            begun = ended or begun
        return plan
