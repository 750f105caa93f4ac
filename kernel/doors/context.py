"""What the frame of a page needs: the edition the reader chose and the time printed in the bar."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone


def frame(request: HttpRequest) -> dict[str, Any]:
    """`portal_mode` (std | elder) and `portal_now` (aware UTC, for showing only; acts take the database's time)."""
    return {"portal_mode": getattr(request, "portal_mode", "std"), "portal_now": timezone.now()}
