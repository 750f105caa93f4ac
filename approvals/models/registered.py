"""登记件: a matter that runs in a department's own system; here stand its number there and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.cases.models import Case
from kernel.catalogue.models import Item


class Registration(models.Model):
    """What is registered of one matter. `foreign_number` names it in the department's system, once an item.

    When it was received and finished stands on its Case. Nobody in `registered_by` or `finished_by`: by import.
    """

    class Result(models.TextChoices):
        GRANTED = "granted", _("办成")
        DENIED = "denied", _("不予办理")
        OTHER = "other", _("其他（撤回、转办等）")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="registration")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="registrations")
    foreign_number = models.CharField(max_length=64)
    result = models.CharField(max_length=8, choices=Result, blank=True, default="")
    cancelled = models.BooleanField(default=False)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "foreign_number"], condition=Q(cancelled=False), name="foreign_number_once_an_item"
            ),
            models.CheckConstraint(condition=~Q(foreign_number=""), name="registration_has_its_foreign_number"),
            models.CheckConstraint(
                condition=Q(result__in=["", "granted", "denied", "other"]), name="registration_result_is_known"
            ),
        ]
        indexes = [
            # read by the search box: a number that was scanned
            models.Index(fields=["foreign_number"], name="registration_by_number"),
        ]

    def __str__(self) -> str:
        return self.foreign_number
