"""How long a matter lay between its stations: who acts outside the system enters it all at once (practice.md 1.16)."""

from datetime import datetime, timedelta
from typing import Any

from kernel.cases.models import Case

_MINUTE = timedelta(minutes=1)


def gaps(case: Case, *, decided_at: datetime) -> dict[str, Any]:
    """Whole minutes 收件→受理 and 受理→决定, beside the days that were promised: what a decision says of them."""
    assert case.received_at is not None and case.accepted_at is not None
    return {
        "promised_days": case.item_version.promised_length,
        "minutes_to_accept": (case.accepted_at - case.received_at) // _MINUTE,
        "minutes_to_decide": (decided_at - case.accepted_at) // _MINUTE,
    }
