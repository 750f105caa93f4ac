"""Who may change the calendar that everybody's deadlines are counted on."""

from datetime import datetime

from kernel.accounts.models import User
from kernel.ledger.actors import SYSTEM, Actor
from kernel.organizations.models import Role
from kernel.organizations.queries import actor, held


def may_change_calendar(by: User | None, at: datetime) -> Actor:
    """The system administrator; `by=None` is the operator at the console. Errors: NotYourPost."""
    return SYSTEM if by is None else actor(held(by, role=Role.ADMIN_SYSTEM, at=at))
