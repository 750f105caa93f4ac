"""Up to acceptance: the form, the ticks, the notices, what was tolerated."""

import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion, Material
from kernel.ledger.subjects import Subject


class Application(models.Model):
    """The application of one case. `form` is JSON text, encrypted whole: it holds personal facts."""

    class AcceptMode(models.TextChoices):
        SAID = "said", _("告知受理")
        DEEMED = "deemed", _("视为受理")

    class Delivery(models.TextChoices):
        WINDOW = "window", _("窗口领取")
        POST = "post", _("邮寄")
        ELECTRONIC = "electronic", _("电子送达")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="application")
    form = EncryptedTextField(default="{}")
    delivery = models.CharField(max_length=12, choices=Delivery, default=Delivery.WINDOW)
    # what a second tab still calls it after it was submitted under its 受理号; empty for what was received at a window
    draft_number = models.CharField(max_length=24, blank=True, default="")
    # where it is sent by post, as JSON text: `approvals.postal`
    post_to = EncryptedTextField(default="{}")
    accept_mode = models.CharField(max_length=8, choices=AcceptMode, null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft_number"], condition=~Q(draft_number=""), name="draft_number_names_one_application"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    def postal(self) -> dict[str, str]:
        """To whom, at what phone and where it is sent; empty when it is not sent."""
        return dict(json.loads(self.post_to))


class MaterialTick(models.Model):
    """One paper of the checklist of one case: in hand or not yet."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ticks")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["material__position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "material"], name="material_ticked_once_a_case"),
            models.CheckConstraint(
                condition=Q(received_by__isnull=True) | Q(received_at__isnull=False), name="tick_by_whom_has_its_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.material_id}"


class SpotNotice(models.Model):
    """当场一次告知: the papers were incomplete and the citizen took them home; no case exists yet."""

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="spot_notices")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey("organizations.Window", on_delete=models.PROTECT, related_name="+")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    missing = models.ManyToManyField(Material, through="SpotLine", related_name="+")
    # what the earlier list, if one was given and nobody came back with it yet, did not name
    earlier = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="later")
    added = models.ManyToManyField(Material, related_name="+")
    next_case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="spot_notices")

    class Meta:
        indexes = [
            # read when the citizen comes back: what was he told for this item
            models.Index(
                fields=["applicant", "item_version"],
                condition=Q(next_case__isnull=True),
                name="spot_notice_awaiting_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def ledger_subject(self) -> Subject:
        return Subject("spot_notice", f"GZ{self.pk:08d}", self.pk)


class SpotLine(models.Model):
    """One paper of a notice on the spot, and what is lacking or wrong with it; empty where its name says it all."""

    notice = models.ForeignKey(SpotNotice, on_delete=models.CASCADE, related_name="lines")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["material__position"]
        constraints = [models.UniqueConstraint(fields=["notice", "material"], name="spot_notice_names_a_paper_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.material_id}"


class SupplementNotice(models.Model):
    """申请材料补正告知书. One a case, listing everything (行政许可法 32(4)); the primary key refuses a second."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="supplement_notice")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    term_until = models.DateField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("told_at")),
                name="supplement_answered_after_it_was_told",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class SupplementLine(models.Model):
    """One paper that the notice asks for, and what is wrong with it."""

    notice = models.ForeignKey(SupplementNotice, on_delete=models.PROTECT, related_name="lines")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "material"], name="supplement_names_a_paper_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.material_id}"


class Tolerance(models.Model):
    """容缺受理: accepted with minor papers missing, which the applicant promised to bring by a day.

    Which papers: those of its ticks that are required and were not there at acceptance. The term is a clock of its own
    (`terms.TOLERANCE`); it is the applicant's, so nobody of the organ gets a card for it.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="tolerance")
    papers = models.ManyToManyField(Material, related_name="tolerances")
    until = models.DateField()
    supplied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.case_id)
