"""Who an agent of the tables is: told for a reason, and written down before it is told."""

from django.db import transaction

from ethics_monitor import permissions
from ethics_monitor.queries.patterns import agent_behind
from kernel.accounts.actions import unmask
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.organizations.queries import actor, scope_of


@transaction.atomic
def unmask_agent(*, agent: str, by: User, why: str) -> str:
    """The name of the agent behind a digest. Errors: NotYourPost, NotFound, ReasonMissing of the access log."""
    now = database_now()
    post = permissions.inspector(by, at=now)
    return unmask(agent_behind(agent, scope_of(by, now)), "name", by=by, why=why, actor=actor(post))
