"""What pages and API read of batches."""

from datetime import datetime

from approvals.models import Batch
from approvals.queries import clerk_windows
from kernel.accounts.models import User
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import search
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Window

LATEST = 20


def batch_for(user: User, number: str, *, at: datetime) -> Batch:
    """A batch received at one of the clerk's own windows. Errors: NotFound, the same for absent and for another's."""
    digits = number.removeprefix("PL")
    key = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 12 else 0
    beside = ("item_version__item", "agent", "window__organization", "received_by")
    rows = Batch.objects.filter(pk=key, window__in=clerk_windows(user, at=at)).select_related(*beside)
    found = rows.prefetch_related("lines__case__applicant", "lines__case__item_version").first()
    if found is None:
        raise NotFound
    return found


def latest_batches(window: Window) -> list[Batch]:
    """The last ones of a window, the latest first."""
    rows = Batch.objects.filter(window=window).select_related("item_version", "agent").prefetch_related("lines")
    return list(rows.order_by("-received_at", "-pk")[:LATEST])


def items_in_batches(window: Window) -> list[ItemVersion]:
    """What this window receives, is handled here, and needs nobody to come himself."""
    return list(search("", window=window, own=True).filter(needs_person=""))
