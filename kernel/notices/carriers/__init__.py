"""How each channel carries one message. A carrier returns what the peer answered, or raises one of `outcomes`."""

from collections.abc import Callable, Mapping
from typing import Final

from kernel.notices.carriers import email, sms
from kernel.notices.models import Channel, Delivery

Carrier = Callable[[Delivery], str]

CARRIERS: Final[Mapping[str, Carrier]] = {Channel.EMAIL: email.carry, Channel.SMS: sms.carry}
