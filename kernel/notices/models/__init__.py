"""What was told to whom: in the inbox, and outside it."""

from kernel.notices.models.deliveries import Call, Channel, Delivery, DeliveryQuerySet
from kernel.notices.models.inbox import Notice, NoticeQuerySet, Shown
from kernel.notices.models.routing import Route, SendingHours, SmsTemplate
from kernel.notices.models.subscriptions import Subscription

__all__ = [
    "Call",
    "Channel",
    "Delivery",
    "DeliveryQuerySet",
    "Notice",
    "NoticeQuerySet",
    "Route",
    "SendingHours",
    "Shown",
    "SmsTemplate",
    "Subscription",
]
