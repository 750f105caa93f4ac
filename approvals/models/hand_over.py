"""交接: what one post of a window gave into the hands of another, and took back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.cases.models import Turn
from kernel.ledger.subjects import Subject
from kernel.organizations.models import Post, Window

LONGEST_NOTE = 200


class HandOver(models.Model):
    """One hand-over of several matters at a window; `back_at` once what was left of it was handed back."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="+")
    from_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    to_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=LONGEST_NOTE)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("交接")
        verbose_name_plural = _("交接")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_post=F("to_post")), name="handed_over_to_another_post"),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True, back_by__isnull=True)
                | Q(back_at__gte=F("given_at"), back_by__isnull=False),
                name="handed_back_by_whom_and_when",
            ),
        ]
        indexes = [
            # read by the hand-over page: what a window's posts gave each other and is not back
            models.Index(fields=["window"], condition=Q(back_at__isnull=True), name="hand_over_under_way"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What names it in lists and on the ledger."""
        return f"JJ{self.pk:08d}"

    @property
    def ledger_subject(self) -> Subject:
        return Subject("hand_over", self.number, self.pk)


class HandedOver(models.Model):
    """One matter of a hand-over: the turn that the taker's post got by it."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="lines")
    turn = models.OneToOneField(Turn, on_delete=models.PROTECT, related_name="handed_over")

    def __str__(self) -> str:
        return f"{self.hand_over_id}/{self.turn_id}"
