"""What the sweep remembers: how far each rule has looked, and its heartbeat."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ethics_monitor.models.rules import Rule


class Watch(models.Model):
    """How far one part of one rule has looked on one calendar: every due instant before `swept_until` was judged.

    `simulation` is the region code of a simulated county, empty for the live ones.
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="watches")
    calendar_code = models.CharField(max_length=32)
    part = models.CharField(max_length=40)
    simulation = models.CharField(max_length=12, blank=True, default="")
    swept_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "calendar_code", "part", "simulation"], name="watch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.part}"


class SweepRun(models.Model):
    """One heartbeat: when a sweep started by the database's clock, how long it took, what it did."""

    started_at = models.DateTimeField()
    at = models.DateTimeField(help_text=_("扫描到的时刻"))
    simulation = models.CharField(max_length=12, blank=True, default="")
    milliseconds = models.PositiveIntegerField()
    statements = models.PositiveIntegerField()
    cards = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    proposed = models.PositiveIntegerField()
    rechecked = models.PositiveIntegerField()
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            # read by the heartbeat of the board: the last forty
            models.Index(fields=["-started_at"], condition=Q(simulation=""), name="sweep_heartbeat"),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M:%S}"
