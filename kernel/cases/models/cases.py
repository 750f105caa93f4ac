"""The one row that every matter has, and whose turn it was from when to when."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Now, Reverse
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField
from kernel.accounts.models import Applicant
from kernel.cases import kinds
from kernel.cases.workflow import State, Workflow
from kernel.catalogue.models import ItemVersion
from kernel.ledger.subjects import Subject

if TYPE_CHECKING:
    from kernel.organizations.queries import Scope


# what an applicant may let a helper do with one case
FOLLOW, SUPPLEMENT = "follow_case", "supplement_case"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, scope: "Scope") -> Self:
        """The cases that the posts behind `scope` may see; the only road from a user to a list of cases."""
        live = self.filter(simulated=False)
        whole = Q(pk__in=[])
        for county in scope.counties:
            whole |= Q(region__code__startswith=county)
        # a post over the whole county includes what his other posts there would show him
        if not scope.organization_ids or scope.counties:
            return live.filter(whole)
        handed = Turn.objects.filter(case=OuterRef("pk"), organization_id__in=scope.organization_ids)
        mine = Q(organization_id__in=scope.organization_ids) | Q(window__organization_id__in=scope.organization_ids)
        return live.filter(mine | Exists(handed))

    def open(self) -> Self:
        return self.filter(phase__in=("open", "paused"))

    def ending_in(self, digits: str) -> Self:
        """Those whose number ends in these digits."""
        return self.annotate(backwards=Reverse("number")).filter(backwards__startswith=digits[::-1])

    def with_row(self) -> Self:
        """What a line of a list shows, in one query."""
        return self.select_related("item_version__item", "applicant", "organization", "window")


class Case(models.Model):
    """办件. `state` is a word of its kind's own workflow and is written only by `actions.move`."""

    class Phase(models.TextChoices):
        DRAFT = "draft", _("草稿")
        OPEN = "open", _("在办")
        PAUSED = "paused", _("暂停")
        ENDED = "ended", _("已办结")
        CLOSED = "closed", _("已归档")

    class Channel(models.TextChoices):
        WINDOW = "window", _("窗口")
        ONLINE = "online", _("网上")
        TOWN = "town", _("乡镇便民服务中心")
        VILLAGE = "village", _("村代办")
        POST = "post", _("邮寄")
        IMPORTED = "imported", _("导入")

    number = models.CharField(max_length=40, unique=True)
    query_code = EncryptedTextField(help_text=_("六位查询码"))
    kind = models.CharField(max_length=32)
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="cases")
    # read of a kind that always has one: a person; of a matter registered by name alone there is none
    applicant: "models.ForeignKey[Applicant | None, Applicant]" = models.ForeignKey(  # type: ignore[misc]
        Applicant, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    applicant_words = models.CharField(
        max_length=200, blank=True, default="", help_text=_("没有证件的申请人：脱敏的姓名")
    )
    agent = models.ForeignKey(Applicant, null=True, blank=True, on_delete=models.PROTECT, related_name="agent_cases")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="cases")
    region = models.ForeignKey("organizations.Region", on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey(
        "organizations.Window", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    channel = models.CharField(max_length=12, choices=Channel)
    phase = models.CharField(max_length=8, choices=Phase)
    state = models.CharField(max_length=32)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    received_at = models.DateTimeField(null=True, help_text=_("收件：到达本机关或其系统的时刻"))
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        # held by object alone, in `Grant`; a post needs none
        permissions = [(FOLLOW, "跟着看进度"), (SUPPLEMENT, "替申请人补材料")]
        constraints = [
            models.CheckConstraint(
                condition=Q(applicant__isnull=False) | ~Q(applicant_words=""), name="case_names_its_applicant"
            ),
            models.CheckConstraint(
                # what was called back on its way to the organ ended without ever being received
                condition=~Q(phase__in=("open", "paused")) | Q(received_at__isnull=False),
                name="case_open_was_received",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=("ended", "closed"), ended_at__isnull=False)
                | (~Q(phase__in=("ended", "closed")) & Q(ended_at__isnull=True)),
                name="case_ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("received_at")),
                name="case_accepted_not_before_receipt",
            ),
        ]
        indexes = [
            # read by the review desk and the clerk's list: open cases of an organisation
            models.Index(
                fields=["organization", "received_at"],
                condition=Q(phase__in=("open", "paused")),
                name="case_open_by_organization",
            ),
            # read by the clerk's list: cases taken at a window
            models.Index(fields=["window", "-received_at"], name="case_by_window"),
            # read by deemed acceptance and the day's figures
            models.Index(fields=["state", "received_at"], condition=Q(phase="open"), name="case_open_by_state"),
            # read by the search box of the desks: the last digits of a number
            models.Index(OpClass(Reverse("number"), name="text_pattern_ops"), name="case_by_last_digits"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ledger_subject(self) -> Subject:
        return Subject("case", self.number, self.pk)

    @property
    def applicant_shown(self) -> str:
        """Who applied, as lists show him."""
        return self.applicant.name_masked if self.applicant_id is not None else self.applicant_words

    @property
    def workflow(self) -> Workflow:
        return kinds.get(self.kind).workflow

    @property
    def state_row(self) -> State:
        """The state with its legal and its everyday word."""
        return self.workflow.states[self.state]


class TurnQuerySet(models.QuerySet["Turn"]):
    def current(self) -> Self:
        return self.filter(until_at__isnull=True)

    def at(self, instant: datetime) -> Self:
        """The turns that were running at `instant`."""
        return self.filter(from_at__lte=instant).filter(Q(until_at__isnull=True) | Q(until_at__gt=instant))


class Turn(models.Model):
    """轮到谁: one post (or the applicant, without a post) has the case from an instant to an instant."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="turns")
    step = models.CharField(max_length=24)
    step_name = models.CharField(max_length=20)
    organization = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey("organizations.Post", null=True, on_delete=models.PROTECT, related_name="turns")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text=_("实际经办人")
    )
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "from_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="turn_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(until_at__isnull=True), name="turn_is_one_at_a_time"),
            ExclusionConstraint(
                name="turns_do_not_overlap",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (
                        Func(F("from_at"), F("until_at"), function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            # read by the review desk: what waits for the posts I hold
            models.Index(fields=["post"], condition=Q(until_at__isnull=True), name="turn_waiting_for_post"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
