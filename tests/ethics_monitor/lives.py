"""Lives of matters as the ledger tells them, at any time and by any hand, for the tests that lay them side by side."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from approvals import events
from ethics_monitor.models import PatternRule
from ethics_monitor.patterns.deriving import derive
from kernel.cases.agents import filed_by
from kernel.cases.models import Case
from kernel.ledger.actors import Actor
from kernel.ledger.models import Entry
from kernel.ledger.writer import record
from tests.cast import COUNTY, local
from tests.ethics_monitor.conftest import Matters

CLERK = Actor("鲁*勇", "C06 窗口 A 岗", "BM12", COUNTY)
DECIDER = Actor("丁*凡", "副局长", "BM12", COUNTY)
MORNING = local(2026, 9, 7, 9)
DAY = date(2026, 9, 30)


def look_back_for_ever() -> None:
    """The finder looks at all that there is: what lies in these tests' September is not to grow too old for it."""
    for rule in PatternRule.objects.all():
        rule.numbers |= {"days": 36_500}
        rule.save()


@dataclass
class Lives:
    """Writes one matter after another; `derive` has read all of them."""

    matters: Matters

    def of(
        self,
        *,
        received: datetime = MORNING,
        accepted: datetime | None = None,
        decided: datetime | None = None,
        closed: datetime | None = None,
        item: str = "农药经营许可",
        agent: int | None = None,
        promised_days: int = 10,
        clerk: Actor = CLERK,
        decider: Actor = DECIDER,
    ) -> Case:
        """A matter received, accepted and granted; closed where a time is given."""
        accepted = accepted or received + timedelta(minutes=10)
        decided = decided or accepted + timedelta(hours=3)
        case = self.matters.open(received)
        of = case.ledger_subject
        record(
            events.RECEIVED, of, actor=clerk, at=received, item=item, channel="window", materials=[], say_by=DAY,
            agent=filed_by(agent),
        )  # fmt: skip
        record(
            events.ACCEPTED, of, actor=clerk, at=accepted, item=item, promised_due=DAY, statutory_due=DAY,
            provisional=False,
        )  # fmt: skip
        lay = {"minutes_to_accept": (accepted - received) // timedelta(minutes=1)}
        lay |= {"minutes_to_decide": (decided - accepted) // timedelta(minutes=1), "promised_days": promised_days}
        record(events.GRANTED, of, actor=decider, at=decided, step="决定", **lay)
        if closed is not None:
            record(events.CLOSED, of, actor=clerk, at=closed)
        derive(list(Entry.objects.of(of)))
        return case

    def closed_together(self, many: int, at: datetime = local(2026, 9, 8, 17, 21)) -> list[Case]:  # noqa: B008
        """So many matters, closed seconds apart by one hand."""
        return [self.of(closed=at + timedelta(seconds=4 * place)) for place in range(many)]
