"""联办: which case is a part of which."""

from django.db import models
from django.db.models import F, Q

from kernel.cases.models import Case


class JointPart(models.Model):
    """One part of a joint matter: the case in which its organ decides. `after`: the part whose grant opened it.

    `position` is that in the list of the lead's item version; a place is opened once.
    """

    lead = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="joint_parts")
    part = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="joint_part")
    position = models.PositiveSmallIntegerField()
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="opened")

    class Meta:
        ordering = ["lead_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "position"], name="joint_part_opened_once"),
            models.CheckConstraint(condition=~Q(part=F("lead")), name="joint_part_is_not_its_lead"),
            models.CheckConstraint(
                condition=Q(after__isnull=True) | ~Q(after=F("part")), name="joint_part_waits_for_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.position}"
