"""What was told to whom in the portal itself, kept in the words it was told in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in the words of one language."""

    title: str
    text: str
    as_what: str


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> Self:
        """One person's own inbox, newest first; nobody reads another's."""
        return self.filter(recipient=user).order_by("-told_at", "-pk")

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """One in-app notice, derived from a ledger entry; unique by entry and recipient, so a repeat tells nobody twice."""

    class Weight(models.TextChoices):
        PLAIN = "plain", _("通知")
        URGENT = "urgent", _("急")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    as_what = models.CharField(max_length=60, help_text=_("以什么身份收到：承办人、窗口负责人……"))
    weight = models.CharField(max_length=8, choices=Weight, default=Weight.PLAIN)
    title = models.CharField(max_length=120)
    text = models.TextField()
    # in the portal's other languages, by code; without one the entry's own sentence is read there
    texts = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True, default="")
    told_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "recipient"], name="notice_told_once"),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(read_at__gte=F("told_at")), name="notice_read_after_told"
            ),
        ]
        indexes = [
            # read by every desk's bell: how many unread
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            # read by the inbox, newest first
            models.Index(fields=["recipient", "-told_at"], name="notice_inbox"),
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def shown(self) -> "Shown":
        """As it was told; to a reader of another language than that, the same facts in his own."""
        language = get_language() or settings.LANGUAGE_CODE
        if language == settings.LANGUAGE_CODE:
            return Shown(self.title, self.text, self.as_what)
        # a county's own words have no translation and stay
        return Shown(gettext(self.title), self.texts.get(language) or self.entry.sentence(), gettext(self.as_what))

    def mark_read(self, at: datetime) -> None:
        """Set the first reading; a second changes nothing."""
        if self.read_at is None:
            self.read_at = max(at, self.told_at)
            self.save(update_fields=["read_at"])
