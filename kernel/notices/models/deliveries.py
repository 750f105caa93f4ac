"""The outbox: one row for each message to one person by one channel, in the words it is sent in."""

import uuid
from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField
from kernel.accounts.models import Applicant
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.notices.sayings import in_words
from kernel.organizations.models import Organization
from kernel.organizations.queries import Scope


class Channel(models.TextChoices):
    """How a message leaves the house."""

    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")
    CALL = "call", _("电话告知")


# the urgent ones, the others, and after them who was tried in vain
TRIED_LAST: Final = Case(When(tries__gt=0, then=2), When(urgent=True, then=0), default=1)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: datetime) -> Self:
        """What is to be tried now, urgent ones first; a try whose worker never came back is due again.

        What waits for a digest goes with it alone, also when its time comes while a round is under way.
        """
        open_states = (Delivery.State.WAITING, Delivery.State.TRYING)
        due = self.filter(state__in=open_states, due_at__lte=at, for_digest=False)
        return due.order_by("-urgent", "due_at", "pk")

    def to_gather(self, at: datetime) -> Self:
        """What has waited for the digest whose time has come, a person's together."""
        waiting = self.filter(state=Delivery.State.WAITING, due_at__lte=at, for_digest=True)
        return waiting.order_by("recipient", "pk")

    def beside(self, delivery: "Delivery", channel: str) -> Self:
        """What tells the same applicant of the same entry by another channel."""
        return self.filter(entry=delivery.entry_id, applicant=delivery.applicant_id, channel=channel)

    def visible_to(self, scope: Scope) -> Self:
        """Messages about the matters of the units and counties that the posts behind `scope` see."""
        mine = Q(organization__in=Organization.objects.filter(pk__in=scope.organization_ids).values("code"))
        for county in scope.counties:
            mine |= Q(region__startswith=county)
        return self.filter(mine)

    def to_call(self) -> Self:
        """What is still to be told by telephone: the urgent, the others, then what was tried, each by its waiting."""
        waiting = self.filter(channel=Channel.CALL, state=Delivery.State.WAITING)
        return waiting.annotate(rank=TRIED_LAST).order_by("rank", "due_at", "pk")

    def people_to_call(self) -> Self:
        """Of the calls to be made one for each person, the one that comes first, in the same order."""
        first = self.to_call().order_by("applicant_id", TRIED_LAST, "due_at", "pk").distinct("applicant_id")
        return self.to_call().filter(pk__in=first.values("pk"))


class Delivery(models.Model):
    """One message, ordered by the relay with the notice it repeats, carried by the worker, or told by telephone.

    `organization` is the code of the unit whose matter it is about, or of whoever acted; `desk` that of the unit whose
    window took or hands over the case, which calls where the former has no caller (`queries.calls_of`). `matter` is the
    number of the case that it is about, empty for none.
    `whole` is what a short message says in short: what a caller says where the message reaches nobody.
    `token` is the same on every try: the peer knows a repeat by it. `text` and `address` are kept as sent, encrypted,
    since they name people; `title` names nobody. A short message's `text` is its `template` filled with `params`
    (JSON), which are what the gateway gets. `due_at` is the next try, and while one goes on the end of its lease; of a
    call it is since when it waits, for the first time or again.
    `said` is what came of the last try, as a code of ours or the peer's code or number, never in its sentence.
    """

    class State(models.TextChoices):
        """GATHERED: its words went out in another message of the day. KEPT: the channel was not connected.

        DROPPED: it is not needed any more, GIVEN_UP: the telephone does not reach him; `said` is why.
        """

        WAITING = "waiting", _("待发")
        TRYING = "trying", _("正在发")
        SENT = "sent", _("已发出")
        FAILED = "failed", _("没有发成")
        GATHERED = "gathered", _("并入当日汇总")
        KEPT = "kept", _("未接通，只留存")
        DROPPED = "dropped", _("不用再告知")
        GIVEN_UP = "given_up", _("打不通，不再打")

    class Unreachable(models.TextChoices):
        """Why a caller gives up."""

        WRONG_NUMBER = "wrong_number", _("号码不是本人的")
        NO_SUCH_NUMBER = "no_such_number", _("空号或停机")
        TOO_OFTEN = "too_often", _("打了多次没人接")
        REFUSES = "refuses", _("对方不愿接听")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Applicant, null=True, on_delete=models.PROTECT, related_name="+")
    whom = models.CharField(max_length=200, help_text=_("姓名（脱敏）"))
    as_what = models.CharField(max_length=60)
    organization = models.CharField(max_length=50, blank=True, default="")
    desk = models.CharField(max_length=50, blank=True, default="")
    matter = models.CharField(max_length=40, blank=True, default="")
    region = models.CharField(max_length=12, blank=True, default="")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    title = models.CharField(max_length=120)
    text = EncryptedTextField()
    whole = EncryptedTextField(null=True)
    template = models.CharField(max_length=60, blank=True, default="")
    params = EncryptedTextField(null=True)
    address = EncryptedTextField()
    address_masked = models.CharField(max_length=254)
    urgent = models.BooleanField(default=False)
    for_digest = models.BooleanField(default=False)
    gathered_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="gathered")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    ordered_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True, default="")

    # in rows of `to_call`: which of the three kinds it is
    rank: int

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "channel", "recipient", "applicant"], nulls_distinct=False, name="delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, applicant__isnull=True)
                | Q(recipient__isnull=True, applicant__isnull=False),
                name="delivery_to_one_person",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="delivery_sent_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(said=""), name="delivery_failed_says_why"),
            models.CheckConstraint(
                condition=~Q(state__in=["dropped", "given_up"]) | ~Q(said=""), name="delivery_dropped_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="given_up") | Q(channel="call"), name="delivery_given_up_is_a_call"
            ),
            models.CheckConstraint(
                condition=Q(state="gathered", gathered_into__isnull=False)
                | ~Q(state="gathered") & Q(gathered_into__isnull=True),
                name="delivery_gathered_says_where",
            ),
            models.CheckConstraint(
                condition=Q(channel="sms", params__isnull=False) & ~Q(template="")
                | ~Q(channel="sms") & Q(params__isnull=True, template=""),
                name="delivery_sms_has_its_template",
            ),
            models.CheckConstraint(
                condition=Q(tries=0, tried_at__isnull=True) | Q(tries__gt=0, tried_at__isnull=False),
                name="delivery_tried_has_its_time",
            ),
        ]
        indexes = [
            # read by the worker: what is due by one channel
            models.Index(
                fields=["channel", "due_at"], condition=Q(state__in=["waiting", "trying"]), name="delivery_waiting"
            ),
            # read by the delivery page: what was told of one case
            models.Index(fields=["matter", "-ordered_at", "-id"], condition=~Q(matter=""), name="delivery_of_matter"),
            # read by the delivery page: one organisation's, newest first
            models.Index(fields=["organization", "-ordered_at", "-id"], name="delivery_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.token}"

    @property
    def said_words(self) -> str:
        """What came of the last try, for people."""
        return in_words(self.said)

    @property
    def ledger_subject(self) -> Subject:
        return Subject("delivery", str(self.pk), self.pk)


class Call(models.Model):
    """One telephone call on a message: by whom, whether he was reached, and what was said beside."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="calls")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reached = models.BooleanField()
    note = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            # whoever was reached is not called again
            models.UniqueConstraint(fields=["delivery"], condition=Q(reached=True), name="call_reached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.at:%Y-%m-%d %H:%M}"
