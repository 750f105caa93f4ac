"""The regime 办理规则 that gives an item's clocks their law, and the words of a period."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.organizations.remedies import Remedy


class Unit(models.TextChoices):
    """What a period counts (practice.md 1.2); `unstated` is shown as 待法制审核 and starts no clock by itself."""

    WORKING_DAY = "working_day", _("工作日")
    NATURAL_DAY = "natural_day", pgettext_lazy("unit", "日")
    MONTH = "month", _("个月")
    WORKING_HOUR = "working_hour", _("工作时")
    UNSTATED = "unstated", _("单位待法制审核")


class StartEvent(models.TextChoices):
    """The fact from which the statutory period runs, as the item's article says."""

    RECEIVED = "received", _("收到申请之日")
    ACCEPTED = "accepted", _("受理之日")
    ALL_DOCUMENTS_RECEIVED = "all_documents_received", _("收到全部材料之日")
    NEXT_DAY = "next_day", _("收到申请次日")


class Silence(models.TextChoices):
    """What it means when the organ says nothing within the intake period."""

    DEEMED_ACCEPTED = "deemed_accepted", _("逾期不告知的，自收到之日起即为受理")
    NOTHING = "nothing", _("无推定效果")


class Regime(models.Model):
    """One family of procedure: what starts, stops and extends its clocks. 行政许可 is the first."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    legal_basis = models.TextField()
    intake_days = models.PositiveSmallIntegerField()
    intake_unit = models.CharField(max_length=16, choices=Unit, default=Unit.WORKING_DAY)
    intake_basis = models.CharField(max_length=120, blank=True, default="")
    silence = models.CharField(max_length=16, choices=Silence)
    supplement_term_days = models.PositiveSmallIntegerField(help_text=_("申请人补正期限，工作日"))
    statutory_days = models.PositiveSmallIntegerField(null=True, help_text=_("事项未另行规定时的法定期限"))
    extension_days = models.PositiveSmallIntegerField(default=0)
    extension_role = models.CharField(max_length=32, blank=True, default="")
    extension_basis = models.CharField(max_length=120, blank=True, default="")
    delivery_days = models.PositiveSmallIntegerField(null=True)
    delivery_basis = models.CharField(max_length=120, blank=True, default="")
    # of a regime whose licences are renewed in time; the days are natural ones, and the applicant's
    renewal_days = models.PositiveSmallIntegerField(null=True, help_text=_("有效期届满多少日前提出延续"))
    renewal_basis = models.CharField(max_length=120, blank=True, default="")
    remedy = models.CharField(max_length=16, choices=Remedy, default=Remedy.EITHER)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(intake_unit="unstated"), name="regime_intake_unit_is_stated"),
            models.CheckConstraint(
                condition=Q(extension_days=0) | ~Q(extension_role=""), name="regime_extension_names_its_approver"
            ),
            models.CheckConstraint(
                condition=Q(renewal_days__isnull=True, renewal_basis="")
                | (Q(renewal_days__isnull=False) & ~Q(renewal_basis="")),
                name="regime_renewal_names_its_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegimePause(models.Model):
    """A special procedure that stops one kind of clock of this regime, with its article."""

    regime = models.ForeignKey(Regime, on_delete=models.CASCADE, related_name="pauses")
    clock_kind = models.CharField(max_length=16)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=30)
    legal_basis = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regime", "clock_kind", "code"], name="regime_pause_named_once"),
        ]

    def __str__(self) -> str:
        return self.name
