"""研判: who did what to a matter and when, derived from the stream; by which numbers a pattern is told; what a person
said of one.
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ethics_monitor.models.cards import Card
from kernel.ledger.subjects import Subject

if TYPE_CHECKING:
    from kernel.organizations.queries import Scope


def in_counties(scope: "Scope") -> Q:
    """Rows of the counties that are seen whole; patterns of others are nobody's to read."""
    mine = Q(pk__in=[])
    for county in scope.counties:
        mine |= Q(region__startswith=county)
    return mine


class HandledQuerySet(models.QuerySet["Handled"]):
    def visible_to(self, scope: "Scope") -> Self:
        """The only road from a user to these rows."""
        return self.filter(in_counties(scope))


class Handled(models.Model):
    """One matter as its entries tell it, a row a case; written by the observer alone and derived again from the stream
    at any time (docs/decisions/0030). Persons are those of the ledger: masked name, post in words, code of the unit.

    `worked_minutes` is office time from receipt to decision, None where the calendar does not reach.
    """

    case_id = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=100)
    region = models.CharField(max_length=12)
    item = models.CharField(max_length=200)
    agent = models.CharField(max_length=32, blank=True, default="", help_text=_("经办人摘要"))
    received_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_unit = models.CharField(max_length=50, blank=True, default="")
    accepted_post = models.CharField(max_length=100, blank=True, default="")
    accepted_person = models.CharField(max_length=100, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_unit = models.CharField(max_length=50, blank=True, default="")
    decided_post = models.CharField(max_length=100, blank=True, default="")
    decided_person = models.CharField(max_length=100, blank=True, default="")
    granted = models.BooleanField(null=True)
    promised_days = models.IntegerField(null=True)
    minutes_to_decide = models.BigIntegerField(null=True)
    worked_minutes = models.IntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_unit = models.CharField(max_length=50, blank=True, default="")
    closed_post = models.CharField(max_length=100, blank=True, default="")
    closed_person = models.CharField(max_length=100, blank=True, default="")

    objects = HandledQuerySet.as_manager()

    class Meta:
        indexes = [
            # read by the cross-tables and by "the same agent is always fastest": what was decided in a span
            models.Index(fields=["decided_at"], name="handled_by_decision"),
            # read by same-minute closings and by the ends of months
            models.Index(fields=["closed_at"], name="handled_by_closing"),
        ]

    def __str__(self) -> str:
        return self.number


class LateEntry(models.Model):
    """An act of a matter that was entered long after it happened: derived from the stream like `Handled`."""

    entry_id = models.BigIntegerField(primary_key=True)
    case_id = models.BigIntegerField()
    number = models.CharField(max_length=100)
    type = models.CharField(max_length=100)
    region = models.CharField(max_length=12)
    unit = models.CharField(max_length=50)
    post = models.CharField(max_length=100)
    person = models.CharField(max_length=100)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            # read by the pattern of late entries: what was entered in a span
            models.Index(fields=["recorded_at"], name="late_entry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.type}"


class Pattern(models.TextChoices):
    """What the finder looks for."""

    SAME_MINUTE = "same_minute", _("同一分钟集中办结")
    FASTEST_AGENT = "fastest_agent", _("同一经办人总是最快")
    LATE_ENTRY = "late_entry", _("事后补录")
    MONTH_END = "month_end", _("月末集中办结")


class PatternRule(models.Model):
    """The numbers by which a pattern is told, as data; nothing that was entered before `since` is judged late."""

    pattern = models.CharField(max_length=16, choices=Pattern, primary_key=True)
    numbers = models.JSONField(help_text=_("起点和比例"))
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.pattern

    def number(self, name: str) -> float:
        """One threshold. Errors: KeyError."""
        value: Any = self.numbers[name]
        return float(value)


class ClueQuerySet(models.QuerySet["Clue"]):
    def visible_to(self, scope: "Scope") -> Self:
        """The only road from a user to these rows."""
        return self.filter(in_counties(scope))


class Clue(models.Model):
    """线索 of which a person has said something: there is nothing in it, and why; or a card asks that it be verified.

    What nobody has looked at is no row: it is found anew each time. `facts` are what the finder said then.
    """

    class Outcome(models.TextChoices):
        CLEARED = "cleared", _("已看无异常")
        PROPOSED = "proposed", _("已提请核实")

    number = models.CharField(max_length=24, unique=True)
    pattern = models.CharField(max_length=16, choices=Pattern)
    key = models.CharField(max_length=24)
    region = models.CharField(max_length=12)
    facts = models.JSONField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    card = models.OneToOneField(Card, null=True, on_delete=models.PROTECT, related_name="clue")

    objects = ClueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pattern", "key"], name="clue_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="clue_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="cleared", card__isnull=True) | Q(outcome="proposed", card__isnull=False),
                name="clue_proposed_has_its_card",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ledger_subject(self) -> Subject:
        return Subject("clue", self.number, self.pk)
