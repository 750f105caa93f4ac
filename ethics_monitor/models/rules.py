"""A supervision rule is data: what it watches, when it is true, what follows, by which law."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ethics_monitor.leads import Part, parts_of
from ethics_monitor.rulebook import name_to_read
from kernel.ledger.subjects import Subject


class Colour(models.TextChoices):
    """Severity; a warning asks for no answer."""

    WARNING = "warning", _("预警")
    YELLOW = "yellow", _("黄牌")
    RED = "red", _("红牌")


class Role(models.TextChoices):
    """Who is told of a card (domain.md §3.1)."""

    HANDLER = "H", _("承办人")
    WINDOW_HEAD = "W", _("窗口负责人")
    LEADER = "D", _("部门分管领导")
    DEPARTMENT_HEAD = "U", _("部门主要负责人")
    OFFICE = "O", _("督查科")
    CENTRE = "C", _("中心领导")
    DISCIPLINE = "J", _("纪检监察")


class RuleQuerySet(models.QuerySet["Rule"]):
    def watching(self, kind: str, day: date) -> Self:
        """Rules whose findings may still be new: the active, and those that ended within a month of `day`."""
        ended = Q(state=Rule.State.RETIRED, valid_until__gte=date.fromordinal(day.toordinal() - 31))
        return self.filter(Q(state=Rule.State.ACTIVE) | ended, kind=kind, valid_from__lte=day).order_by(
            "code", "version"
        )


class Rule(models.Model):
    """One edition of one rule. Once active, only its state and last day change; a trigger keeps the rest."""

    class Kind(models.TextChoices):
        CLOCK = "clock", _("期限")
        EVENT = "event", _("事件")
        TALLY = "tally", _("累计")

    class Category(models.TextChoices):
        TIME = "time", _("时限")
        PROCEDURE = "procedure", pgettext_lazy("category", "程序")
        CONTENT = "content", _("内容")
        MATERIAL = "material", _("材料")
        FEE = "fee", _("收费")
        ATTITUDE = "attitude", _("态度")
        DISCLOSURE = "disclosure", _("公开")
        DATA = "data", _("数据")
        HOTLINE = "hotline", _("热线")
        TRADE = "trade", _("交易")
        ON_SITE = "on_site", _("现场")

    class IssueMode(models.TextChoices):
        AUTO = "auto", _("自动发出")
        CONFIRM = "confirm", _("核实后发出")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        AWAITING_EVENTS = "awaiting_events", _("待事件登记")
        ACTIVE = "active", _("启用")
        RETIRED = "retired", _("停用")

    code = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    category = models.CharField(max_length=12, choices=Category)
    kind = models.CharField(max_length=8, choices=Kind)
    condition = models.TextField(default="true")
    colour = models.CharField(max_length=8, choices=Colour)
    issue_mode = models.CharField(max_length=8, choices=IssueMode, default=IssueMode.AUTO)
    family = models.CharField(max_length=24, help_text=_("同一办件同一族只计最高一张"))
    clock_kinds = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    lead = models.JSONField(default=list, blank=True, help_text=_("提前量；空为超期"))
    event = models.CharField(max_length=100, blank=True, default="")
    true_at_field = models.CharField(max_length=40, blank=True, default="", help_text=_("成立时刻所在的栏"))
    notify_roles = ArrayField(models.CharField(max_length=1, choices=Role), default=list)
    rectify_length = models.PositiveSmallIntegerField(default=0, help_text=_("整改期限；0 为不用答复"))
    rectify_unit = models.CharField(max_length=16, default="working_day")
    points = models.PositiveSmallIntegerField(default=0, help_text=_("扣分"))
    legal_basis = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField(null=True)
    first_start = models.BooleanField(default=False, help_text=_("首次启用，记录在案的例外"))

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rule_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="active"), name="rule_active_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="rule_version_from_one"),
            models.CheckConstraint(
                condition=Q(kind="clock", event="") & ~Q(clock_kinds=[])
                | Q(kind="event", clock_kinds=[]) & ~Q(event="")
                | Q(kind="tally", clock_kinds=[], event=""),
                name="rule_watches_what_its_kind_says",
            ),
            models.CheckConstraint(condition=Q(kind="clock") | Q(lead=[]), name="rule_lead_only_of_clocks"),
            models.CheckConstraint(
                condition=Q(colour="warning", rectify_length=0, points=0, issue_mode="auto")
                | Q(colour__in=("yellow", "red"), rectify_length__gte=1),
                name="rule_warning_asks_nothing_and_others_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(rectify_unit__in=("working_day", "natural_day", "working_hour")), name="rule_rectify_unit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "awaiting_events"), activated_at__isnull=True)
                | Q(state__in=("active", "retired"), activated_at__isnull=False),
                name="rule_active_since_when",
            ),
            models.CheckConstraint(
                condition=Q(activated_at__isnull=True, activated_by__isnull=True)
                | Q(activated_at__isnull=False, activated_by__isnull=False)
                | Q(activated_at__isnull=False, first_start=True),
                name="rule_activated_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(activated_at__isnull=True)
                | Q(first_start=True)
                | (Q(author__isnull=False) & ~Q(activated_by=F("author"))),
                name="rule_activated_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="rule_valid_forward"
            ),
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(valid_until__isnull=False), name="rule_retired_has_its_last_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name_to_read(self) -> str:
        """The name as the reader's language has it; `name` is what was stored."""
        return name_to_read(self.name)

    @property
    def ledger_subject(self) -> Subject:
        return Subject("rule", f"{self.code}-{self.version}", self.pk)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the sweep asks for this rule, one cutoff each."""
        return parts_of(self.lead)
