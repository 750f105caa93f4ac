"""咨询件: somebody asked at a window and was answered. Who asked is nobody's business and is written nowhere."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kernel.catalogue.models import Item
from kernel.ledger.subjects import Subject
from kernel.organizations.models import Window


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(undone_at=None)


class Consultation(models.Model):
    """One enquiry at one window; `item` where it was about one. What was noted by mistake is taken back, and stays."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=F("noted_at")),
                name="consultation_undone_after_it_was_noted",
            ),
        ]
        indexes = [
            # read by the window's desk: how many today, and the last one
            models.Index(fields=["window", "noted_at"], name="consultation_of_a_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"ZX{self.pk:08d}"

    @property
    def ledger_subject(self) -> Subject:
        return Subject("consultation", self.number, self.pk)
