"""Service items 政务服务事项 and their versions."""

from typing import Final, Self, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.catalogue.models.regimes import Regime, StartEvent, Unit
from kernel.ledger.subjects import Subject
from kernel.organizations.models import Organization, Window

# 代办: an agent carries it to whoever takes it in
ERRAND: Final = "proxy"


class Item(models.Model):
    """A service item over all its versions; `code` is the code of the list it came from.

    It is handled in the hall unless a reason is given here, or its department is not in the hall (应进必进).
    """

    code = models.CharField(max_length=36, unique=True)
    off_hall_reason = models.CharField(max_length=200, blank=True, default="", help_text=_("未进厅原因"))
    off_hall_review_on = models.DateField(null=True, blank=True, help_text=_("清理复核日期"))
    # of the latest list that it came from: its name, and what it says by columns of ItemVersion
    from_list = models.CharField(max_length=120, blank=True, default="", help_text=_("来自哪份清单"))
    above = models.JSONField(default=dict, blank=True, help_text=_("上级清单所写"))
    # how many matters a year, where the county knows it: what is registered is weighed against it
    yearly_volume = models.PositiveIntegerField(null=True, blank=True, help_text=_("年办件量"))
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(off_hall_reason="", off_hall_review_on__isnull=True)
                | (~Q(off_hall_reason="") & Q(off_hall_review_on__isnull=False)),
                name="item_off_hall_says_why_and_until_when",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ledger_subject(self) -> Subject:
        return Subject("item", self.code, self.pk)


class ItemVersionQuerySet(models.QuerySet["ItemVersion"]):
    def in_force(self) -> Self:
        """The one published version of each item."""
        return self.filter(state=ItemVersion.State.PUBLISHED)

    def with_details(self) -> Self:
        return self.select_related("item", "regime", "organization").prefetch_related(
            "steps", "materials", "fees", "joint__item", "joint__after", "overrides"
        )


# read of a version that was published: a number
_Length: TypeAlias = "models.PositiveSmallIntegerField[int | None, int]"

# what a draft may lack and no version in force may
_WHOLE = (
    Q(published_at__isnull=False, drafted_by__isnull=False, regime__isnull=False, organization__isnull=False)
    & Q(statutory_length__isnull=False, promised_length__isnull=False, on_site_times__isnull=False)
    & Q(charged__isnull=False)
    & ~Q(statutory_unit="unstated")
    & ~(Q(task_type="") | Q(project_type="") | Q(start_event="") | Q(legal_basis="") | Q(statutory_basis=""))
    & ~(Q(acceptance_condition="") | Q(handle_flow="") | Q(result_name=""))
    & ~(Q(consult_phone="") | Q(complaint_phone=""))
)


