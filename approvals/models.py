"""What a licence matter has beside its Case: the form, the ticks, the notices, the steps, the decision."""

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
    missing = models.ManyToManyField(Material, related_name="+")
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


class Delay(models.Model):
    """Why the promised day was missed, for everybody to read: a cause of the list, since a text might name people."""

    class Cause(models.TextChoices):
        SITE = "site", _("现场勘验或检测还没有做完")
        OTHER_UNIT = "other_unit", _("还在等别的部门的意见")
        HARD = "hard", _("情况复杂，要集体研究")
        MANY = "many", _("近期办件集中，人手不够")
        SYSTEM = "system", _("信息系统故障")
        OURS = "ours", _("我们耽误了，没有别的原因")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="delay")
    cause = models.CharField(max_length=12, choices=Cause)
    ready_by = models.DateField()
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.cause}"


class StepRecord(models.Model):
    """One passage through one step of the chain; a return makes the next round, never the same row again."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("同意")
        OPPOSED = "opposed", _("建议不予")
        RETURNED = "returned", _("退回")
        GRANTED = "granted", _("准予")
        DENIED = "denied", _("不予")
        STOPPED = "stopped", _("未办完")

    PASSED_ON = (Outcome.AGREED, Outcome.OPPOSED)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="step_records")
    position = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=20)
    role = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, null=True)
    opinion = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["case_id", "started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position", "round"], name="step_passed_once_a_round"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="step_is_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, outcome__isnull=True)
                | Q(ended_at__isnull=False, outcome__isnull=False),
                name="step_ended_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="step_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"


class Decision(models.Model):
    """The decision of a case; a denial gives its reasons (行政许可法 38)."""

    class Outcome(models.TextChoices):
        GRANT = "grant", _("准予行政许可")
        DENY = "deny", _("不予行政许可")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="decision")
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome="grant") | ~Q(reason=""), name="denial_gives_its_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"


class Ending(models.Model):
    """Refused acceptance, withdrawal or termination: why, by whom, when. Who withdraws need not say why."""

    class Kind(models.TextChoices):
        REFUSED = "refused", _("不予受理")
        WITHDRAWN = "withdrawn", _("撤回申请")
        TERMINATED = "terminated", _("终止办理")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="ending")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.TextField(blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="withdrawn") | ~Q(reason=""), name="ending_gives_its_reason")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class DeliveryRecord(models.Model):
    """送达: how and to whom the decision was handed over."""

    class Receiver(models.TextChoices):
        APPLICANT = "applicant", _("申请人本人")
        AGENT = "agent", _("代办人")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="delivery_record")
    method = models.CharField(max_length=12, choices=Application.Delivery)
    receiver = EncryptedTextField(default="")
    receiver_is = models.CharField(max_length=10, choices=Receiver, blank=True, default="")
    tracking_number = models.CharField(max_length=40, blank=True, default="")
    delivered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tracking_number="") | Q(method="post"), name="tracking_number_only_of_the_post"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
