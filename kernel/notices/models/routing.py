"""Which channels beside the inbox a telling goes by: data that a county changes.

`revision` counts the changes of a row, so that whoever changes it says which text he had before him.
"""

from string import Formatter

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ledger.subjects import Subject
from kernel.notices.hours import Hours
from kernel.notices.models.deliveries import Channel
from kernel.notices.wording import LONGEST


class SmsTemplate(models.Model):
    """A text that the gateway's operator has approved under a `code`; `words` is that text with its places in braces.

    The places are those of `wording.LONGEST`; each may be used or not, and is empty where an event does not know it.
    """

    PLACES = frozenset(LONGEST)

    code = models.CharField(max_length=60, unique=True)
    words = models.CharField(max_length=500)
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.code

    @property
    def ledger_subject(self) -> Subject:
        return Subject("sms_template", self.code, self.pk)

    @property
    def longest(self) -> int:
        """How many characters a message of it has at most."""
        return sum(
            len(text) + (LONGEST[name] if name is not None else 0)
            for text, name, _spec, _conversion in Formatter().parse(self.words)
        )


class Route(models.Model):
    """Whether what an audience hears of an event also goes out by a channel. Without a row it stays in the inbox.

    `event` is a type's code, `audience` the code under which the app declared it. A short message needs a template. A
    row that is switched off stays, so that planting the product's own routes again does not switch it on.
    """

    event = models.CharField(max_length=100)
    audience = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel)
    template = models.ForeignKey(SmsTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    enabled = models.BooleanField(_("启用"), default=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["event", "audience", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["event", "audience", "channel"], name="route_once"),
            models.CheckConstraint(
                condition=Q(channel="sms", template__isnull=False) | ~Q(channel="sms") & Q(template__isnull=True),
                name="route_sms_has_its_template",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.audience} {self.channel}"

    @property
    def ledger_subject(self) -> Subject:
        return Subject("route", f"route-{self.pk}", self.pk)

    @property
    def in_words(self) -> str:
        """How it is switched, in the reader's language."""
        if not self.enabled:
            return str(_("停用"))
        return str(_("启用")) if self.template is None else _("启用，用模板 {code}").format(code=self.template.code)


class SendingHours(models.Model):
    """When a channel may be used for citizens or for staff; urgent messages pass at any hour. Without a row always.

    With `digest_at` the plain messages of a day to heads of units and directors go out as one at that time.
    """

    channel = models.CharField(max_length=8, choices=Channel)
    citizens = models.BooleanField()
    opens = models.TimeField()
    closes = models.TimeField()
    working_days = models.BooleanField(default=False)
    digest_at = models.TimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["channel", "citizens"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "citizens"], name="hours_once"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="hours_open_before_they_close"),
            models.CheckConstraint(
                condition=Q(digest_at=None)
                | Q(citizens=False, digest_at__gte=F("opens"), digest_at__lt=F("closes"), channel="email"),
                name="hours_digest_is_mail_to_staff_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def hours(self) -> Hours:
        return Hours(self.opens, self.closes, self.working_days)

    @property
    def ledger_subject(self) -> Subject:
        return Subject("sending_hours", f"hours-{self.pk}", self.pk)

    @property
    def whom(self) -> str:
        """Who is told at these hours, in the reader's language."""
        return str(_("申请人") if self.citizens else _("工作人员"))

    @property
    def in_words(self) -> str:
        """08:00–18:00，只在工作日，17:00 汇总; in the reader's language."""
        words = [f"{self.opens:%H:%M}–{self.closes:%H:%M}"]
        if self.working_days:
            words.append(str(_("只在工作日")))
        if self.digest_at is not None:
            words.append(_("{clock} 汇总").format(clock=f"{self.digest_at:%H:%M}"))
        return str(_("，")).join(words)
