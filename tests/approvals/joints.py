"""联办 for tests: a joint item of the bureau with parts of other bureaus, each with a reviewer and an approver."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from approvals import actions
from approvals.models import JointPart
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion, JointItem
from kernel.organizations.models import Organization, Role
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, licence_item, organization, post, staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# part → the one before it, and its days
PARALLEL: Mapping[str, tuple[str, int]] = {"P1": ("", 5), "P2": ("", 6)}
SERIAL: Mapping[str, tuple[str, int]] = {"P1": ("", 3), "P2": ("P1", 4), "P3": ("", 8)}


@dataclass
class Joint:
    """The joint item, its lead case once it is received, and by part its item, organ and people."""

    cast: Cast
    version: ItemVersion
    items: dict[str, ItemVersion] = field(default_factory=dict)
    organs: dict[str, Organization] = field(default_factory=dict)
    reviewers: dict[str, User] = field(default_factory=dict)
    approvers: dict[str, User] = field(default_factory=dict)

    def receive(self, **changes: Any) -> Case:
        return receive(self.cast, version=self.version, **changes)

    def accept(self, at: datetime = MONDAY + HOUR, **changes: Any) -> Case:
        return actions.accept(number=self.receive(**changes).number, by=self.cast.clerk, at=at)

    def part(self, lead: Case, name: str) -> Case:
        return JointPart.objects.get(lead=lead, part__item_version=self.items[name]).part

    def opened(self, lead: Case) -> set[str]:
        codes = JointPart.objects.filter(lead=lead).values_list("part__item_version__item__code", flat=True)
        return set(codes)

    def review(self, lead: Case, name: str, at: datetime) -> str:
        number = self.part(lead, name).number
        actions.complete_step(number=number, by=self.reviewers[name], opinion="", at=at)
        return number

    def grant(self, lead: Case, name: str, at: datetime = MONDAY + DAY) -> Case:
        number = self.review(lead, name, at)
        return actions.grant(number=number, by=self.approvers[name], at=at + HOUR)

    def deny(self, lead: Case, name: str, at: datetime = MONDAY + DAY, reason: str = "不符合条件") -> Case:
        number = self.review(lead, name, at)
        return actions.deny(number=number, by=self.approvers[name], reason=reason, at=at + HOUR)

    def at_the_last_step(self, lead: Case, at: datetime) -> Case:
        return actions.complete_step(number=lead.number, by=self.cast.reviewer, opinion="", at=at)


def joint(cast: Cast, links: Mapping[str, tuple[str, int]] = PARALLEL, **changes: Any) -> Joint:
    """A published joint item of the bureau, with a part of an organ of its own for each link."""
    facts = {"code": "LB001", "name": "开餐馆“一件事”", "project_type": "joint", "promised_length": 8} | changes
    made = Joint(cast, licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, **facts))
    for place, name in enumerate(links, start=1):
        _organ(made, name, place)
    for place, (name, (after, limit)) in enumerate(links.items(), start=1):
        JointItem.objects.create(
            version=made.version, position=place, item=made.items[name].item, limit_length=limit,
            after=made.items[after].item if after else None,
        )  # fmt: skip
    return made


def _organ(made: Joint, name: str, place: int) -> None:
    cast = made.cast
    organ = organization(f"BM5{place}", f"organ_{place}", f"县第{place}局", "own", cast.region)
    made.organs[name] = organ
    made.reviewers[name], made.approvers[name] = staff(f"rev{place}", f"审{place}"), staff(f"app{place}", f"批{place}")
    post(made.reviewers[name], Role.REVIEWER, organ, title=f"第{place}局 审查")
    post(made.approvers[name], Role.APPROVER, organ, title=f"第{place}局 局长")
    facts = {"code": name, "name": f"第{place}局的许可", "promised_length": 7}
    made.items[name] = licence_item(organ, cast.window, cast.clerk, cast.second_supervisor, **facts)
