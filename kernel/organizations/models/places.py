"""Regions with their history, organisations, service points and windows."""

from datetime import date
from typing import Final

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from kernel.ledger.subjects import Subject

# between the parts of a window's full code
BETWEEN: Final = "/"


class RegionQuerySet(models.QuerySet["Region"]):
    """Reads of regions."""

    def living(self) -> "RegionQuerySet":
        """Regions that still are, each code once."""
        return self.filter(valid_until__isnull=True)

    def on(self, day: date) -> "RegionQuerySet":
        """Regions as they were on a day; an unknown beginning counts as always."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun & (Q(valid_until__isnull=True) | Q(valid_until__gt=day)))


class Region(models.Model):
    """An administrative division by its 12-digit code, from `valid_from` up to but without `valid_until`.

    The living row keeps its id through a renaming; what it was called before is a closed row with the same code that
    points to it by `merged_into`, as does a region that was merged away.
    """

    class Level(models.TextChoices):
        """Levels of the statistical division code."""

        PROVINCE = "province", _("省级")
        CITY = "city", _("地级")
        COUNTY = "county", _("县级")
        TOWN = "town", _("乡级")
        VILLAGE = "village", _("村级")

    code = models.CharField(_("区划代码"), max_length=12, validators=[RegexValidator(r"^\d{12}$")])
    name = models.CharField(_("名称"), max_length=100)
    level = models.CharField(_("级别"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(_("设立日期"), null=True, blank=True)
    valid_until = models.DateField(_("撤销日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("并入"), null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    simulated = models.BooleanField(_("模拟"), default=False)
    # plain letters in every database, so that the order does not depend on its collation
    sort_key = models.CharField(max_length=400, db_collation="C")

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        ordering = ["sort_key", "code"]
        constraints = [
            models.CheckConstraint(name="region_code_12_digits", condition=Q(code__regex=r"^[0-9]{12}$")),
            models.CheckConstraint(
                name="region_until_not_before_from",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="region_merged_only_when_closed",
                condition=Q(merged_into__isnull=True) | Q(valid_until__isnull=False),
            ),
            models.CheckConstraint(name="region_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_until__isnull=True), name="region_code_lives_once"
            ),
            ExclusionConstraint(
                name="region_code_one_name_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_subject(self) -> Subject:
        """The region as the ledger names it."""
        return Subject("region", self.code, self.pk)


class Organization(models.Model):
    """A department, centre, town or village organ; its review organ and court are master data of every refusal."""

    class Kind(models.TextChoices):
        """Classes of a county's units; only the county's own and mass organisations are ranked."""

        OWN = "own", _("本级部门")
        CITY = "city", _("市派机构")
        VERTICAL = "vertical", _("垂直管理")
        MASS = "mass", _("群团组织")
        ENTERPRISE = "enterprise", _("公共服务企业")
        CENTRE = "centre", _("县级服务中心")
        TOWN_CENTRE = "town_centre", _("乡级服务中心")
        VILLAGE_ROOM = "village_room", _("村级服务室")
        SUPERVISION = "supervision", _("纪检监察机关")

    code = models.CharField(_("单位编号"), max_length=30, unique=True)
    identifier = models.SlugField(_("标识"), max_length=60, unique=True)
    name = models.CharField(_("单位名称"), max_length=200)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    # what its 文号 begin with; without one the short name stands there
    document_mark = models.CharField(_("机关代字"), max_length=20, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    region = models.ForeignKey(Region, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="organizations")
    parent = models.ForeignKey(
        "self", verbose_name=_("上级单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    ranked = models.BooleanField(_("参加考核排名"), default=False)
    in_hall = models.BooleanField(_("进驻大厅"), default=True)
    off_hall_reason = models.CharField(_("未进厅原因"), max_length=200, blank=True)
    off_hall_review_on = models.DateField(_("清理复核日期"), null=True, blank=True)
    review_organ = models.CharField(_("行政复议机关"), max_length=200, blank=True)
    court = models.CharField(_("管辖法院"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="organization_ranked_only_own",
                condition=Q(ranked=False) | Q(kind__in=["own", "mass"]),
            ),
            models.CheckConstraint(
                name="organization_off_hall_says_why",
                condition=Q(in_hall=True)
                | ~Q(off_hall_reason="")
                | Q(kind__in=["town_centre", "village_room", "supervision", "centre"]),
            ),
            models.CheckConstraint(name="organization_not_its_own_parent", condition=~Q(parent=F("id"))),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def ledger_subject(self) -> Subject:
        """The unit as the ledger names it."""
        return Subject("organization", self.code, self.pk)


class ServicePoint(models.Model):
    """A place people go to, with its weekly office hours: `{"1": [["08:30", "12:00"], …], …}`, Monday is 1."""

    organization = models.ForeignKey(
        Organization, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="service_points"
    )
    name = models.CharField(_("服务点"), max_length=100)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    hours = models.JSONField(_("作息"), default=dict)

    class Meta:
        verbose_name = _("服务点")
        verbose_name_plural = _("服务点")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="service_point_once_per_organization")
        ]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A counter with its number; the organisation is the one it works for."""

    code = models.CharField(_("窗口号"), max_length=10)
    name = models.CharField(_("窗口名称"), max_length=100)
    organization = models.ForeignKey(
        Organization, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="windows"
    )
    service_point = models.ForeignKey(
        ServicePoint, verbose_name=_("服务点"), on_delete=models.PROTECT, related_name="windows"
    )

    class Meta:
        verbose_name = _("窗口")
        verbose_name_plural = _("窗口")
        ordering = ["service_point", "code"]
        constraints = [models.UniqueConstraint(fields=["service_point", "code"], name="window_code_once_per_point")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def full_code(self) -> str:
        """`ZX01/县政务大厅/C01`: who keeps the service point, its name, the code; of one window alone."""
        return BETWEEN.join((self.service_point.organization.code, self.service_point.name, self.code))


class LevelName(models.Model):
    """What this county calls the service of a level (便民服务室, 便民服务站 …); without a row, the default."""

    level = models.CharField(_("级别"), max_length=10, choices=Region.Level, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)

    class Meta:
        verbose_name = _("三级名称")
        verbose_name_plural = _("三级名称")
        constraints = [
            models.CheckConstraint(
                name="level_name_of_three_levels", condition=Q(level__in=["county", "town", "village"])
            )
        ]

    def __str__(self) -> str:
        return self.name
