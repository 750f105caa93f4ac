"""推送和签收: each decision goes to the department that supervises the item, which signs that it has it.

Source: 青岛市行政审批条例 26–27 (practice 1.6): the organ that decides pushes, the supervising department signs.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kernel.cases.models import Case
from kernel.organizations.models import Organization

if TYPE_CHECKING:
    from kernel.organizations.queries import Scope


class PushedDecisionQuerySet(models.QuerySet["PushedDecision"]):
    def visible_to(self, scope: "Scope") -> Self:
        """What was pushed to units that the posts behind `scope` see; nothing of an invented course of cases."""
        whole = Q(organization__in=scope.organization_ids)
        for county in scope.counties:
            whole |= Q(organization__region__code__startswith=county)
        return self.filter(whole, case__simulated=False)

    def waiting(self) -> Self:
        return self.filter(acknowledged_at=None)

    def with_row(self) -> Self:
        """What a line of a list shows, in one query."""
        beside = ("case__item_version", "case__applicant", "case__organization", "case__decision")
        return self.select_related(*beside, "organization__region", "acknowledged_by")


class PushedDecision(models.Model):
    """A decision on its way to the supervising department: written with the decision, signed for once.

    `organization` is the department that supervised the item when it was decided.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="pushed_decision")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    pushed_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PushedDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("pushed_at")),
                name="acknowledged_after_the_push",
            ),
        ]
        indexes = [
            # read by the desk of the supervising department: what waits, the oldest first
            models.Index(
                fields=["organization", "pushed_at"],
                condition=Q(acknowledged_at__isnull=True),
                name="pushed_decision_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.organization_id}"


def supervising(case: Case) -> int | None:
    """The department (its id) that a decision on the case is pushed to.

    None where the item names none, and where it is the organ itself that implements the item or decided.
    """
    version = case.item_version
    its = version.supervising_organization_id
    return None if its in (None, version.organization_id, case.organization_id) else its
