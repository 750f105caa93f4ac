"""Who stands at a page of supervision, and what he may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ethics_monitor.verbs import SUPERVISORS
from kernel.accounts.models import User
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now
from kernel.organizations.models import Role
from kernel.organizations.queries import Scope, scope_of
from kernel.organizations.refusals import NotYourPost


@dataclass(frozen=True)
class Viewer:
    """The signed-in member of staff with his scope at this instant."""

    user: User
    at: datetime
    scope: Scope

    def holds(self, roles: Collection[str]) -> bool:
        """Whether one of these roles is in his hands."""
        return bool(self.scope.roles & set(roles))

    @property
    def supervises(self) -> bool:
        """Whether he sees a whole county."""
        return self.holds(SUPERVISORS)

    @property
    def discipline(self) -> bool:
        return self.holds((Role.DISCIPLINE_INSPECTION,))


def viewer_of(request: HttpRequest) -> Viewer:
    """Errors: PermissionDenied for a citizen; sign-in is asked before."""
    user = signed_in(request)
    if user is None or user.is_citizen:
        raise PermissionDenied
    at = database_now()
    return Viewer(user, at, scope_of(user, at))


def with_roles(request: HttpRequest, roles: Collection[str]) -> Viewer:
    """The viewer, if he holds one of these roles. Errors: PermissionDenied; NotYourPost."""
    viewer = viewer_of(request)
    if not viewer.holds(roles):
        raise NotYourPost(roles=sorted(roles))
    return viewer
