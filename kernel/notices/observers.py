"""The observer that turns ledger entries into notices, and says that there is something for webhooks."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from kernel.ledger.models import Entry
from kernel.ledger.relay import observer
from kernel.notices import hints
from kernel.notices.actions import tell
from kernel.notices.actions.webhooks import CHANNEL
from kernel.notices.models import Subscription


@observer("notices")
def notify(entries: Sequence[Entry]) -> None:
    """Tell whoever must be told; runs in the relay's transaction, so an entry is told once or again, never lost."""
    tell(entries)
    if CHANNEL in settings.NOTICE_CHANNELS and Subscription.objects.filter(state=Subscription.State.ON).exists():
        transaction.on_commit(hints.push_now)
