"""Messages on a case: a question and its one answer."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField
from kernel.cases.models.cases import Case


class QuestionQuerySet(models.QuerySet["Question"]):
    def waiting(self) -> Self:
        """Asked and not answered yet."""
        return self.filter(answered_at__isnull=True)

    def of_applicant(self) -> Self:
        """What the applicant asked; the other side's are written enquiries."""
        return self.filter(side=Question.Side.APPLICANT)


class Question(models.Model):
    """A message on a case and its one answer; whoever has more to say asks again. Texts are personal.

    `ordinal` counts within the case. `salt` goes into the digests of both texts that the ledger keeps, since a short
    text could be guessed. Without `asked_by`, or `answered_by` of what the organ asked, number and code were given.
    """

    class Side(models.TextChoices):
        APPLICANT = "applicant", _("申请人提问")
        ORGAN = "organ", _("书面询问申请人")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="questions", db_index=False)
    ordinal = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=10, choices=Side)
    text = EncryptedTextField()
    salt = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_as = models.CharField(max_length=120)
    answer = EncryptedTextField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_as = models.CharField(max_length=120, blank=True, default="")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "ordinal"]
        constraints = [
            # its index is what the case page reads by
            models.UniqueConstraint(fields=["case", "ordinal"], name="question_has_its_ordinal"),
            models.CheckConstraint(
                condition=Q(answer__isnull=True, answered_at__isnull=True, answered_by__isnull=True, answered_as="")
                | (
                    Q(answer__isnull=False, answered_at__gte=F("asked_at"))
                    & (Q(side="organ") | Q(answered_by__isnull=False))
                    & ~Q(answered_as="")
                ),
                name="question_answered_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(side="applicant") | Q(side="organ", asked_by__isnull=False), name="enquiry_names_who_asks"
            ),
        ]
        indexes = [
            # read by the desks: what waits for an answer
            models.Index(fields=["asked_at"], condition=Q(answered_at__isnull=True), name="question_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.ordinal}"
