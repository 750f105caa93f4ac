"""The mandate: who lets an agent do what, and what he gave out of his hand for it."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField
from kernel.accounts.models import Applicant
from kernel.catalogue.models import ItemVersion, Material
from kernel.ledger.subjects import Subject


class Mandate(models.Model):
    """委托书 (行政许可法 29 ¶2): who lets whom do what with which papers, until when. No fee has a place in it.

    Signed on glass, or by thumb-print before two witnesses, whose names are personal and encrypted. `signature` is what
    the finger drew: strokes of `x,y` points on a field of 600 × 200, parted by `;`.
    """

    class Mode(models.TextChoices):
        WHOLE = "whole", _("全程代办")
        PART = "part", _("环节帮办")
        GUIDE = "guide", _("现场导办")

    class Scope(models.TextChoices):
        SUBMIT = "submit", _("代交材料")
        SUPPLEMENT = "supplement", _("代为补正")
        SIGN = "sign", _("代收文书")
        RECEIVE = "receive", _("代领结果")

    class Sign(models.TextChoices):
        GLASS = "glass", _("手写签名")
        THUMB = "thumb", _("按手印，两人见证")

    number = models.CharField(max_length=20, unique=True)
    principal = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="mandates")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates")
    post = models.ForeignKey("organizations.Post", on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.WHOLE)
    scope = ArrayField(models.CharField(max_length=12, choices=Scope))
    signed_at = models.DateTimeField()
    until_day = models.DateField()
    sign = models.CharField(max_length=8, choices=Sign)
    first_witness = EncryptedTextField(null=True)
    second_witness = EncryptedTextField(null=True)
    signature = EncryptedTextField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(scope=[]), name="mandate_allows_something"),
            models.CheckConstraint(
                condition=~Q(sign="thumb") | Q(first_witness__isnull=False, second_witness__isnull=False),
                name="mandate_thumb_print_has_two_witnesses",
            ),
            models.CheckConstraint(
                condition=~Q(sign="glass") | Q(signature__isnull=False), name="mandate_on_glass_is_signed"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("signed_at")),
                name="mandate_revoked_after_it_was_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ledger_subject(self) -> Subject:
        return Subject("mandate", self.number, self.pk)

    def allows(self, scope: str, day: date) -> bool:
        """Whether it stands on that day and covers this."""
        return self.revoked_at is None and day <= self.until_day and scope in self.scope

    def strokes(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """What the finger drew, as points; nothing for a thumb-print."""
        if not self.signature:
            return ()
        lines = (line.split() for line in self.signature.split(";"))
        return tuple(tuple((int(x), int(y)) for x, y in (point.split(",") for point in line)) for line in lines)


class PaperHanded(models.Model):
    """One paper that the principal gave out of his hand; originals come back, copies stay with the matter."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="papers")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["material__position"]
        constraints = [
            models.UniqueConstraint(fields=["mandate", "material"], name="paper_handed_over_once"),
            models.CheckConstraint(condition=Q(originals__gt=0) | Q(copies__gt=0), name="paper_handed_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.material_id}"
