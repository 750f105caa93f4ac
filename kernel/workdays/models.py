"""Calendars as data: which days are off or worked, by which notice, from which version to which."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Calendar(models.Model):
    """A working-day calendar. A county's own one repeats its `base` and keeps the days it decided itself.

    `version` comes from a database sequence and is never used twice, not even after a rollback: everything computed
    from (code, version) stays true for ever. Numbers have gaps.
    """

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="derived")
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("工作日历")
        verbose_name_plural = _("工作日历")
        constraints = [
            models.CheckConstraint(condition=Q(base__isnull=True) | ~Q(base=F("id")), name="calendar_base_is_another"),
        ]

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """One change of a calendar: its version, the first day that it can move, and the notice behind it."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    first_date = models.DateField()
    notice = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "version"], name="calendar_version_made_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} v{self.version}"


class VersionedQuerySet(models.QuerySet[Any]):
    def at_version(self, version: int) -> Self:
        """The rows that were in force in a version of their calendar."""
        return self.filter(Q(until_version__isnull=True) | Q(until_version__gt=version), since_version__lte=version)

    def in_force(self) -> Self:
        return self.filter(until_version__isnull=True)


class Versioned(models.Model):
    """A row that is never changed: a later version ends it and may put another in its place."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="%(class)s_set")
    since_version = models.PositiveIntegerField()
    until_version = models.PositiveIntegerField(null=True)
    own = models.BooleanField(default=False, help_text=_("本县自定，不随上级日历变动"))

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True


class CalendarDay(Versioned):
    """A day that a notice names: off (with the name of its holiday) or worked instead of another.

    `notice_year` is the year whose notice names it, which for the last days of December is often the next one; null
    for a day decided by itself.
    """

    class Kind(models.TextChoices):
        REST = "rest", _("放假")
        WORK = "work", _("上班")

    date = models.DateField()
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=40)
    notice = models.CharField(max_length=200)
    notice_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date"], condition=Q(until_version__isnull=True), name="calendar_day_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(until_version__isnull=True) | Q(until_version__gt=F("since_version")),
                name="calendar_day_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class CalendarYear(Versioned):
    """Whether a year's notice is published; a year without a row, or not published, is provisional 暂定."""

    year = models.PositiveSmallIntegerField()
    published = models.BooleanField()
    notice = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "year"], condition=Q(until_version__isnull=True), name="calendar_year_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(until_version__isnull=True) | Q(until_version__gt=F("since_version")),
                name="calendar_year_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarHours(Versioned):
    """The office hours from a day on that clocks in working hours use: `{"1": [["08:30", "12:00"], …], …}`."""

    first_date = models.DateField()
    hours = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "first_date"],
                condition=Q(until_version__isnull=True),
                name="calendar_hours_once_in_force",
            ),
            models.CheckConstraint(
                condition=Q(until_version__isnull=True) | Q(until_version__gt=F("since_version")),
                name="calendar_hours_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.first_date}"


class DayOrdinal(models.Model):
    """The prefix table of a calendar's present version, for sums in SQL; derived, rebuilt with every change.

    `ordinal` counts working days and `unsettled` provisional days, both up to and including the date.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="ordinals")
    date = models.DateField()
    ordinal = models.IntegerField()
    is_working = models.BooleanField()
    provisional = models.BooleanField()
    unsettled = models.IntegerField()
    next_working = models.DateField()
    label = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            # also the index of every sum in SQL: from a date to its ordinal
            models.UniqueConstraint(fields=["calendar", "date"], name="day_ordinal_once"),
            # and back: from an ordinal to its working day
            models.UniqueConstraint(
                fields=["calendar", "ordinal"], condition=Q(is_working=True), name="working_day_by_ordinal"
            ),
            models.CheckConstraint(
                condition=Q(is_working=True, next_working=F("date")) | Q(is_working=False, next_working__gt=F("date")),
                name="day_ordinal_next_working_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.ordinal}"
