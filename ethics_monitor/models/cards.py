"""监察牌: one finding of one rule, with the facts it was found on, whose it was then, and how it is answered."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from ethics_monitor.models.rules import Colour, Rule
from ethics_monitor.workflow import ANSWERED_BY_UNIT, ENDED, STANDING, WORKFLOW, WorkState
from kernel.cases.workflow import State
from kernel.clocks.models import Clock
from kernel.ledger.subjects import Subject

if TYPE_CHECKING:
    from kernel.organizations.queries import Scope

_SEVERITY = Case(
    When(colour="red", then=Value(3)),
    When(colour="yellow", then=Value(2)),
    default=Value(1),
    output_field=models.PositiveSmallIntegerField(),
)


class CardQuerySet(models.QuerySet["Card"]):
    def visible_to(self, scope: "Scope") -> Self:
        """The cards that the posts behind `scope` may see; the only road from a user to a list of cards."""
        mine = Q(organization_id__in=scope.organization_ids)
        for county in scope.counties:
            mine |= Q(region_code__startswith=county)
        return self.filter(mine, simulated=False)

    def standing(self) -> Self:
        """Neither revoked, dismissed nor closed."""
        return self.filter(state__in=STANDING)

    def highest(self) -> Self:
        """Only the highest of each family and case."""
        return self.filter(superseded_by__isnull=True)

    def lit(self) -> Self:
        """Without warnings whose clock has ended: they were told and need nothing."""
        running = Clock.objects.filter(pk=OuterRef("subject_id"), ended_at__isnull=True)
        return self.filter(Q(subject_kind="clock") & Exists(running) | ~Q(colour="warning"))

    def shining(self) -> Self:
        """What boards show: standing, the highest of its family, a warning only while its clock runs."""
        return self.standing().highest().lit()

    def counting(self, at: datetime) -> Self:
        """What assessment counts: highest, not struck out, and a red only once it was confirmed or its day passed."""
        struck = self.exclude(state__in=("revoked", "dismissed")).highest()
        return struck.filter(Q(counts_at__lte=at) | Q(confirmed_at__lte=at))

    def with_row(self) -> Self:
        """What a line of a list shows, in one query."""
        return self.select_related("rule", "organization", "person")


class Card(models.Model):
    """`true_at` is when the rule became true, `found_at` when the sweep saw it, `counts_at` from when it counts.

    `rule_version`, names and `inputs` are frozen; the day-by-day trace is derived from `inputs`. `state` is written
    only by `ethics_monitor.actions`.
    """

    number = models.CharField(max_length=20, unique=True)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="cards")
    rule_code = models.CharField(max_length=8)
    rule_version = models.PositiveSmallIntegerField()
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    period_key = models.CharField(max_length=32)
    replaced = models.BooleanField(default=False, help_text=_("期限变动后撤销，可另行发牌"))
    about_kind = models.CharField(max_length=32)
    about_id = models.BigIntegerField()
    about_number = models.CharField(max_length=64)
    family = models.CharField(max_length=24)
    colour = models.CharField(max_length=8, choices=Colour)
    severity: models.GeneratedField = models.GeneratedField(
        expression=_SEVERITY, output_field=models.PositiveSmallIntegerField(), db_persist=True
    )
    state = models.CharField(max_length=12, choices=WorkState)
    points = models.PositiveSmallIntegerField(default=0)
    provisional = models.BooleanField(default=False, help_text=_("期限暂定，只作预警"))
    simulated = models.BooleanField(default=False)

    true_at = models.DateTimeField()
    found_at = models.DateTimeField()
    counts_at = models.DateTimeField(null=True)

    region_code = models.CharField(max_length=12)
    organization = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.PROTECT, related_name="cards"
    )
    organization_code = models.CharField(max_length=40)
    organization_name = models.CharField(max_length=200)
    post = models.ForeignKey("organizations.Post", null=True, on_delete=models.PROTECT, related_name="+")
    post_title = models.CharField(max_length=100, blank=True, default="")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=100, blank=True, default="")
    step_name = models.CharField(max_length=40, blank=True, default="")
    inputs = models.JSONField()

    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supersedes")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    rectification = models.TextField(blank=True, default="")
    taken_over_at = models.DateTimeField(null=True)
    taken_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_over_reason = models.TextField(blank=True, default="")
    revocation_proposed_at = models.DateTimeField(null=True)
    revocation_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revocation_ground = models.CharField(max_length=200, blank=True, default="")
    revocation_by_move = models.BooleanField(default=False, help_text=_("系统因期限变动提请撤销"))
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(blank=True, default="")

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            # the engine may look as often as it likes: one finding is one card
            models.UniqueConstraint(
                fields=["rule_code", "subject_kind", "subject_id", "period_key"],
                condition=Q(replaced=False),
                name="card_once_per_finding",
            ),
            models.CheckConstraint(condition=Q(found_at__gte=F("true_at")), name="card_found_not_before_it_was_true"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="card_confirmed_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="card_acknowledged_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True, reported_by__isnull=True, rectification="")
                | (Q(reported_at__isnull=False, reported_by__isnull=False) & ~Q(rectification="")),
                name="card_reported_who_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(taken_over_at__isnull=True, taken_over_by__isnull=True, taken_over_reason="")
                | (Q(taken_over_at__isnull=False, taken_over_by__isnull=False) & ~Q(taken_over_reason="")),
                name="card_taken_over_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(revocation_proposed_at__isnull=True, revocation_proposed_by__isnull=True)
                & Q(revocation_ground="", revocation_by_move=False)
                | Q(revocation_proposed_at__isnull=False, revocation_proposed_by__isnull=False)
                & Q(revocation_by_move=False)
                & ~Q(revocation_ground="")
                | Q(revocation_proposed_at__isnull=False, revocation_proposed_by__isnull=True)
                & Q(revocation_by_move=True)
                & ~Q(revocation_ground=""),
                name="card_revocation_proposed_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False, ended_by__isnull=False)
                | Q(ended_at__isnull=True, ended_by__isnull=True) & ~Q(state__in=ENDED),
                name="card_ended_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("revoked", "dismissed")) | ~Q(end_reason=""), name="card_struck_out_says_why"
            ),
            models.CheckConstraint(
                condition=Q(replaced=False) | Q(state="revoked", revocation_by_move=True),
                name="card_replaced_only_when_its_date_moved",
            ),
            models.CheckConstraint(
                condition=~Q(colour="warning") | Q(points=0, state__in=("issued", "acknowledged", "revoked")),
                name="card_warning_asks_nothing",
            ),
            models.CheckConstraint(
                condition=Q(provisional=False) | Q(colour="warning"), name="card_provisional_only_warns"
            ),
            models.CheckConstraint(condition=~Q(superseded_by=F("id")), name="card_not_superseded_by_itself"),
        ]
        indexes = [
            # read by lights_for and by superseding: the cards of a case
            models.Index(fields=["about_kind", "about_id", "family"], name="card_about"),
            # read by the sweep: reds whose working day for objections has passed
            models.Index(fields=["counts_at"], condition=Q(state="to_verify"), name="card_to_be_counted"),
            # read by the sweep when a clock has changed: what stands on it
            models.Index(fields=["subject_kind", "subject_id"], name="card_of_subject"),
            # read by the board: what stands, newest first
            models.Index(
                fields=["-found_at", "-id"],
                condition=Q(state__in=STANDING, simulated=False),
                name="card_standing",
            ),
            # read by boards and by the discipline view: the same without the warnings, which never end and outnumber it
            models.Index(
                fields=["-found_at", "-id"],
                condition=Q(state__in=STANDING, simulated=False, superseded_by__isnull=True) & ~Q(colour="warning"),
                name="card_standing_grave",
            ),
            # read by the tab of every page and by its list: what waits for the office
            models.Index(
                fields=["state"],
                condition=Q(simulated=False, superseded_by__isnull=True)
                & (Q(state__in=("to_verify", "reported")) | Q(revocation_proposed_at__isnull=False)),
                name="card_waiting",
            ),
            # read by the list of every card, newest first, and by that of one unit
            models.Index(fields=["-found_at", "-id"], condition=Q(simulated=False), name="card_newest"),
            models.Index(
                fields=["organization_code", "-found_at", "-id"],
                condition=Q(simulated=False),
                name="card_newest_of_unit",
            ),
            # read by the discipline view: what has ended, newest first
            models.Index(
                fields=["-ended_at", "-id"], condition=Q(state__in=ENDED, simulated=False), name="card_newest_ended"
            ),
            # read by the discipline view: what it has taken over
            models.Index(
                fields=["-taken_over_at", "-id"], condition=Q(taken_over_at__isnull=False), name="card_taken_over"
            ),
            # read by the search of a case's number by its beginning
            models.Index(fields=["about_number"], opclasses=["varchar_pattern_ops"], name="card_about_number"),
            # read by the department × rule matrix
            models.Index(fields=["true_at"], condition=Q(simulated=False), name="card_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ledger_subject(self) -> Subject:
        return Subject("card", self.number, self.pk)

    @property
    def about(self) -> Subject:
        return Subject(self.about_kind, self.about_number, self.about_id)

    @property
    def state_row(self) -> State:
        """The state with its legal and its everyday word."""
        return WORKFLOW.states[self.state]

    @property
    def waits_for_unit(self) -> bool:
        """Whether the next word is the unit's."""
        return self.colour != Colour.WARNING and self.state in ANSWERED_BY_UNIT and self.superseded_by_id is None

    @property
    def standing(self) -> bool:
        return self.state in STANDING
