"""The verbs of notices: telling and reading in the portal, carrying what goes outside it."""

from kernel.notices.actions.calls import Dialled, dial, give_up_calls, note_call
from kernel.notices.actions.inbox import TITLE_MAX, read, read_all, tell
from kernel.notices.actions.reading import Opened, open_message
from kernel.notices.actions.routing import plant_routes, set_hours, set_route, set_template
from kernel.notices.actions.sending import send_due, try_again, try_failed_again
from kernel.notices.actions.webhooks import push_due, replay, stop, subscribe

__all__ = [
    "TITLE_MAX",
    "Dialled",
    "Opened",
    "dial",
    "give_up_calls",
    "note_call",
    "open_message",
    "plant_routes",
    "push_due",
    "read",
    "read_all",
    "replay",
    "send_due",
    "set_hours",
    "set_route",
    "set_template",
    "stop",
    "subscribe",
    "tell",
    "try_again",
    "try_failed_again",
]
