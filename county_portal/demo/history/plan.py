"""What is going to happen to one matter, as plain values; nothing here touches a table."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from kernel.accounts.models import User
from kernel.organizations.models import Post

# why acceptance is refused, with its ground and where to apply instead
REFUSALS: Final = {
    "申请事项依法不需要取得行政许可": ("not_needed", ""),
    "申请事项不属于本机关职权范围": ("not_our_power", "示例市行政审批服务局"),
}


@dataclass
class Hand:
    """A post, and who in fact acted in it (its holder, or the deputy of that moment)."""

    post: Post
    user: User


@dataclass
class StepPlan:
    """One passage through one step of the chain; open while `ended` is None."""

    started: datetime
    ended: datetime | None
    hand: Hand


@dataclass
class Notice:
    """The one supplement notice: when, which places of the checklist, and when the papers came."""

    told: datetime
    missing: tuple[int, ...]
    answered: datetime | None


@dataclass
class CasePlan:
    """The life of one matter up to now: whatever would lie in the future is None or not in it."""

    item: str
    channel: str
    clerk: Hand
    received: datetime
    # who hands the decision over; the receiving clerk where the item names no counter for it
    counter: Hand
    delivery: str = "window"
    # filed by the agent whom the tables of supervision are to find
    by_agent: bool = False
    notice: Notice | None = None
    accepted: datetime | None = None
    steps: list[StepPlan] = field(default_factory=list)
    denied: bool = False
    decided: datetime | None = None
    # 签收 by the department that supervises the item, where that is another
    signed: datetime | None = None
    signer: Hand | None = None
    delivered: datetime | None = None
    closed: datetime | None = None
    # (refused | withdrawn | terminated, when, why)
    ending: tuple[str, datetime, str] | None = None

    def ground(self) -> dict[str, str]:
        """Of a refusal its ground, and where to apply instead; nothing of any other life."""
        if self.ending is None or self.ending[0] != "refused":
            return {}
        return dict(zip(("ground", "other_organ"), REFUSALS[self.ending[2]], strict=True))

    @property
    def state(self) -> str:
        """The state of the licence workflow that this life has reached."""
        if self.ending is not None:
            return self.ending[0]
        if self.closed is not None:
            return "closed"
        if self.delivered is not None:
            return "delivered"
        if self.decided is not None:
            return "denied" if self.denied else "granted"
        if self.accepted is not None:
            return "accepted"
        return "supplement" if self.notice is not None and self.notice.answered is None else "received"

    def until(self, now: datetime) -> "CasePlan | None":
        """The same life as far as it has gone at `now`; None when it has not begun."""
        if self.received > now:
            return None
        self.accepted = _past(self.accepted, now)
        self.decided = _past(self.decided, now)
        self.signed = _past(self.signed, now)
        self.delivered = _past(self.delivered, now)
        self.closed = _past(self.closed, now)
        if self.notice is not None:
            self.notice.answered = _past(self.notice.answered, now)
            self.notice = self.notice if self.notice.told <= now else None
        if self.ending is not None and self.ending[1] > now:
            self.ending = None
        self.steps = [step for step in self.steps if step.started <= now]
        for step in self.steps:
            step.ended = _past(step.ended, now)
        return self


def _past(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at <= now else None
