"""Posts with dates, their deputies (AB 岗), and who is away when."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kernel.ledger.subjects import Subject
from kernel.organizations.models.places import Organization, Window

# both ends count: a post until the 31st is held all day on the 31st
_DAYS = Func("from_date", "until_date", Value("[]"), function="daterange", output_field=DateRangeField())


class Role(models.TextChoices):
    """What a post lets its holder do; the three administrators 三员 see no case."""

    WINDOW_CLERK = "window_clerk", _("窗口人员")
    WINDOW_HEAD = "window_head", _("窗口负责人")
    REVIEWER = "reviewer", _("审查人员")
    SITE_INSPECTOR = "site_inspector", _("现场勘验人员")
    APPROVER = "approver", _("批准人")
    CHIEF_REPRESENTATIVE = "chief_representative", _("首席代表")
    DEPARTMENT_LEADER = "department_leader", _("分管领导")
    DEPARTMENT_HEAD = "department_head", _("主要负责人")
    PARTICIPANT_HANDLER = "participant_handler", _("联办经办人")
    HALL_MANAGER = "hall_manager", _("值班长")
    CENTER_DIRECTOR = "center_director", _("中心主任")
    DEPUTY_DIRECTOR = "deputy_director", _("中心副主任")
    SUPERVISION_OFFICE = "supervision_office", _("督查科")
    DISCIPLINE_INSPECTION = "discipline_inspection", _("纪检监察")
    TOWN_CLERK = "town_clerk", _("乡镇经办人员")
    VILLAGE_AGENT = "village_agent", _("村级代办员")
    HOTLINE_OPERATOR = "hotline_operator", _("热线话务员")
    ASSESSOR = "assessor", _("考核人员")
    TRADING_OFFICER = "trading_officer", _("交易经办人")
    ADMIN_SYSTEM = "admin_system", _("系统管理员")
    ADMIN_SECURITY = "admin_security", _("安全管理员")
    ADMIN_AUDIT = "admin_audit", _("审计管理员")


ADMINISTRATORS = (Role.ADMIN_SYSTEM, Role.ADMIN_SECURITY, Role.ADMIN_AUDIT)

# an administrator's duty is his own role, everybody else's is one and the same: case work
_DUTY = Case(
    When(role__in=[role.value for role in ADMINISTRATORS], then=F("role")),
    default=Value("case_work"),
    output_field=models.CharField(max_length=30),
)


class Post(models.Model):
    """A role of one person at an organisation, or at one of its windows, on each day from … until (inclusive)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="posts"
    )
    role = models.CharField(_("岗位角色"), max_length=30, choices=Role)
    organization = models.ForeignKey(
        Organization, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="posts"
    )
    window = models.ForeignKey(
        Window, verbose_name=_("窗口"), null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    title = models.CharField(_("职务"), max_length=80, blank=True)
    from_date = models.DateField(_("任职自"))
    until_date = models.DateField(_("任职至"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="post_until_not_before_from",
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
            ),
            models.CheckConstraint(name="post_role_known", condition=Q(role__in=Role.values)),
            ExclusionConstraint(
                name="post_held_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    (Coalesce("window", Value(0)), RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
            ),
            # 三员分立 (GB/T 22239-2019): nobody is two administrators, nor one and a case worker, on the same day
            ExclusionConstraint(
                name="post_administrators_apart",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (_DUTY, RangeOperators.NOT_EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_role_display()

    @property
    def ledger_subject(self) -> Subject:
        """The post as the ledger names it."""
        return Subject("post", str(self.pk), self.pk)


class Deputy(models.Model):
    """Who steps in for a post while its holder is away, lowest `rank` first (B 岗 is 1), from … until inclusive.

    That nobody is his own deputy is kept by a trigger, because holder and deputy stand in two tables.
    """

    post = models.ForeignKey(Post, verbose_name=_("岗位"), on_delete=models.CASCADE, related_name="deputies")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("顶岗人"), on_delete=models.PROTECT, related_name="deputy_duties"
    )
    rank = models.PositiveSmallIntegerField(_("顺序"), default=1)
    from_date = models.DateField(_("顶岗自"))
    until_date = models.DateField(_("顶岗至"), null=True, blank=True)

    class Meta:
        verbose_name = _("顶岗人")
        verbose_name_plural = _("顶岗人")
        ordering = ["post", "rank"]
        constraints = [
            models.CheckConstraint(
                name="deputy_until_not_before_from",
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
            ),
            models.CheckConstraint(name="deputy_rank_from_one", condition=Q(rank__gte=1)),
            ExclusionConstraint(
                name="deputy_named_once_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="deputy_rank_once_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("rank", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}/{self.rank}"


class Absence(models.Model):
    """A person is away from an instant up to another, or until further notice; deputies act meanwhile."""

    class Reason(models.TextChoices):
        """Why a desk stands without its holder."""

        ANNUAL_LEAVE = "annual_leave", _("年休假")
        SITE_VISIT = "site_visit", _("勘验外出")
        TRAINING = "training", _("培训")
        SICK_LEAVE = "sick_leave", _("病假")
        OTHER = "other", _("其他")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="absences"
    )
    from_at = models.DateTimeField(_("离岗"))
    until_at = models.DateTimeField(_("返岗"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=20, choices=Reason)

    class Meta:
        verbose_name = _("离岗")
        verbose_name_plural = _("离岗")
        ordering = ["from_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="absence_until_after_from", condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at"))
            ),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Func("from_at", "until_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.from_at:%Y-%m-%d %H:%M}"

    @property
    def ledger_subject(self) -> Subject:
        """The absence as the ledger names it."""
        return Subject("absence", str(self.pk), self.pk)
