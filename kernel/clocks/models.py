"""Deadlines of any subject: facts that are stored, a due date that is always derivable from them."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.ledger.subjects import Subject


class ClockQuerySet(models.QuerySet["Clock"]):
    def of(self, subject: Subject) -> Self:
        """The clocks of one subject, oldest first, with their pauses."""
        mine = self.filter(subject_kind=subject.kind, subject_id=subject.id)
        return mine.prefetch_related("pauses").order_by("id")

    def running(self) -> Self:
        """Not ended; a paused clock is running."""
        return self.filter(ended_at__isnull=True)

    def run_over(self, now: datetime) -> Self:
        """Ended after their due date, or not ended and the date has passed (design.md §4)."""
        return self.filter(Q(ended_at__isnull=True, due_at__lt=now) | Q(ended_at__gt=F("due_at")))


class Clock(models.Model):
    """One term of one subject. `due_at` is the last lawful instant, empty while a pause is open.

    `organization_code` and `region_code` are kept as words, as in the ledger: they say whose term it was then.
    Written only by `kernel.clocks.actions` and `recompute`.
    """

    class Kind(models.TextChoices):
        """The house's own kinds; a business app may use others."""

        INTAKE = "intake", _("受理期限")
        STATUTORY = "statutory", _("法定期限")
        PROMISED = "promised", _("承诺期限")
        STEP = "step", _("环节期限")
        DELIVERY = "delivery", _("送达期限")
        REPLY = "reply", _("答复期限")
        EXPIRY = "expiry", _("原许可有效期")
        SUPPLEMENT = "supplement", _("补正期限")
        CONFIRM = "confirm", _("核实期限")
        RECTIFY = "rectify", _("整改期限")

    class Unit(models.TextChoices):
        WORKING_DAY = "working_day", _("工作日")
        NATURAL_DAY = "natural_day", pgettext_lazy("unit", "日")
        MONTH = "month", _("个月")
        WORKING_HOUR = "working_hour", _("工作时")
        INSTANT = "instant", _("指定时刻")

    class CountsFrom(models.TextChoices):
        START_DAY = "start_day", _("自当日起，当日不计")
        NEXT_DAY = "next_day", _("自次日起")

    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=40, blank=True, default="", help_text=_("同类期限之间的区别，如环节名称"))
    unit = models.CharField(max_length=16, choices=Unit)
    length = models.PositiveIntegerField()
    start_event = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    counts_from = models.CharField(max_length=12, choices=CountsFrom, default=CountsFrom.START_DAY)
    extension_length = models.PositiveIntegerField(default=0)
    extended_at = models.DateTimeField(null=True)
    extension_approver = models.CharField(max_length=80, blank=True, default="")
    extension_basis = models.CharField(max_length=200, blank=True, default="")
    until = models.DateTimeField(null=True)
    capped_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="capping", db_index=False)
    calendar_code = models.CharField(max_length=32)
    calendar_version = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32, blank=True, default="")
    organization_code = models.CharField(max_length=40)
    region_code = models.CharField(max_length=12)
    simulated = models.BooleanField(default=False)
    basis = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("期限")
        verbose_name_plural = _("期限")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "name"],
                condition=Q(ended_at__isnull=True),
                name="clock_runs_once_per_subject_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["working_day", "natural_day", "month", "working_hour"], until__isnull=True)
                | Q(unit="instant", until__isnull=False),
                name="clock_unit_is_known_and_instant_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(counts_from__in=["start_day", "next_day"]), name="clock_counts_from_is_known"
            ),
            models.CheckConstraint(
                condition=Q(extension_length=0, extended_at__isnull=True, extension_approver="", extension_basis="")
                | (
                    Q(extension_length__gt=0, extended_at__isnull=False)
                    & ~Q(extension_approver="")
                    & ~Q(extension_basis="")
                ),
                name="clock_extension_who_when_how_long_and_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="clock_end_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="clock_ends_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(capped_by__isnull=True) | Q(capped_by__lt=F("id")), name="clock_cap_is_older"
            ),
        ]
        indexes = [
            # read by the sweep of ethics_monitor: clocks of a kind whose date falls between two cutoffs; what ended
            # in time is not in it, so the statement must say (ended_at IS NULL OR ended_at > due_at)
            models.Index(
                fields=["kind", "calendar_code", "due_at"],
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("due_at")),
                name="clock_due_unless_in_time",
            ),
            # read by the case page, the tracking page and every act: the clocks of one subject
            models.Index(fields=["subject_kind", "subject_id"], name="clock_of_subject"),
            # read by pause, resume and extend of a statutory clock: the promised clocks it caps
            models.Index(fields=["capped_by"], condition=Q(capped_by__isnull=False), name="clock_capped"),
            # read by the boards: what an organisation must do next
            models.Index(
                fields=["organization_code", "due_at"],
                condition=Q(ended_at__isnull=True),
                name="clock_running_by_organization",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_number} {self.kind}"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_number, self.subject_id)

    @property
    def label(self) -> str:
        """Kind in words, with the name that tells it from others."""
        words = str(Clock.Kind(self.kind).label) if self.kind in Clock.Kind.values else self.kind
        return f"{words} {self.name}".strip()


class PauseQuerySet(models.QuerySet["Pause"]):
    def open(self) -> Self:
        """Begun and not ended: the clock has no due date meanwhile."""
        return self.filter(to_at__isnull=True)

    def past_plan(self, at: datetime) -> Self:
        """Still open although the applicant was told that it would be over by now; the longest first."""
        return self.open().filter(planned_until__lt=at).order_by("planned_until", "pk")


class Pause(models.Model):
    """暂停计时: a special procedure takes its days out of the count, by an article and a written notice."""

    # the exclusion constraint below is its index
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses", db_index=False)
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=40)
    legal_basis = models.CharField(max_length=200)
    notice_number = models.CharField(max_length=80)
    approver = models.CharField(max_length=80)
    from_at = models.DateTimeField()
    planned_until = models.DateTimeField(null=True)
    to_at = models.DateTimeField(null=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["clock_id", "from_at"]
        verbose_name = _("暂停计时")
        verbose_name_plural = _("暂停计时")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")), name="pause_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(planned_until__isnull=True) | Q(planned_until__gt=F("from_at")),
                name="pause_is_planned_to_end_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(legal_basis="") & ~Q(notice_number="") & ~Q(approver=""),
                name="pause_names_article_notice_and_approver",
            ),
            ExclusionConstraint(
                name="pauses_do_not_overlap",
                expressions=[
                    ("clock", RangeOperators.EQUAL),
                    (
                        Func(F("from_at"), F("to_at"), function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.name}"


class ClockChanged(models.Model):
    """The sweep's queue: a trigger puts a clock here whenever its due date, its end or its certainty changes."""

    clock_id = models.BigIntegerField()
    simulated = models.BooleanField()

    class Meta:
        db_table = "clocks_changed"

    def __str__(self) -> str:
        return str(self.clock_id)


class DueMoved(models.Model):
    """A due date that a change of the calendar moved: the record for whoever is asked why a date is another than the
    one that was told (docs/decisions/0004). Nothing is decided by it: sweep and review of cards learn of a moved date
    from ClockChanged and judge by the clock itself.
    """

    # one row a clock and version; from a revision to all that it moved
    pk = models.CompositePrimaryKey("calendar_version", "clock")
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="moves", db_index=False)
    old = models.DateTimeField()
    new = models.DateTimeField()
    calendar_version = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(old=F("new")), name="due_moved_did_move")]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.old} → {self.new}"
