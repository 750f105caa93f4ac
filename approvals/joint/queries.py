"""What is read of a joint matter: its parts with what became of each, and whose lead a case follows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from approvals.models import JointPart
from kernel.cases.models import Case
from kernel.catalogue.models import JointItem

GRANTED = ("granted", "delivered", "closed")


@dataclass(frozen=True)
class Standing:
    """One place in the list of a joint item: the case in which it is decided, None while it is not opened."""

    row: JointItem
    part: JointPart | None

    @property
    def case(self) -> Case | None:
        return self.part.part if self.part is not None else None

    @property
    def granted(self) -> bool:
        return self.case is not None and was_granted(self.case)

    @property
    def settled(self) -> bool:
        """Whether it was decided or ended otherwise."""
        return self.case is not None and (self.case.decided_at is not None or self.case.ended_at is not None)


def was_granted(case: Case) -> bool:
    """Whether the decision of a part, delivered or not, was a grant."""
    decision = getattr(case, "decision", None)
    return decision is not None and decision.outcome == decision.Outcome.GRANT


def standing(lead: Case) -> list[Standing]:
    """Every place of a joint matter in its order; nothing of one that leads no parts."""
    parts = JointPart.objects.filter(lead=lead).select_related(
        "part__item_version__item", "part__organization", "part__decision"
    )
    opened = {each.position: each for each in parts}
    if not opened:
        return []
    return [Standing(row, opened.get(row.position)) for row in lead.item_version.joint.select_related("item", "after")]


def undecided(places: Iterable[Standing]) -> list[Standing]:
    """What the lead still waits for: open, or to be opened by a grant that may yet come."""
    found = list(places)
    by_item = {each.row.item_id: each for each in found}
    return [each for each in found if not each.settled and not never_opens(each, by_item)]


def never_opens(place: Standing, by_item: dict[int, Standing]) -> bool:
    """Whether what had to be granted before it was refused, or is itself never opened."""
    if place.part is not None or place.row.after_id is None:
        return False
    before = by_item[place.row.after_id]
    if before.part is None:
        return never_opens(before, by_item)
    return before.settled and not before.granted


def not_granted(lead: Case) -> list[tuple[Case, str]]:
    """The parts that were refused, or ended otherwise without a grant, each with its reason."""
    rows = JointPart.objects.filter(lead=lead).filter(Q(part__decision__outcome="deny") | Q(part__ending__isnull=False))
    found = rows.select_related("part__organization", "part__item_version__regime", "part__decision", "part__ending")
    return [(row.part, _why(row.part)) for row in found]


def _why(case: Case) -> str:
    decision, ending = getattr(case, "decision", None), getattr(case, "ending", None)
    return str(decision.reason if decision is not None else ending.reason if ending is not None else "")


def lead_of(case: Case) -> Case | None:
    """The joint matter of which a case is a part."""
    part = JointPart.objects.select_related("lead__item_version", "lead__organization").filter(part=case).first()
    return part.lead if part is not None else None


def followed_by(case: Case) -> str:
    """The number that the applicant has: of a part that of its lead."""
    part = getattr(case, "joint_part", None)
    return part.lead.number if part is not None else case.number


def progress_of(ids: Collection[int]) -> dict[int, str]:
    """Of those of these cases that lead parts, how many have their result, of how many: `2/3`."""
    settled = Count("pk", filter=Q(part__decided_at__isnull=False) | Q(part__ended_at__isnull=False))
    listed = JointItem.objects.filter(version=OuterRef("lead__item_version")).order_by().values("version")
    rows = JointPart.objects.filter(lead__in=ids).order_by().values_list("lead")
    counted = rows.annotate(done=settled, of=Subquery(listed.annotate(n=Count("pk")).values("n")))
    return {lead: f"{done}/{of}" for lead, done, of in counted}


def leads_of(ids: Collection[int]) -> dict[int, str]:
    """The numbers of the leads by the ids of those of these cases that are parts."""
    return dict(JointPart.objects.filter(part__in=ids).values_list("part", "lead__number"))
