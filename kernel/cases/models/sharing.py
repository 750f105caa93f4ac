"""A case that its applicant lets a helper follow; django-guardian's row is what gives the right."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from kernel.accounts.fields import EncryptedTextField
from kernel.cases.models.cases import Case
from kernel.workdays.zone import local_date


class ShareQuerySet(models.QuerySet["Share"]):
    def open(self) -> Self:
        """Not taken back; the last day may have passed."""
        return self.filter(ended_at__isnull=True)


class Share(models.Model):
    """分享: one case, one helper, until a day or until it is taken back.

    `typed` is how the applicant named the helper; whether an account goes by that name is told to nobody, so that a
    share without `helper` looks to him like any other. `ordinal` counts within the case.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="shares", db_index=False)
    ordinal = models.PositiveSmallIntegerField()
    typed = EncryptedTextField()
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    may_supplement = models.BooleanField()
    until = models.DateField(null=True)
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="share_has_its_ordinal"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("shared_at"), ended_by__isnull=False),
                name="share_ended_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(helper__isnull=True) | ~Q(helper=F("shared_by")), name="share_is_with_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.ordinal}"

    def over(self, at: datetime) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < local_date(at)


class Grant(UserObjectPermissionBase):
    """One right of a helper on one case, of the share that gave it; deleted when that is taken back.

    The last day is asked of the share by whoever reads (`kernel.cases.sharing.shared_with`).
    """

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        # a helper may be named twice, by his name and by his phone: that may not be told by a refusal
        constraints = [models.UniqueConstraint(fields=["share", "permission"], name="grant_once_a_share")]