class ItemVersion(models.Model):
    """One edition of an item's 实施清单: what a clock, a chain, a checklist and a guide need.

    A draft may lack what is not known yet: there it is None or empty, and `item_in_force_is_whole` keeps it from being
    published. Whoever holds the version of a case or of a guide holds one that was published; the columns are typed
    for him.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("现行")
        RETIRED = "retired", _("停用")
        WITHDRAWN = "withdrawn", _("撤回的草稿")

    class Handling(models.TextChoices):
        OWN = "own", _("本系统办理")
        EXTERNAL = "external", _("部门自有系统办理，本系统登记")

    class ProjectType(models.TextChoices):
        INSTANT = "instant", _("即办件")
        PROMISE = "promise", _("承诺件")
        FORWARDED = "forwarded", _("上报件")
        JOINT = "joint", _("联办件")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    case_kind = models.CharField(max_length=32, default="licence", help_text=_("办件种类代码"))
    regime: "models.ForeignKey[Regime | None, Regime]" = models.ForeignKey(  # type: ignore[misc]
        Regime, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200, blank=True, default="", help_text=_("拼音首字母"))
    parent_name = models.CharField(max_length=200, blank=True, default="", help_text=_("主项名称"))
    task_type = models.CharField(max_length=2, blank=True, default="01")
    use_level = models.CharField(max_length=1, default="4")
    project_type = models.CharField(max_length=12, choices=ProjectType, blank=True, default=ProjectType.PROMISE)
    handling = models.CharField(max_length=12, choices=Handling, default=Handling.OWN)
    organization: "models.ForeignKey[Organization | None, Organization]" = models.ForeignKey(  # type: ignore[misc]
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    department_name = models.CharField(
        max_length=200, blank=True, default="", help_text=_("清单所写的实施部门，尚未对应到本县单位")
    )
    supervising_organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    receiving_windows = models.ManyToManyField(Window, related_name="received_items")
    delivering_window = models.ForeignKey(Window, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    legal_basis = models.TextField(blank=True, default="")
    statutory_length: "_Length" = models.PositiveSmallIntegerField(null=True, blank=True)  # type: ignore[misc]
    statutory_unit = models.CharField(max_length=16, choices=Unit, default=Unit.UNSTATED)
    statutory_basis = models.TextField(blank=True, default="")
    start_event = models.CharField(max_length=24, choices=StartEvent, blank=True, default="")
    promised_length: "_Length" = models.PositiveSmallIntegerField(  # type: ignore[misc]
        null=True, blank=True, help_text=_("承诺工作日；0 为当场办结")
    )
    acceptance_condition = models.TextField(blank=True, default="")
    handle_flow = models.TextField(blank=True, default="")
    result_name = models.CharField(max_length=120, blank=True, default="")
    on_site_times = models.PositiveSmallIntegerField(null=True, blank=True, default=1)
    charged = models.BooleanField(null=True, help_text=_("是否收费"))
    no_materials = models.BooleanField(default=False, help_text=_("是否无需材料"))
    quantity_limit = models.CharField(max_length=120, blank=True, default="")
    form_schema = models.JSONField(default=list, help_text=_("申请表字段"))
    # 延续 (行政许可法 50): the name of the form's field that says the last day of the licence to be renewed
    expiry_field = models.CharField(
        max_length=31, blank=True, default="", help_text=_("填要延续的许可到期日的字段；空为不是延续")
    )
    consult_phone = models.CharField(max_length=32, blank=True, default="")
    complaint_phone = models.CharField(max_length=32, blank=True, default="")
    needs_person = models.CharField(
        max_length=200, blank=True, default="", help_text=_("须本人到场的理由；空为可以代办")
    )
    # of the draft's text: whoever changes it says which one he read
    revision = models.PositiveIntegerField(default=1)
    # nobody where a list was brought in and no person has taken the draft up
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(null=True)
    # whole, and handed to a second person; any change takes it back
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = ItemVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_numbered_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="published"), name="item_has_one_version_in_force"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | ~Q(published_by=F("drafted_by"))
                & (Q(submitted_by__isnull=True) | ~Q(published_by=F("submitted_by"))),
                name="item_published_by_a_second_person",
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(state="draft"), name="item_has_one_draft"),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="item_submitted_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="item_published_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | _WHOLE, name="item_in_force_is_whole"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & (Q(organization__isnull=False) | ~Q(department_name="")),
                name="item_has_a_name_and_a_department",
            ),
        ]
        indexes = [
            # read by the item search of home, apply page and clerk desk
            models.Index(fields=["sort_key"], condition=Q(state="published"), name="item_in_force_by_sound"),
            # read by the workshop's list: one row an item, its draft before what is in force
            models.Index(
                fields=["state", "sort_key", "id"],
                condition=Q(state__in=["draft", "published"]),
                name="item_leading_by_sound",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def department(self) -> str:
        """Who handles it: the county's organ, or on a draft whom the list names."""
        return str(self.organization or self.department_name)

    @property
    def at_a_counter(self) -> bool:
        """Whether one of the county's windows takes it in; errands are carried there, external ones go elsewhere."""
        return self.handling == self.Handling.OWN and self.case_kind != ERRAND

    @property
    def renewal_days(self) -> int | None:
        """延续: how many days before a licence's last day its renewal is applied for; None of what renews nothing."""
        return self.regime.renewal_days if self.expiry_field else None

    @property
    def instant(self) -> bool:
        """即办件: decided on the spot."""
        return self.promised_length == 0
