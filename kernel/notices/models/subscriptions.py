"""Webhooks: who outside gets the county's facts, and how far in the stream he has got them."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.notices.sayings import in_words


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def due(self, at: datetime) -> Self:
        """Those that may be served now, longest waiting first."""
        return self.filter(state=Subscription.State.ON, due_at__lte=at).order_by("due_at", "pk")


class Subscription(models.Model):
    """A target that is told, in the order of the stream, of its event types in one county.

    `position` is the last stream number that the target has taken or that did not concern it: the next event goes out
    after it, and until that one is taken no later one does. `tries` counts those of the next event. `secret` signs.
    """

    class State(models.TextChoices):
        """FAILED: given up, until somebody switches it on again; nothing is lost meanwhile."""

        ON = "on", _("在用")
        OFF = "off", _("停用")
        FAILED = "failed", _("推送失败，已停")

    name = models.SlugField(max_length=60, unique=True)
    url = models.CharField(max_length=500)
    secret = EncryptedTextField()
    events = ArrayField(models.CharField(max_length=100))
    county = models.CharField(max_length=6)
    state = models.CharField(max_length=8, choices=State, default=State.ON)
    position = models.BigIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    tried_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True, default="")

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=0), name="subscription_position_from_zero"),
            models.CheckConstraint(condition=Q(county__regex=r"^[0-9]{6}$"), name="subscription_of_one_county"),
            models.CheckConstraint(condition=Q(events__len__gt=0), name="subscription_of_some_event"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(said=""), name="subscription_failed_says_why"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_subject(self) -> Subject:
        return Subject("subscription", self.name, self.pk)

    @property
    def said_words(self) -> str:
        """What came of the last try, for people."""
        return in_words(self.said)

    def concerns(self, entry: Entry) -> bool:
        """Whether the target is told of this entry."""
        return entry.type in self.events and entry.region.startswith(self.county)
