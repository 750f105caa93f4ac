"""What the doors remember: the answer given to each idempotency key."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from kernel.accounts.fields import EncryptedTextField


class IdempotentAnswer(models.Model):
    """The first answer to one key of one user on one route; a repeat gets it again.

    Written in the same transaction as the effect, after the subject's lock (design.md 7). The answer (JSON) may name a
    query code or a file, and the hash of a body of which all but a number is known tells the number: both are
    encrypted.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(max_length=120)
    key = models.CharField(max_length=80)
    body_hash = EncryptedTextField()
    status = models.PositiveSmallIntegerField()
    answer = EncryptedTextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "route", "key"], name="idempotency_key_used_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
