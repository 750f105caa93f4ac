"""What the bar of every page of supervision needs."""

from typing import Any, Final

from django.db.models import Q

from ethics_monitor.models import Card
from ethics_monitor.pages.access import Viewer

# what the lists of the tab 待核实 hold: red cards to verify, reports to check, revocations that a second person decides
WAITING: Final = Q(state__in=("to_verify", "reported")) | (
    Q(revocation_proposed_at__isnull=False) & ~Q(state__in=("revoked", "dismissed"))
)


def frame(viewer: Viewer) -> dict[str, Any]:
    """Tabs by what the viewer is, the number that waits for the office, and the socket his page listens to."""
    waiting = Card.objects.visible_to(viewer.scope).highest().filter(WAITING)
    return {
        "viewer": viewer,
        "waiting_to_verify": waiting.count() if viewer.supervises else None,
        "socket": "/ws/board/" if viewer.supervises else "/ws/inbox/",
    }
