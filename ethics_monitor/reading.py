"""The inspector's own reading is written down too: whose rows he opened, what he exported, and why."""

from collections.abc import Sequence
from datetime import datetime

from ethics_monitor import permissions
from ethics_monitor.patterns.wanted import Wanted
from kernel.accounts.models import User
from kernel.ledger.access import record_access
from kernel.ledger.subjects import Subject
from kernel.organizations.queries import actor


def note_reading(*, by: User, whom: Subject, fields: Sequence[str], why: str, at: datetime) -> None:
    """One row of the sealed access log; call it before anything is shown. Errors: NotYourPost, ReasonMissing."""
    post = permissions.inspector(by, at=at)
    record_access(reader=by.ledger_subject, actor=actor(post), whom=whom, fields=fields, why=why)


def whose_rows(wanted: Wanted) -> Subject:
    """Whom a table or its matters are about, in the words of the ledger: a hand, an agent, a unit, or everybody."""
    hand = " ".join(part for part in (wanted.unit, wanted.post, wanted.person) if part)
    named = hand or wanted.agent[:8] or wanted.organization or wanted.region or wanted.axis
    return Subject("handling", named[:100], 0)
