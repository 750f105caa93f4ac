"""证据包 and where it went: numbered exports, and the list of their hand-overs."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ethics_monitor.models.patterns import in_counties
from kernel.ledger.subjects import Subject

if TYPE_CHECKING:
    from kernel.organizations.queries import Scope


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, scope: "Scope") -> Self:
        """The only road from a user to these rows."""
        return self.filter(in_counties(scope))


class Evidence(models.Model):
    """证据包: a numbered export of one subject with all that proves it; the bytes stay as they were handed out."""

    number = models.CharField(max_length=24, unique=True)
    subject_kind = models.CharField(max_length=32)
    subject_number = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    region = models.CharField(max_length=12)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_words = models.CharField(max_length=200)
    at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    sealed = models.PositiveIntegerField(help_text=_("已被日封存覆盖的记录"))
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    manifest_sha256 = models.CharField(max_length=64)
    archive = models.BinaryField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="evidence_says_why")]

    def __str__(self) -> str:
        return self.number

    @property
    def ledger_subject(self) -> Subject:
        return Subject("evidence", self.number, self.pk)

    @property
    def about(self) -> Subject:
        return Subject(self.subject_kind, self.subject_number, self.subject_id)


class HandOver(models.Model):
    """移交: to whom the package went, when, and by which signature or receipt."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="hand_overs")
    ordinal = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=100)
    receiver = models.CharField(max_length=60)
    receipt = models.CharField(max_length=100, help_text=_("签收方式或回执编号"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_words = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["evidence_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "ordinal"], name="hand_over_in_order"),
            models.CheckConstraint(
                condition=~Q(unit="") & ~Q(receiver="") & ~Q(receipt=""), name="hand_over_to_whom_and_how"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}/{self.ordinal}"
