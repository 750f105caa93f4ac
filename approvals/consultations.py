"""How many asked at a window today, and which of them its clerk can still take back."""

from dataclasses import dataclass
from datetime import datetime

from approvals.actions.consult import UNDO_WITHIN
from approvals.models import Consultation
from kernel.accounts.models import User
from kernel.organizations.models import Window
from kernel.workdays.zone import day_start, local_date


@dataclass(frozen=True)
class Consulted:
    """Today's figure of one window; `last` is what the reader himself noted last, while he may take it back."""

    count: int
    last: Consultation | None


def consulted_today(window: Window, user: User, *, now: datetime) -> Consulted:
    """Since midnight, in one query."""
    midnight = day_start(local_date(now))
    rows = list(Consultation.objects.standing().filter(window=window, noted_at__gte=midnight).order_by("-pk"))
    his = next((row for row in rows if row.noted_by_id == user.pk), None)
    undoable = his is not None and now - his.noted_at <= UNDO_WITHIN
    return Consulted(len(rows), his if undoable else None)
