"""Which channels beside the inbox a telling goes by: data that a county changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.notices.models.deliveries import Channel


class Route(models.Model):
    """Whether what an audience hears of an event also goes out by a channel. Without a row it stays in the inbox.

    `event` is a type's code, `audience` the code under which the app declared it. A row that is switched off stays, so
    that planting the product's own routes again does not switch it on.
    """

    event = models.CharField(max_length=100)
    audience = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel)
    enabled = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["event", "audience", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["event", "audience", "channel"], name="route_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.audience} {self.channel}"
