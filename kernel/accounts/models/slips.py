"""登录凭条: what a person takes home from the counter to set a password of his own; and telephones that were his."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField
from kernel.accounts.models.people import Applicant


class SignInSlip(models.Model):
    """One slip: good until its instant, for one use, and only while no later one replaced it.

    The code on it is kept as a password is, so that nobody reads it from here; it is shown once, to be printed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="slips")
    code_hash = models.CharField(max_length=128)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    good_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("登录凭条")
        verbose_name_plural = _("登录凭条")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at__isnull=True), name="one_open_slip"),
            models.CheckConstraint(condition=Q(good_until__gt=F("issued_at")), name="slip_good_for_a_while"),
            models.CheckConstraint(condition=Q(used=False) | Q(ended_at__isnull=False), name="used_slip_is_over"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What names it on paper and on the ledger."""
        return f"PT{self.pk:08d}"


class FormerPhone(models.Model):
    """A telephone that somebody was reached by until he changed it: it is told of the change, once."""

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="former_phones")
    phone = EncryptedTextField()
    until_at = models.DateTimeField()

    class Meta:
        verbose_name = _("原来的电话")
        verbose_name_plural = _("原来的电话")
        constraints = [models.UniqueConstraint(fields=["applicant", "until_at"], name="one_former_phone_an_instant")]

    def __str__(self) -> str:
        return f"{self.applicant}"
