"""For which of her rooms an agent of several works now: she says it once, and every page keeps to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from civic_service.permissions import rooms_of
from kernel.accounts.models import User
from kernel.organizations.models import Organization

KEPT: Final = "proxy_room"


@dataclass(frozen=True)
class Rooms:
    """An agent's rooms, and the one she works for; None while one of several is still to be chosen."""

    rooms: list[Organization]
    here: Organization | None

    def choices(self) -> list[dict[str, Any]]:
        """The rooms of an agent of several, as a segmented control takes them."""
        if len(self.rooms) < 2:
            return []
        desk = reverse("civic_service:desk")
        return [
            {"url": f"{desk}?room={room.code}", "words": str(room), "current": room == self.here} for room in self.rooms
        ]


def rooms_here(request: HttpRequest, user: User, *, at: datetime) -> Rooms:
    """Named in the address, chosen before in this session, or her only one."""
    rooms = rooms_of(user, at=at)
    asked = request.GET.get("room", "")
    if asked and any(room.code == asked for room in rooms):
        request.session[KEPT] = asked
    kept = request.session.get(KEPT, "")
    only = rooms[0] if len(rooms) == 1 else None
    return Rooms(rooms, next((room for room in rooms if room.code == kept), only))
