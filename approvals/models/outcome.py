"""After acceptance: the steps, the decision or another end, and how it was handed over."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from approvals.models.intake import Application
from kernel.accounts.fields import EncryptedTextField
from kernel.cases.models import Case


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


class Decision(models.Model):
    """The decision: what is granted, how far and until when, or why not and by which provision (行政许可法 38).

    `valid_until` is the last day; without one no end is set. Nobody decided where the law itself renewed a
    licence, since its organ kept silent (50 ¶2).
    """

    class Outcome(models.TextChoices):
        GRANT = "grant", _("准予行政许可")
        DENY = "deny", _("不予行政许可")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="decision")
    outcome = models.CharField(max_length=8, choices=Outcome)
    content = models.TextField(blank=True, default="")
    conditions = models.TextField(blank=True, default="")
    valid_until = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    basis = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="grant", reason="", basis="") | Q(outcome="deny") & ~Q(reason="") & ~Q(basis=""),
                name="denial_gives_its_reasons",
            ),
            models.CheckConstraint(
                condition=Q(outcome="grant") & ~Q(content="")
                | Q(outcome="deny", content="", conditions="", valid_until__isnull=True),
                name="grant_says_what",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False) | Q(outcome="grant", conditions="", valid_until__isnull=True),
                name="decided_by_nobody_only_where_deemed_renewed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"

    @property
    def deemed(self) -> bool:
        """视为准予延续: nobody decided in time, and the law did."""
        return self.decided_by_id is None


class Ending(models.Model):
    """Refused acceptance, withdrawal or termination: why, by whom, when. Who withdraws need not say why.

    A refusal has its ground (行政许可法 32(1)(2)); what is not this organ's names the organ to apply to.
    """

    class Kind(models.TextChoices):
        REFUSED = "refused", _("不予受理")
        WITHDRAWN = "withdrawn", _("撤回申请")
        TERMINATED = "terminated", _("终止办理")

    class Ground(models.TextChoices):
        NOT_NEEDED = "not_needed", _("依法不需要办理")
        NOT_OUR_POWER = "not_our_power", _("不属于本机关职权范围")
        OTHER = "other", _("其他法定情形")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="ending")
    kind = models.CharField(max_length=12, choices=Kind)
    ground = models.CharField(max_length=16, choices=Ground, blank=True, default="")
    other_organ = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="withdrawn") | ~Q(reason=""), name="ending_gives_its_reason"),
            models.CheckConstraint(
                condition=Q(kind="refused") & ~Q(ground="") | ~Q(kind="refused") & Q(ground=""),
                name="refusal_has_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(ground="not_our_power") & ~Q(other_organ="")
                | ~Q(ground="not_our_power") & Q(other_organ=""),
                name="other_organ_where_it_is_not_ours",
            ),
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
