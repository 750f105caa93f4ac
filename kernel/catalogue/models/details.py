"""What hangs on one version of an item: chain, papers, charges, the items that are handled together in it, and where
the county says otherwise than its list."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.catalogue.models.items import Item, ItemVersion


class ChainStep(models.Model):
    """One post in the item's chain of decision; the last one decides (practice.md 1.14)."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=20)
    role = models.CharField(max_length=32)
    limit_length = models.PositiveSmallIntegerField(null=True, help_text=_("本环节限时，工作日"))

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="chain_step_in_its_place"),
            models.UniqueConstraint(fields=["version", "code"], name="chain_step_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Material(models.Model):
    """A paper the applicant brings; never a catch-all such as 其他材料."""

    class Form(models.TextChoices):
        ORIGINAL = "original", _("原件")
        COPY = "copy", _("复印件")
        ELECTRONIC = "electronic", _("电子件")
        ORIGINAL_SEEN = "original_seen", _("复印件（核对原件）")

    class Source(models.TextChoices):
        APPLICANT = "applicant", _("申请人自备")
        GOVERNMENT = "government", _("政府部门核发")
        OTHER = "other", _("其他来源")

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="materials")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=16, choices=Form, default=Form.COPY)
    copies = models.PositiveSmallIntegerField(default=1)
    required = models.BooleanField(default=True)
    condition = models.CharField(max_length=200, blank=True, default="", help_text=_("仅在此情形下需要"))
    tolerable = models.BooleanField(default=False, help_text=_("可容缺"))
    shared = models.BooleanField(default=False, help_text=_("共享取得，免提交"))
    source = models.CharField(max_length=12, choices=Source, blank=True, default="", help_text=_("来源渠道"))
    issuer = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="material_coded_once"),
            models.CheckConstraint(condition=~Q(name__startswith="其他"), name="material_is_no_catch_all"),
        ]

    def __str__(self) -> str:
        return self.name


class FeeItem(models.Model):
    """A published charge with the law that allows it (行政许可法 58, 59)."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="fees")
    name = models.CharField(max_length=120)
    standard = models.CharField(max_length=200)
    basis = models.CharField(max_length=200)
    reducible = models.BooleanField(default=False)

    class Meta:
        ordering = ["version_id", "id"]

    def __str__(self) -> str:
        return self.name


class JointItem(models.Model):
    """联办: one of the items that are handled together under a joint one (行政许可法 26 ¶2), by whichever organ has it.

    `after`: the item whose grant opens this one, empty for what is opened at acceptance. `limit_length` is what the
    joint promise leaves its organ.
    """

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="joint")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="joined_in")
    after = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    limit_length = models.PositiveSmallIntegerField(help_text=_("本部门限时，工作日"))

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="joint_item_in_its_place"),
            models.UniqueConstraint(fields=["version", "item"], name="joint_item_listed_once"),
            models.CheckConstraint(
                condition=Q(after__isnull=True) | ~Q(after=F("item")), name="joint_item_waits_for_another"
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)


class LocalOverride(models.Model):
    """本县另定: a column of a version in which the county says otherwise than the list from above, and why."""

    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="overrides")
    column = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["version_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "column"], name="override_of_a_column_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.column}: {self.reason}"
