"""成批收件: matters of one item that one agency brought together. Each of them is a case like any other."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.ledger.subjects import Subject
from kernel.organizations.models import Window


class Batch(models.Model):
    """Who brought what together, where and when; the list that is signed for all of it."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            # read by the page of batches: the latest of a window
            models.Index(fields=["window", "-received_at"], name="batch_of_a_window"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"PL{self.pk:08d}"

    @property
    def ledger_subject(self) -> Subject:
        return Subject("batch", self.number, self.pk)


class BatchLine(models.Model):
    """One matter of a batch, in the order of the list."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="batch_line")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_place_taken_once"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=20), name="batch_of_twenty_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position}"
